"""Goods, entries and what buyers say about them, made up: any number of them, the same in every run.

Descriptions are of words drawn as in a language (a few often, most seldom), so that an index of them has long
and short lists, as of real texts.
"""

from functools import cache
from itertools import accumulate
from random import Random

from xiaoer.base.ids import ProductId, ShopId
from xiaoer.base.money import Money
from xiaoer.knowledge.model import Faq, Product, ProductState

SHOP = ShopId("shp_bench")
FIRST_ID = 100_000_000
WORDS = 20_000
SEED = 20_261_122
_BRANDS = (
    "云川 星河 松果 青禾 北辰 山岚 海棠 白鹭 锦程 知夏 若木 拾光 栖云 明澜 朗月 鹿鸣 清和 浅川 汀兰 逸尘"
)
_LOOKS = (
    "轻薄 加厚 防滑 透气 静音 大容量 便携 儿童 男士 女士 家用 商用 迷你 智能 无线 折叠 速干 保温 防水 复古 "
    "纯棉 真皮 不锈钢 陶瓷 免安装 可调节 双层 加长 一级能效 快充"
)
_KINDS = (
    "热水器 跑步鞋 篮球鞋 短袖T恤 冲锋衣 保温杯 电饭煲 手机壳 充电器 数据线 蓝牙耳机 机械键盘 鼠标垫 行李箱 "
    "双肩包 雨伞 洗发水 沐浴露 口罩 酒精棉片 纸尿裤 奶瓶 安全座椅 积木 猫粮 狗粮 茶叶 坚果礼盒 牛奶 洗衣液 "
    "台灯 落地扇 空气净化器 加湿器 扫地机器人 电动牙刷 剃须刀 吹风机 四件套 羽绒被 枕头 窗帘 沙发 餐桌 衣柜 "
    "床垫 瑜伽垫 哑铃 跳绳 自行车"
)
_COLOURS = "黑色 白色 红色 蓝色 灰色 原木色"
_MATERIALS = "棉 皮革 塑料 玻璃 铝合金 竹木"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_SIGNS = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方"
    "后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开"
    "它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此"
    "变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老"
    "头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门"
    "即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花"
)


def product(number: int) -> Product:
    """Return the product of a number, from 0."""
    random = Random(SEED + number)
    brand, kind = random.choice(_each(_BRANDS)), random.choice(_each(_KINDS))
    looks = "".join(random.sample(_each(_LOOKS), 2))
    letters = "".join(random.choices(_LETTERS, k=2))
    model = f"{letters}{random.randrange(10, 999)}-{random.choice(_LETTERS)}{random.randrange(1, 99)}"
    size = f"{random.randrange(1, 99)}{random.choice(('升', 'cm', '寸', 'ml'))}"
    words, weights = _vocabulary()
    told = random.choices(words, cum_weights=weights, k=72)
    description = "".join(word + ("，" if place % 6 == 5 else "") for place, word in enumerate(told))
    identifier = FIRST_ID + number
    return Product(
        id=ProductId(str(identifier)),
        shop=SHOP,
        title=f"{brand}{looks}{kind} {model} {size}",
        state=ProductState.LISTED,
        price=Money(random.randrange(990, 999_900)),
        description=description,
        link=f"https://shop.example/item/{identifier}.html",
        category=kind,
        attributes=(
            ("颜色", random.choice(_each(_COLOURS))),
            ("材质", random.choice(_each(_MATERIALS))),
            ("型号", model),
        ),
    )


def entry(number: int, shop: ShopId) -> Faq:
    """Return the entry of a number of one shop: a question in two wordings, and its answer."""
    random = Random(f"{SEED}:{shop}:{number}")
    words, weights = _vocabulary()
    asked = "".join(random.choices(words, cum_weights=weights, k=3))
    kind, look = random.choice(_each(_KINDS)), random.choice(_each(_LOOKS))
    similar = (f"{look}{kind}能不能{asked}",)
    answer = "".join(random.choices(words, cum_weights=weights, k=30))
    return Faq(f"faq_{number:05}", shop, f"{kind}{asked}怎么办", answer, similar=similar)


def spoken(one: Product) -> dict[str, str]:
    """Return how buyers name a product: by id, link, model, name, or words of its description."""
    name, model = one.title.split()[:2]
    return {
        "id": f"{one.id}有货吗",
        "link": f"{one.link} 这个还有吗",
        "model": f"你好，{model}这款有货吗",
        "name": f"请问{name}{model.lower()}怎么卖",
        "description": f"有没有{one.description[20:34]}的那种",
    }


@cache
def _each(words: str) -> list[str]:
    return words.split()


@cache
def _vocabulary() -> tuple[list[str], list[float]]:
    """Return words of two and three characters, and the running sums of how often each is said (Zipf)."""
    random = Random(SEED)
    words = ["".join(random.choices(_SIGNS, k=random.choice((2, 2, 3)))) for _ in range(WORDS)]
    return words, list(accumulate(1 / place for place in range(1, WORDS + 1)))

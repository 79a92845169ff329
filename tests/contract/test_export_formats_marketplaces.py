"""千牛, 京麦, 拼多多 and 抖店: each fixture comes to exactly these records."""

from tests.exports import S, address, order, parcel, read
from xiaoer.orders.model import Payment

QIANNIU_SHENZHEN = address("广东省/深圳市/南山区/科技园路1号", "赵**", "139****7788")
QIANNIU_CHENGDU = address("四川省/成都市/锦江区/春熙路10号", "孙**", "137****0065")
QIANNIU_PLAIN = order(
    "2145678901230000117",
    "青柠小筑",
    S.PAID,
    39800,
    [("AF-5L", 39800, 1, "空气炸锅 5L", "颜色分类:白色")],
    address("浙江省/杭州市/西湖区/文三路8号", "林**", "138****2201"),
    ("11-20 21:03:00", "11-20 21:05:00", "11-20 21:05:00"),
    "买家留言：请发顺丰",
    "taobao",
)
QIANNIU_SPLIT = order(
    "2145678901230000225",
    "秋风扫叶",
    S.SHIPPED,
    130900,
    [
        ("WH-60", 129900, 1, "电热水器 60升", "容量:60L"),
        ("GIFT-01", 0, 1, "【赠品】安装辅材包", ""),
    ],
    QIANNIU_SHENZHEN,
    ("11-18 09:15:00", "11-18 09:16:00", "11-18 09:16:00"),
    "分两个包裹发",
    "taobao",
)
QIANNIU_BUNDLE = order(
    "2145678901230000333",
    "小满1986",
    S.COMPLETED,
    25600,
    [
        ("BM-1", 19900, 1, "早餐机", "颜色分类:绿色 · 组合装：早餐机+面包刀套餐"),
        ("KN-2", 5700, 1, "面包刀", "组合装：早餐机+面包刀套餐"),
    ],
    QIANNIU_CHENGDU,
    ("11-01 10:00:00", "11-01 10:02:00", "11-01 10:02:00"),
    "",
    "taobao",
)
QIANNIU_MERGED = order(
    "2145678901230000441",
    "小满1986",
    S.COMPLETED,
    5900,
    [("FL-9", 2950, 2, "滤芯", "")],
    QIANNIU_CHENGDU,
    ("11-01 10:05:00", "11-01 10:06:00", "11-01 10:06:00"),
    "与上一单合并发货",
    "taobao",
)
QIANNIU_CLOSED = order(
    "2145678901230000559",
    "路过的猫",
    S.CANCELLED,
    8800,
    [("CUP-3", 8800, 1, "保温杯", "颜色分类:黑色")],
    address("湖北省/武汉市/洪山区/珞喻路100号", "周**", "136****9090"),
    ("11-19 08:00:00", "", "11-19 08:00:00"),
    "",
    "taobao",
)


def test_qianniu_two_files_joined() -> None:
    taken = read("qianniu_orders.csv", "qianniu_items.csv")
    assert taken.problems == ()
    assert taken.records == (
        QIANNIU_PLAIN,
        QIANNIU_SPLIT,
        QIANNIU_BUNDLE,
        QIANNIU_MERGED,
        QIANNIU_CLOSED,
        parcel("YT7700112233445", QIANNIU_SPLIT, "圆通速递"),
        parcel("YT7700112233446", QIANNIU_SPLIT, "圆通速递"),
        parcel("SF1390001122334", QIANNIU_BUNDLE, "顺丰速运"),
        parcel("SF1390001122334", QIANNIU_MERGED, "顺丰速运"),
    )


JINGMAI_NANCHANG = address("江西省/南昌市/青山湖区/昌东大道1号", "吴*", "137****6771")
JINGMAI_BEIJING = address("北京市/北京市/海淀区/中关村大街27号", "郑**", "135****1122")
JINGMAI_WITH_GIFT = order(
    "330100200301",
    "jd_xiaoyun",
    S.SHIPPED,
    175850,
    [
        ("100042700001", 189900, 1, "净水器 800G", ""),
        ("100042700002", 0, 1, "赠品 前置过滤器", ""),
    ],
    JINGMAI_NANCHANG,
    ("11-15 23:19:56", "11-15 23:20:30", "11-15 23:20:30"),
    "买家留言：尽量周末送",
    "jd",
)
JINGMAI_LAMP = ("100042700003", 9900)
JINGMAI_TIMES = ("11-16 08:00:00", "11-16 08:01:00", "11-16 08:01:00")
JINGMAI_PARENT = order(
    "330100200402",
    "jd_daming",
    S.CANCELLED,
    17800,
    [(*JINGMAI_LAMP, 2, "台灯", "")],
    JINGMAI_BEIJING,
    JINGMAI_TIMES,
    "订单拆分为 330100200403 330100200404",
    "jd",
)
JINGMAI_WAITING = order(
    "330100200403",
    "jd_daming",
    S.PAID,
    8900,
    [(*JINGMAI_LAMP, 1, "台灯", "")],
    JINGMAI_BEIJING,
    JINGMAI_TIMES,
    "",
    "jd",
)
JINGMAI_FINISHED = order(
    "330100200404",
    "jd_daming",
    S.COMPLETED,
    8900,
    [(*JINGMAI_LAMP, 1, "台灯", "")],
    JINGMAI_BEIJING,
    (*JINGMAI_TIMES[:2], "11-19 18:30:00"),
    "",
    "jd",
)


def test_jingmai_quoted_cells_a_gift_and_a_split_order() -> None:
    taken = read("jingmai.csv")
    assert taken.problems == ()
    assert taken.records == (JINGMAI_WITH_GIFT, JINGMAI_PARENT, JINGMAI_WAITING, JINGMAI_FINISHED)


PINDUODUO_ZHENGZHOU = address("河南省/郑州市/金水区/", "钱*", "")
PINDUODUO_BOX = order(
    "261117-607198974342268",
    "",
    S.SHIPPED,
    5480,
    [("754299520001", 2740, 2, "塑料收纳箱", "大号蓝色")],
    PINDUODUO_ZHENGZHOU,
    ("11-17 20:10:40", "11-17 20:11:02", "11-18 15:30:00"),
    "",
    "pinduoduo",
)
PINDUODUO_HOOKS = order(
    "261117-607198974342911",
    "",
    S.SHIPPED,
    990,
    [("754299520002", 990, 1, "挂钩 10个装", "透明")],
    PINDUODUO_ZHENGZHOU,
    ("11-17 20:11:50", "11-17 20:12:00", "11-18 15:30:00"),
    "和收纳箱一起发",
    "pinduoduo",
)
PINDUODUO_REFUNDED = order(
    "261116-112233445566778",
    "",
    S.CANCELLED,
    2990,
    [("754299520003", 2990, 1, "毛巾", "灰色")],
    address("山东省/青岛市/市南区/", "冯**", ""),
    ("11-16 10:59:00", "11-16 11:00:00", "11-16 11:00:00"),
    "",
    "pinduoduo",
)
PINDUODUO_FREE = order(
    "261110-998877665544332",
    "",
    S.RETURNED,
    0,
    [("754299520004", 0, 1, "夜灯", "暖光")],
    address("湖南省/长沙市/岳麓区/", "褚*", ""),
    ("11-10 08:59:30", "11-10 09:00:00", "11-14 12:00:00"),
    "0元试用",
    "pinduoduo",
)
PINDUODUO_UNPAID = order(
    "261120-123456789012345",
    "",
    S.UNPAID,
    600,
    [("754299520005", 600, 1, "电子贺卡", "默认")],
    address("福建省/厦门市/思明区/", "卫*", ""),
    ("11-20 22:00:00", "", "11-20 22:00:00"),
    "",
    "pinduoduo",
)


def test_pinduoduo_one_parcel_of_two_orders_and_no_buyer() -> None:
    taken = read("pinduoduo.csv")
    assert taken.problems == ()
    assert taken.records == (
        PINDUODUO_BOX,
        PINDUODUO_HOOKS,
        PINDUODUO_REFUNDED,
        PINDUODUO_FREE,
        PINDUODUO_UNPAID,
        parcel("78001122334455", PINDUODUO_BOX, "中通快递"),
        parcel("78001122334455", PINDUODUO_HOOKS, "中通快递"),
        parcel("78001122330000", PINDUODUO_FREE, "中通快递"),
    )


DOUDIAN_MOP = order(
    "6917926768823640001",
    "",
    S.COMPLETED,
    26900,
    [("3700000000000000101", 26900, 1, "蒸汽拖把", "白色")],
    address("江苏省/南京市/鼓楼区/##密文地址", "蒋**", "150****3344"),
    ("11-12 20:00:10", "11-12 20:00:31", "11-18 10:00:00"),
    "",
    "douyin",
    Payment.OTHER,
)
DOUDIAN_CUP = order(
    "6917926768823640002",
    "",
    S.SHIPPED,  # the gift came back, the DOUDIAN_CUP did not
    7900,
    [
        ("3700000000000000102", 7900, 1, "榨汁杯", "粉色"),
        ("3700000000000000103", 0, 2, "赠品 吸管", "透明"),
    ],
    address("安徽省/合肥市/蜀山区/##密文地址", "沈**", "151****5566"),
    ("11-15 21:30:00", "11-15 21:30:20", "11-17 12:00:00"),
    "买家留言：要带吸管",
    "douyin",
    Payment.OTHER,
)
DOUDIAN_COOKER = order(
    "6917926768823640005",
    "",
    S.RETURNING,
    18900,
    [("3700000000000000104", 18900, 1, "电饭煲", "3L")],
    address("陕西省/西安市/雁塔区/##密文地址", "韩**", "152****7788"),
    ("11-10 10:00:00", "11-10 10:00:30", "11-16 09:00:00"),
    "换颜色",
    "douyin",
    Payment.OTHER,
)
DOUDIAN_CLOSED = order(
    "6917926768823640006",
    "",
    S.CANCELLED,
    1500,
    [("3700000000000000105", 1500, 1, "量杯", "默认")],
    address("辽宁省/大连市/中山区/##密文地址", "杨*", "153****9900"),
    ("11-19 12:00:00", "", "11-19 12:00:00"),
    "",
    "douyin",
    Payment.OTHER,
)


def test_doudian_sub_orders_joined_with_after_sales() -> None:
    taken = read("doudian_orders.csv", "doudian_aftersales.csv")
    assert taken.problems == ()
    assert taken.records == (
        DOUDIAN_MOP,
        DOUDIAN_CUP,
        DOUDIAN_COOKER,
        DOUDIAN_CLOSED,
        parcel("SF1400001111222", DOUDIAN_MOP, "顺丰速运"),
        parcel("YT8800112233001", DOUDIAN_CUP, "圆通速递"),
        parcel("YT8800112233002", DOUDIAN_CUP, "圆通速递"),
        parcel("JT5500667788990", DOUDIAN_COOKER, "极兔速递"),
    )

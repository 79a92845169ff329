"""旺店通, 聚水潭 and 管家婆: each fixture comes to exactly these records."""

from tests.exports import S, address, order, parcel, read
from xiaoer.buyers.model import Address

WANGDIANTONG_JINJIANG = address("福建省/泉州市/晋江市/青阳街道8号", "许*", "186****1212")
WANGDIANTONG_HARBIN = address("黑龙江省/哈尔滨市/南岗区/学府路74号", "何**", "187****3434")
WANGDIANTONG_KETTLE = order(
    "2145678901240000118",
    "朵朵妈妈",
    S.SHIPPED,
    12900,
    [("KT-12", 12900, 1, "电水壶", "白色 1.2L"), ("GF", 0, 1, "隔热垫", "")],
    WANGDIANTONG_JINJIANG,
    ("11-17 10:00:00", "11-17 10:01:00", "11-18 09:00:00"),
    "两单合并发",
)
WANGDIANTONG_CLEANER = order(
    "2145678901240000226",
    "朵朵妈妈",
    S.SHIPPED,
    2480,
    [("CL", 990, 2, "除垢剂", "3袋")],
    WANGDIANTONG_JINJIANG,
    ("11-17 10:20:00", "11-17 10:21:00", "11-18 09:00:00"),
    "两单合并发",
)
WANGDIANTONG_KITCHEN = order(
    "2145678901240000334",
    "北方的狼",
    S.SHIPPED,  # one of its two warehouse orders is
    19900,
    [
        ("PAN", 8900, 1, "平底锅", "24cm · 组合装：厨房三件套"),
        ("POT", 11000, 1, "汤锅", "20cm · 组合装：厨房三件套"),
    ],
    WANGDIANTONG_HARBIN,
    ("11-18 11:00:00", "11-18 11:01:00", "11-19 10:00:00"),
)


def test_wangdiantong_rows_put_together_by_the_platforms_order() -> None:
    taken = read("wangdiantong.xlsx")
    assert taken.problems == ()
    assert taken.records == (
        WANGDIANTONG_KETTLE,
        WANGDIANTONG_CLEANER,
        WANGDIANTONG_KITCHEN,
        parcel("STO770001112223", WANGDIANTONG_KETTLE, "申通快递"),
        parcel("STO770001112223", WANGDIANTONG_CLEANER, "申通快递"),
        parcel("STO770001112555", WANGDIANTONG_KITCHEN, "申通快递"),
    )


def _nanning(number: str, name: str) -> Address:
    return address(f"广西壮族自治区/南宁市/青秀区/民族大道{number}号", name, "189****5656")


JUSHUITAN_MUGS = order(
    "TM3001002003001",
    "桂花糕",
    S.SHIPPED,
    7900,
    [("MUG-R", 3950, 2, "马克杯", "红色")],
    _nanning("131", "施*"),
    ("11-14 08:30:00", "11-14 08:31:00", "11-15 14:00:00"),
)
JUSHUITAN_PLATE = order(
    "TM3001002003002",
    "桂花糕",
    S.SHIPPED,
    8900,
    [("PLATE-8", 8900, 1, "餐盘", "8寸"), ("SPOON", 0, 1, "勺子", "")],
    _nanning("131", "施*"),
    ("11-14 08:40:00", "11-14 08:41:00", "11-15 14:00:00"),
)
JUSHUITAN_CHAIR = ("CHAIR-A", 15000, 1, "折叠椅", "灰色")
JUSHUITAN_CHAIRS = order(
    "TM3001002003010",
    "山里红",
    S.SHIPPED,
    30000,
    [JUSHUITAN_CHAIR, JUSHUITAN_CHAIR],
    _nanning("5", "张**"),
    ("11-16 19:00:00", "11-16 19:00:40", "11-18 10:00:00"),
)
JUSHUITAN_BAGS = order(
    "TM3001002003020",
    "老李",
    S.UNPAID,
    4500,
    [("BAG", 1500, 3, "购物袋", "")],
    _nanning("9", "李*"),
    ("11-20 07:00:00", "", "11-20 07:00:00"),
)


def test_jushuitan_merged_split_and_replaced_rows() -> None:
    taken = read("jushuitan.xlsx")
    assert taken.problems == ()
    assert taken.records == (
        JUSHUITAN_MUGS,
        JUSHUITAN_PLATE,
        JUSHUITAN_CHAIRS,
        JUSHUITAN_BAGS,
        parcel("YD4300112233441", JUSHUITAN_MUGS, "韵达快递"),
        parcel("YD4300112233441", JUSHUITAN_PLATE, "韵达快递"),
        parcel("YD4300112233500", JUSHUITAN_CHAIRS, "韵达快递"),
        parcel("YD4300112233501", JUSHUITAN_CHAIRS, "韵达快递"),
    )


GUANJIAPO_SUZHOU = address("江苏省/苏州市/姑苏区/观前街1号", "曹*", "133****2323")
GUANJIAPO_TEA = order(
    "WD88001001",
    "tea_lover",
    S.SHIPPED,
    13600,
    [("T-100", 6800, 2, "龙井茶 100克", "春茶"), ("Z-1", 0, 1, "【赠品】茶滤", "")],
    GUANJIAPO_SUZHOU,
    ("11-13 09:05:00", "11-13 09:06:00", "11-14 00:00:00"),
)
GUANJIAPO_POTS = order(
    "WD88001002",
    "tea_lover",
    S.SHIPPED,
    19900,
    [("C-7", 19900, 1, "茶具 七件", "青瓷 · 组合装：茶具礼盒")],
    GUANJIAPO_SUZHOU,
    ("11-13 09:30:00", "11-13 09:31:00", "11-14 00:00:00"),
    "并入上一单",
)
GUANJIAPO_UNPAID = order(
    "WD88001003",
    "mountain",
    S.UNPAID,
    15000,
    [("T-250", 15000, 1, "龙井茶 250克", "春茶")],
    address("贵州省/贵阳市/云岩区/中华北路2号", "严*", "134****4545"),
    ("11-20 20:00:00", "", "11-20 20:00:00"),
)


def test_guanjiapo_heads_repeated_a_title_above_and_sums_below() -> None:
    taken = read("guanjiapo.csv")
    assert taken.problems == ()
    assert taken.records == (
        GUANJIAPO_TEA,
        GUANJIAPO_POTS,
        GUANJIAPO_UNPAID,
        parcel("DPK300200100", GUANJIAPO_TEA, "德邦快递"),
        parcel("DPK300200101", GUANJIAPO_TEA, "德邦快递"),
        parcel("DPK300200101", GUANJIAPO_POTS, "德邦快递"),
    )

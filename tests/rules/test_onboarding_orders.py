"""Rows become orders and parcels: states, addresses, and the cases that must not be guessed."""

import pytest

from xiaoer.adapters.exports.addresses import split_address
from xiaoer.adapters.exports.formats import EXPORT_FORMATS
from xiaoer.adapters.exports.states import after_case, overall, payment_of, state_of
from xiaoer.base.ids import ShopId
from xiaoer.buyers.model import Address, Buyer
from xiaoer.knowledge.model import Product
from xiaoer.logistics.model import Parcel
from xiaoer.onboarding.recognition import Taken, take
from xiaoer.orders.model import Order, OrderState, Payment

SHOP = ShopId("shp_1")
S = OrderState
HEAD = "订单号,买家ID,订单状态,订单总金额"
LINES = "线上订单号,内部订单号,店铺,付款日期,状态,商品编码,数量,商品金额"


def read(*texts: str) -> Taken:
    files = [(f"t{place}.csv", text.encode()) for place, text in enumerate(texts)]
    return take(files, EXPORT_FORMATS, SHOP, {})


def codes(taken: Taken) -> list[tuple[str, int, str]]:
    return [(problem.file, problem.line, problem.code) for problem in taken.problems]


def orders(taken: Taken) -> dict[str, Order]:
    return {record.id: record for record in taken.records if isinstance(record, Order)}


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("买家已付款，等待卖家发货", S.PAID),
        ("买家已付款,等待卖家发货", S.PAID),
        ("等待买家付款", S.UNPAID),
        ("卖家已发货，等待买家确认", S.SHIPPED),
        ("交易成功", S.COMPLETED),
        ("交易关闭", S.CANCELLED),
        ("(删除)等待出库", S.CANCELLED),
        ("未发货，退款成功", S.CANCELLED),
        ("已发货，退款成功", S.RETURNED),
        ("已发货，待签收", S.SHIPPED),
        ("已签收", S.SIGNED),
        ("派送中", S.IN_TRANSIT),
        ("拣货中", S.PROCESSING),
        ("paid", S.PAID),
        ("unpaid", S.UNPAID),
        ("Unshipped", S.PAID),
        ("in_transit", S.IN_TRANSIT),
        ("天气晴", None),
    ],
)
def test_words_for_states(text: str, state: OrderState | None) -> None:
    assert state_of(text, {}) is state


@pytest.mark.parametrize(
    ("state", "case", "after"),
    [
        (S.SHIPPED, "无售后或售后取消", S.SHIPPED),
        (S.SHIPPED, "售后处理中", S.SHIPPED),  # it may be withdrawn
        (S.SHIPPED, "待商家收货", S.RETURNING),
        (S.SIGNED, "退款成功", S.RETURNED),
        (S.RETURNING, "退款成功", S.RETURNED),
        (S.PAID, "退款成功", S.CANCELLED),
        (S.PAID, "待商家收货", S.PAID),
        (S.CANCELLED, "退款成功", S.CANCELLED),
        (S.RETURNED, "退款成功", S.RETURNED),
        (S.SIGNED, "部分退款", S.SIGNED),
    ],
)
def test_what_a_case_does_to_a_state(state: OrderState, case: str, after: OrderState) -> None:
    assert after_case(state, case) is after


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([S.PAID, S.PAID], S.PAID),
        ([S.PAID, S.SHIPPED], S.SHIPPED),
        ([S.PAID, S.COMPLETED], S.SHIPPED),
        ([S.SHIPPED, S.COMPLETED], S.SHIPPED),
        ([S.COMPLETED, S.RETURNED], S.COMPLETED),
        ([S.RETURNING, S.SIGNED], S.SIGNED),
        ([S.RETURNING, S.RETURNED], S.RETURNING),
        ([S.RETURNED, S.CANCELLED], S.RETURNED),
        ([S.CANCELLED], S.CANCELLED),
    ],
)
def test_the_state_of_an_order_from_its_parts(parts: list[OrderState], whole: OrderState) -> None:
    assert overall(parts) is whole


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("浙江省 杭州市 西湖区 文三路8号(310012)", ("浙江省", "杭州市", "西湖区", "文三路8号")),
        ("江西南昌市青山湖区昌东工业区恒源科技园", ("江西", "南昌市", "青山湖区", "昌东工业区恒源科技园")),
        ("北京市海淀区中关村大街27号", ("北京市", "北京市", "海淀区", "中关村大街27号")),
        ("内蒙古自治区 锡林郭勒盟 多伦县 正阳路1号", ("内蒙古自治区", "锡林郭勒盟", "多伦县", "正阳路1号")),
        ("新疆 伊犁哈萨克自治州 伊宁市 解放路2号", ("新疆", "伊犁哈萨克自治州", "伊宁市", "解放路2号")),
        ("海南省-三亚市-吉阳区-迎宾路1号", ("海南省", "三亚市", "吉阳区", "迎宾路1号")),
        ("广东省 深圳市 **区 **路", ("广东省", "深圳市", "**区", "**路")),
        ("##密文", ("", "", "", "##密文")),
        ("", ("", "", "", "")),
    ],
)
def test_addresses(line: str, parts: tuple[str, str, str, str]) -> None:
    address = split_address(line)
    assert (address.province, address.city, address.district, address.detail) == parts


def test_payments() -> None:
    words = ["微信支付", "支付宝", "京东E卡", "建设银行信用卡", "在线支付", "", "货到付款"]
    assert [payment_of(word) for word in words] == [
        Payment.WECHAT,
        Payment.ALIPAY,
        Payment.ECARD,
        Payment.BANK_CARD,
        Payment.UNKNOWN,
        Payment.UNKNOWN,
        Payment.OTHER,
    ]


def test_an_unknown_state_is_refused_with_its_words() -> None:
    taken = read(f"{HEAD}\nA,u,天气晴,1\n")
    assert codes(taken) == [("t0.csv", 2, "unknown_state")]
    assert "天气晴" in taken.problems[0].reason


def test_without_a_state_the_other_columns_must_prove_one() -> None:
    taken = read("订单号,买家ID,订单总金额,付款时间,运单号\nA,u,1,2026-01-02,\nB,u,1,,YT1\nC,u,1,,\n")
    assert {order.id: order.state for order in orders(taken).values()} == {"A": S.PAID, "B": S.SHIPPED}
    assert codes(taken) == [("t0.csv", 4, "missing")]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",u,已付款,1", "missing"),
        ("A,u,已付款,", "missing"),
        ("A,u,已付款,一元", "bad_money"),
        ("A,u,已付款,-1", "bad_money"),
        ("3.13E+11,u,已付款,1", "damaged_identifier"),
        ('"A,B",u,已付款,1', "merged_without_lines"),
    ],
)
def test_rows_that_cannot_be_an_order(row: str, code: str) -> None:
    taken = read(f"{HEAD}\n{row}\n")
    assert codes(taken) == [("t0.csv", 2, code)]
    assert taken.records == ()


def test_one_cell_that_is_asked_for_twice_is_one_problem() -> None:
    taken = read("订单号,订单状态,单价,数量,商品ID\nA,已付款,十元,1,P\n")
    assert codes(taken) == [("t0.csv", 2, "bad_money")]


def test_a_row_of_several_products_is_not_taken_apart_by_guessing() -> None:
    header = "主订单编号,子订单编号,订单提交时间,订单应付金额,达人昵称,支付完成时间,商品ID,商品数量,订单状态"
    taken = read(f"{header}\nA,A1;A2,2026-01-02,10,x,2026-01-02,1;2,3,已发货\n")
    assert codes(taken) == [("t0.csv", 2, "several_products")]


def test_ids_cut_to_fifteen_digits_are_seen_by_the_column() -> None:
    cut = "\n".join(f"21456789012300{n}0000,u,已付款,1" for n in range(1, 5))
    taken = read(f"{HEAD}\n{cut}\nA-1,u,已付款,1\n")
    assert [code for _, _, code in codes(taken)] == ["damaged_identifier"] * 4
    assert list(orders(taken)) == ["A-1"]


def test_one_id_that_ends_in_zeros_by_chance_is_taken() -> None:
    whole = "\n".join(f"214567890123{n}56789,u,已付款,1" for n in range(10, 15))
    taken = read(f"{HEAD}\n{whole}\n214567890123450000,u,已付款,1\n")
    assert taken.problems == ()


def test_one_import_takes_one_shop() -> None:
    taken = read(
        f"{LINES}\nA,1,甲店,2026-01-02,已发货,P,1,5\nB,2,甲店,2026-01-02,已发货,P,1,5\nC,3,乙店,2026-01-02,已发货,P,1,5\n"
    )
    assert codes(taken) == [("t0.csv", 4, "other_shop")]
    assert list(orders(taken)) == ["A", "B"]


def test_a_merged_warehouse_order_without_the_rows_own_number_is_refused() -> None:
    taken = read(f'{LINES}\n"A,B",1,甲店,2026-01-02,已发货,P,1,5\n')
    assert codes(taken) == [("t0.csv", 2, "merged_without_lines")]


def test_overlapping_exports_of_the_same_order_are_two_moments_of_it() -> None:
    taken = read(
        f"{HEAD},商品ID,数量,单价\nA,u,已付款,1,P,1,1\n", f"{HEAD},商品ID,数量,单价\nA,u,已发货,1,P,1,1\n"
    )
    assert [
        (record.id, record.state, len(record.items)) for record in taken.records if isinstance(record, Order)
    ] == [
        ("A", S.PAID, 1),
        ("A", S.SHIPPED, 1),
    ]


def test_the_same_details_twice_are_the_same_items() -> None:
    items = "订单号,商品ID,数量,单价\nA,P,1,1\nA,Q,2,3\n"
    taken = read(f"{HEAD}\nA,u,已付款,7\n", items, items)
    assert [item.product for item in orders(taken)["A"].items] == ["P", "Q"]


def test_prices_follow_from_what_is_written() -> None:
    taken = read(
        f"{HEAD},商品ID,数量,单价,小计\nA,u,已付款,10,P,3,,\nB,u,已付款,10,P,4,,10\nC,u,已付款,10,P,2,4.50,\n"
    )
    assert [order.items[0].price.fen for order in orders(taken).values()] == [333, 250, 450]


def test_a_parcels_table_spreads_scans_and_names_several_orders() -> None:
    taken = read(
        '运单号,订单号,快递公司,轨迹时间,轨迹状态\nY1,"A,B",圆通,2026-01-03,运输中\nY1,"A,B",圆通,2026-01-02,已揽收\n'
    )
    parcels = [record for record in taken.records if isinstance(record, Parcel)]
    assert [(parcel.order, [scan.status for scan in parcel.scans]) for parcel in parcels] == [
        ("A", ["已揽收", "运输中"]),
        ("B", ["已揽收", "运输中"]),
    ]


def test_a_scan_without_a_time_is_refused() -> None:
    taken = read("运单号,订单号,轨迹时间,轨迹状态\nY1,A,,已揽收\n")
    assert codes(taken) == [("t0.csv", 2, "missing")]
    assert taken.records == ()


def test_a_product_needs_a_price_and_a_known_state() -> None:
    taken = read("商品ID,商品名称,单价,商品状态\nP,扇,,已上架\nQ,灯,5,在路上\nR,锅,5,仓库中\n")
    assert codes(taken) == [("t0.csv", 2, "missing"), ("t0.csv", 3, "unknown_state")]
    assert [record.id for record in taken.records if isinstance(record, Product)] == ["R"]


def test_buyers_once_each_the_later_row_wins() -> None:
    taken = read(
        "买家ID,姓名,电话,年龄,省,市,区县,详细地址\nu,王**,,200,,,,\nv,李一,,,,,,\nv,李二,13800001111,30,广东省,揭阳市,榕城区,1号\n"
    )
    assert codes(taken) == [("t0.csv", 2, "bad_quantity")]
    assert taken.records == (
        Buyer(
            id="v",  # type: ignore[arg-type]  # a plain text in a test
            shop=SHOP,
            name="李二",
            phone="13800001111",
            age=30,
            address=Address("李二", "13800001111", "中国", "广东省", "揭阳市", "榕城区", "1号"),
        ),
    )

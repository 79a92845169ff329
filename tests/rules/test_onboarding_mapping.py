"""What columns of an unknown table mean: guessed, sampled, decided by a person."""

from pathlib import Path

import pytest

from tests.exports import FIXTURES
from xiaoer.adapters.exports.formats import EXPORT_FORMATS
from xiaoer.base.errors import XiaoerError
from xiaoer.base.ids import ShopId
from xiaoer.base.sheets.looks import Look
from xiaoer.onboarding.model import TITLES, Field, TableKind
from xiaoer.onboarding.recognition import Taken, take
from xiaoer.onboarding.rules.mapping import chosen, field_named, guess, kind_by_name, kind_of
from xiaoer.onboarding.rules.samples import sample_of
from xiaoer.orders.model import Order

SHOP = ShopId("shp_1")


def fields(headers: str, looks: dict[str, Look] | None = None, name: str = "") -> dict[str, str]:
    names = headers.split()
    known = looks or {}
    found = guess(names, [known.get(header, Look.TEXT) for header in names], name)
    return {header: field.value for header, field in found.items()}


def read(text: str, name: str = "t.csv", mapping: dict[str, str] | None = None) -> Taken:
    return take([(name, text.encode())], EXPORT_FORMATS, SHOP, mapping or {})


@pytest.mark.parametrize("field", list(Field))
def test_every_field_is_in_the_manual_by_both_its_names(field: Field) -> None:
    manual = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
    assert f"`{field.value}`" in manual
    assert TITLES[field] in manual


@pytest.mark.parametrize("field", list(Field))
def test_every_field_is_known_by_both_its_names(field: Field) -> None:
    assert field_named(field.value) is field
    assert field_named(TITLES[field]) is field


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (
            "订单编号 客户昵称 下单日期 实付款 收货人电话 状态",
            {
                "订单编号": "order_id",
                "下单日期": "created_at",
                "实付款": "total",
                "状态": "state",
                "收货人电话": "phone",
            },
        ),
        (
            "Order_ID Customer_ID Status Total_Amount Order_Date",
            {
                "Order_ID": "order_id",
                "Customer_ID": "buyer_id",
                "Status": "state",
                "Total_Amount": "total",
                "Order_Date": "created_at",
            },
        ),
        (
            "编号 名称 售价 状态",
            {"名称": "title", "售价": "price", "编号": "product_id", "状态": "product_state"},
        ),
        ("问题 答案 类似", {"问题": "question", "答案": "answer"}),
        ("运单号 订单号 时间 状态 地点", {"运单号": "waybill_id", "订单号": "order_id"}),
        (
            "物流单号 订单号 扫描时间 状态",
            {"物流单号": "waybill_id", "扫描时间": "scan_at", "状态": "scan_status"},
        ),
    ],
)
def test_guesses(headers: str, expected: dict[str, str]) -> None:
    name = "商品" if "售价" in headers else ""
    found = fields(headers, {"收货人电话": Look.PHONE, "下单日期": Look.MOMENT}, name)
    assert expected.items() <= found.items()


def test_a_cost_or_a_refund_is_not_taken_for_the_total() -> None:
    assert "total" not in fields("订单号 成本金额 退款金额 优惠金额 订单状态").values()


def test_an_exact_word_wins_over_a_longer_header() -> None:
    assert fields("订单状态说明 订单状态 订单号")["订单状态"] == "state"


def test_values_veto_a_vague_header() -> None:
    headers = "订单号 订单状态 期望付款时间"
    assert fields(headers, {"期望付款时间": Look.TEXT}).get("期望付款时间") is None
    assert fields(headers, {"期望付款时间": Look.MOMENT})["期望付款时间"] == "paid_at"


def test_a_column_of_phones_is_found_without_a_word() -> None:
    assert fields("订单号 订单状态 联络", {"联络": Look.PHONE})["联络"] == "phone"


@pytest.mark.parametrize(
    ("fields_", "kind"),
    [
        ({Field.QUESTION, Field.ANSWER}, TableKind.FAQS),
        ({Field.ORDER, Field.STATE, Field.PRODUCT}, TableKind.ORDERS),
        ({Field.ORDER, Field.PRODUCT, Field.QUANTITY}, TableKind.ITEMS),
        ({Field.ORDER, Field.WAYBILL, Field.COURIER}, TableKind.PARCELS),
        ({Field.WAYBILL, Field.SCAN_AT, Field.STATE, Field.ORDER}, TableKind.PARCELS),
        ({Field.PRODUCT, Field.TITLE, Field.PRICE}, TableKind.PRODUCTS),
        ({Field.BUYER, Field.NAME}, TableKind.BUYERS),
        ({Field.NAME, Field.PHONE}, None),
    ],
)
def test_kind_of_a_table(fields_: set[Field], kind: TableKind | None) -> None:
    assert kind_of(fields_) is kind


def test_names_of_files_tell_what_is_in_them() -> None:
    assert kind_by_name("订单明细.csv") is TableKind.ITEMS
    assert kind_by_name("order_items") is TableKind.ITEMS
    assert kind_by_name("2026订单") is TableKind.ORDERS
    assert kind_by_name("说明") is None


def test_a_persons_decision_wins_and_takes_the_meaning() -> None:
    guessed = {"金额": Field.AMOUNT, "实付": Field.TOTAL, "状态": Field.STATE}
    decided: dict[str, Field | None] = {"金额": Field.TOTAL, "状态": None}
    assert chosen(guessed, decided, ["金额", "实付", "状态"]) == {"金额": Field.TOTAL}


def test_a_mapping_makes_an_unknown_file_readable() -> None:
    text = "甲,乙,丙,丁\nX-1,已付款,12.5,小明\n"
    assert [problem.code for problem in read(text).problems] == ["unknown_table"]
    taken = read(text, mapping={"甲": "订单号", "乙": "state", "丙": "订单总金额", "丁": "买家ID"})
    assert taken.problems == ()
    (order,) = taken.records
    assert isinstance(order, Order)
    assert (order.id, order.total.fen, order.buyer) == ("X-1", 1250, "小明")


def test_a_mapping_leaves_a_column_out() -> None:
    text = "订单号,订单状态,订单金额,备注\nA,已付款,1,x\n"
    (order,) = read(text, mapping={"备注": ""}).records
    assert isinstance(order, Order)
    assert order.remark == ""


def test_a_mapping_to_no_known_field_is_a_mistake() -> None:
    with pytest.raises(XiaoerError) as caught:
        read("a,b\n1,2\n", mapping={"a": "colour_of_the_sky"})
    assert (caught.value.code, caught.value.status) == ("unknown_field", 422)


def test_the_preview_shows_each_column_with_a_masked_sample() -> None:
    text = "订单号,订单状态,订单金额,收件人,电话,身份证号,详细地址\n"
    text += "A-100,已付款,9.90,王小明,13812345678,440102199001011234,广东省揭阳市榕城区中山路1号\n"
    (table,) = read(text).tables
    assert [(column.field, column.sample) for column in table.columns] == [
        (Field.ORDER, "A-100"),
        (Field.STATE, "已付款"),
        (Field.TOTAL, "9.90"),
        (Field.RECIPIENT, "王**"),
        (Field.PHONE, "138****78"),
        (None, "440****34"),
        (Field.ADDRESS, "广东省揭阳市…"),
    ]


def test_samples_skip_what_is_empty() -> None:
    assert sample_of(["", "-", "12"], Field.QUANTITY) == "12"
    assert sample_of([], None) == ""


def test_a_sheet_of_remarks_in_a_workbook_is_left_out_in_silence() -> None:
    data = (FIXTURES / "plain_orders.xlsx").read_bytes()
    taken = take([("a.xlsx", data)], EXPORT_FORMATS, SHOP, {})
    assert taken.problems == ()
    assert [table.kind for table in taken.tables] == [None, "orders", "items", "parcels"]

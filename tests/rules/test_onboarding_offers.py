"""Promotions and invoices in the ordinary format."""

from xiaoer.adapters.exports.formats import EXPORT_FORMATS
from xiaoer.base.ids import ShopId
from xiaoer.knowledge.model import Promotion
from xiaoer.onboarding.model import TableKind
from xiaoer.onboarding.recognition import Taken, take
from xiaoer.orders.model import Invoice, InvoiceKind

SHOP = ShopId("s")


def read(name: str, text: str) -> Taken:
    return take([(name, text.encode())], EXPORT_FORMATS, SHOP, {})


def test_rows_of_one_promotion_are_its_terms() -> None:
    taken = read(
        "活动.csv",
        "优惠活动,活动时间,优惠类型,优惠说明,优惠备注\n夏日,6月1日—6月18日,满减,满299减30,\n夏日,,券,领10元券,限新客\n",
    )
    assert [table.kind for table in taken.tables] == [TableKind.PROMOTIONS]
    (promotion,) = taken.records
    assert isinstance(promotion, Promotion)
    assert (promotion.name, promotion.window) == ("夏日", "6月1日—6月18日")
    assert [(term.kind, term.description, term.remark) for term in promotion.terms] == [
        ("满减", "满299减30", ""),
        ("券", "领10元券", "限新客"),
    ]
    assert read("x.csv", "优惠活动,优惠说明\n夏日,满1减1\n").records[0].id == promotion.id  # type: ignore[union-attr]  # a promotion


def test_invoices_are_told_from_orders_by_their_columns() -> None:
    taken = read(
        "a.csv",
        "订单号,发票类型,发票抬头,税号,电话\n88261,企业发票,某某有限公司,91X,13800010001\n88262,,张三,,\n",
    )
    assert [table.kind for table in taken.tables] == [TableKind.INVOICES]
    first, second = taken.records
    assert isinstance(first, Invoice)
    assert isinstance(second, Invoice)
    assert (first.kind, first.tax_number) == (InvoiceKind.COMPANY, "91X")
    assert (second.kind, second.title) == (InvoiceKind.PERSONAL, "张三")


def test_an_invoice_without_title_is_refused_and_a_title_in_an_orders_table_is_no_invoice() -> None:
    assert [problem.code for problem in read("a.csv", "订单号,发票抬头\n88261,\n").problems] == ["missing"]
    orders = read("订单.csv", "订单号,订单状态,订单总金额,发票抬头\n88261,已付款,9.9,张三\n")
    assert [table.kind for table in orders.tables] == [TableKind.ORDERS]

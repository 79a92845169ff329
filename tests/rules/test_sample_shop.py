"""The sample shop as it is read: everything is there, and odd data is understood or left out, not guessed."""

from datetime import datetime
from pathlib import Path

import pytest

from xiaoer.adapters.samples.ecom_bench import SampleShop, category, load, moment_ms, read
from xiaoer.base.clock import CHINA, to_ms
from xiaoer.base.ids import OrderId, ShopId
from xiaoer.base.money import from_yuan
from xiaoer.knowledge.model import Accessory, ProductState
from xiaoer.logistics.model import Parcel
from xiaoer.orders.model import Invoice, InvoiceKind, OrderState, Payment

SHOP = ShopId("appliance-shop")
GIVEN = Path(__file__).parents[3] / "shared" / "data" / "appliance-shop"
SHIPPED = Path(__file__).parents[2] / "xiaoer" / "samples" / "appliance_shop"


@pytest.fixture(scope="module")
def sample() -> SampleShop:
    return load(SHOP)


def parcel(sample: SampleShop, order: str) -> Parcel:
    return next(parcel for parcel in sample.parcels if parcel.order == order)


def test_everything_is_there(sample: SampleShop) -> None:
    counts = [
        sample.products,
        sample.orders,
        sample.parcels,
        sample.invoices,
        sample.buyers,
        sample.wallets,
        sample.appointments,
        sample.promotions,
    ]
    assert [len(rows) for rows in counts] == [52, 41, 39, 71, 28, 28, 1, 1]
    assert sample.cashbacks == ()  # the one entry says that nothing was granted
    assert all(product.category for product in sample.products)
    assert all(item.title for order in sample.orders for item in order.items)
    assert sum(len(parcel.scans) for parcel in sample.parcels) == 169
    assert all(scan.status and scan.at_ms for parcel in sample.parcels for scan in parcel.scans)


def test_money_states_and_times_are_read(sample: SampleShop) -> None:
    order = next(order for order in sample.orders if order.id == "313157059869")
    assert (order.total, order.state, order.payment) == (
        from_yuan("1675.42"),
        OrderState.SIGNED,
        Payment.ECARD,
    )
    option = next(p for p in sample.products if p.id == "100065930935").exchanges
    assert {o.product: o.state for o in option}["100065930931"] is ProductState.OUT_OF_STOCK
    assert moment_ms("2025-05-06T13:45:22") == moment_ms("2025-05-06 13:45:22")
    assert moment_ms("2025-05-06 13:45:22") == to_ms(datetime(2025, 5, 6, 13, 45, 22, tzinfo=CHINA))


def test_a_second_spelling_of_a_key_is_read(sample: SampleShop) -> None:
    first = sample.products[0].accessories[0]
    assert first == Accessory(
        "PPR热水管", "耐高温PPR材质热水管，工作温度可达95℃，耐压1.0MPa，用于连接热水器出水口与浴室管路。"
    )
    assert all(part.name and part.description for p in sample.products for part in p.accessories)
    assert parcel(sample, "931050936855").scans[-1].status == "已签收"


def test_a_delivery_time_counts_only_when_a_scan_bears_it_out(sample: SampleShop) -> None:
    assert parcel(sample, "313845560208").delivered_ms == 0  # 运输中, yet with a delivery time
    assert parcel(sample, "306839438343").delivered_ms == 0  # 已创建
    assert parcel(sample, "931050936855").delivered_ms == moment_ms("2025-06-11 17:15:42")


def test_missing_places_stay_empty(sample: SampleShop) -> None:
    assert parcel(sample, "310995404460").scans[0].place == ""
    assert parcel(sample, "310995404460").scans[0].operator == ""


def test_an_order_without_a_row_has_an_owner_when_something_names_one(sample: SampleShop) -> None:
    rows = {order.id for order in sample.orders}
    assert {order: buyer for order, buyer in sample.owners.items() if order not in rows} == {
        "314231443863": "cnjd喜哥2号",  # parcel, appointment
        "305616251940": "cnjd紅紅火火發大財",  # parcel
        "316680590625": "cnjdzhongx520970",  # parcel
        "313973850176": "cnjdjd_7195a1c8b03af",  # invoice with this buyer's name and phone
    }
    assert OrderId("312790552933") not in sample.owners  # an invoice of nobody known


def test_an_invoice_is_read_as_it_stands(sample: SampleShop) -> None:
    invoice = next(invoice for invoice in sample.invoices if invoice.order == "314475833175")
    assert invoice == Invoice(OrderId("314475833175"), SHOP, InvoiceKind.PERSONAL, "石绿竹", "13185436225")


def test_the_promotion_keeps_its_terms(sample: SampleShop) -> None:
    (promotion,) = sample.promotions
    assert promotion.window == "2025年5月24日-6月18日"
    assert [term.kind for term in promotion.terms] == ["国家补贴", "以旧换新", "平台专属", "多品类折扣"]
    assert promotion.terms[2].remark.startswith("5月24日限时1天")


def test_the_shop_speaks_as_its_policy_wants(sample: SampleShop) -> None:
    assert sample.persona.address == "小主"
    assert sample.persona.missing.format(subject="运费").endswith(
        "当前有关运费的信息缺失，暂时无法回复该问题"
    )
    assert len({faq.id for faq in sample.faqs}) == len(sample.faqs)
    assert all(faq.question and faq.answer for faq in sample.faqs)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("美的小厨宝电热水器", "小厨宝"),
        ("抽吸排油烟机燃气灶具【套装】", "油烟机"),
        ("12升液化气煤气热水器", "燃气热水器"),
        ("某物", ""),
    ],
)
def test_the_category_is_named_by_the_title(title: str, kind: str) -> None:
    assert category(title) == kind


def test_what_cannot_be_understood_is_an_error(tmp_path: Path) -> None:
    for file in SHIPPED.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    orders = (tmp_path / "orders.json").read_text().replace("已退货", "不详", 1)
    (tmp_path / "orders.json").write_text(orders)
    with pytest.raises(KeyError, match="不详"):
        read(tmp_path, SHOP)


def test_the_shipped_files_are_the_given_ones() -> None:
    if not GIVEN.is_dir():
        pytest.skip("the shared data folder is not here, nothing to compare with")
    given = [file for file in GIVEN.iterdir() if (SHIPPED / file.name).exists()]
    assert len(given) == 10
    for file in given:
        assert (SHIPPED / file.name).read_bytes() == file.read_bytes(), file.name

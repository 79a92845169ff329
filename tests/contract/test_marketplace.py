"""What every marketplace behind the port does: once per key, refused by state, changed rows handed back."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from xiaoer.adapters.marketplaces.sandbox import IN_MEMORY, Sandbox, seed
from xiaoer.adapters.samples.ecom_bench import load
from xiaoer.base.clock import CHINA, StillClock
from xiaoer.base.ids import BuyerId, OrderId, ProductId, ShopId
from xiaoer.base.money import Money, from_yuan
from xiaoer.orders.model import (
    BookService,
    CancelOrder,
    Change,
    ChangeDelivery,
    ExchangeItem,
    GrantCashback,
    InvoiceKind,
    IssueInvoice,
    OrderState,
    Payment,
    PayWithWallet,
    PlaceOrder,
    RefundToWallet,
    ReturnOrder,
    UrgeOrder,
)
from xiaoer.orders.ports import CarriedOut, ChangeLedger, Marketplace, Refused
from xiaoer.replay.model import Action, Script
from xiaoer.replay.reader import scripts
from xiaoer.replay.rules import unmatched

SHOP = ShopId("appliance-shop")
XI = BuyerId("cnjd喜哥2号")  # wallet 5500, two paid orders, one order of which only the parcel is known
PENG = BuyerId("cnjdwdnipzaorvgkymr")  # wallet 3000, paid by e-card
LIU = BuyerId("cnjd2235243611_m")  # wallet 2000, one signed order
CHANG = BuyerId("cnjd丶暖心萌面人")  # paid, processing, shipped and two signed orders
SUN = BuyerId("cnjdzhongx520970")  # processing, one listed and one missing exchange option
YU = BuyerId("cnjd24271992-814348")  # signed

PAID = OrderId("313271663680")
SHIPPED = OrderId("313845560208")
SIGNED = OrderId("874713723844")
EVALS = Path(__file__).parents[2] / "evals" / "appliance-shop"

Open = Callable[[], Sandbox]


@pytest.fixture(params=["file", "memory"])
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Open the marketplace; a second call is a restart (in memory: the same object lives on)."""
    opened: list[Sandbox] = []
    clock = StillClock(datetime(2025, 6, 1, 9, tzinfo=CHINA))

    def make() -> Sandbox:
        clock.advance(timedelta(seconds=1))
        if request.param == "memory" and opened:
            return opened[0]
        sandbox = Sandbox(IN_MEMORY if request.param == "memory" else str(tmp_path / "sandbox.db"), clock)
        sandbox.load(seed(load(SHOP)))
        opened.append(sandbox)
        return sandbox

    yield make
    for sandbox in opened:
        sandbox.close()


@pytest.fixture
def marketplace(reopen: Open) -> Sandbox:
    return reopen()


def carry_out(marketplace: Marketplace, key: str, buyer: BuyerId, change: Change) -> CarriedOut | Refused:
    return asyncio.run(marketplace.carry_out(key, SHOP, buyer, change))


class Asking:
    """Carries changes out one by one, each under its own key."""

    def __init__(self, marketplace: Marketplace) -> None:
        self.marketplace = marketplace
        self.count = 0

    def __call__(self, buyer: BuyerId, change: Change) -> CarriedOut | Refused:
        self.count += 1
        return carry_out(self.marketplace, f"set:{self.count}", buyer, change)


@pytest.fixture
def ask(marketplace: Sandbox) -> Asking:
    return Asking(marketplace)


def names(ledger: ChangeLedger, buyer: BuyerId) -> list[object]:
    return [entry["name"] for entry in ledger.recorded(SHOP, buyer)]


def code(outcome: CarriedOut | Refused) -> str:
    assert isinstance(outcome, Refused), outcome
    assert outcome.reason
    return outcome.code


def done(outcome: CarriedOut | Refused) -> CarriedOut:
    assert isinstance(outcome, CarriedOut), outcome
    return outcome


def test_a_repeated_key_gets_the_first_outcome_and_changes_nothing(reopen: Open) -> None:
    first = reopen()
    refund = RefundToWallet(from_yuan("301.35"))
    one = carry_out(first, "set:0", PENG, refund)
    two = carry_out(first, "set:0", PENG, refund)
    again = reopen()
    three = carry_out(again, "set:0", PENG, refund)
    assert done(one).wallets[0].balance == from_yuan("3301.35")
    assert one == two == three
    assert names(again, PENG) == ["manage_ecard"]
    more = done(carry_out(again, "set:1", PENG, RefundToWallet(Money(100))))
    assert more.wallets[0].balance == from_yuan("3302.35")


def test_a_repeated_key_of_a_refusal_is_refused_again_even_when_it_would_now_be_allowed(
    reopen: Open,
) -> None:
    first = reopen()
    pay = PayWithWallet(ProductId("100192946480"), 1)
    refused = carry_out(first, "set:0", LIU, pay)
    place = PlaceOrder(((ProductId("100192946480"), 1),), Payment.ECARD)
    done(carry_out(first, "set:1", LIU, place))
    assert carry_out(reopen(), "set:0", LIU, pay) == refused


def test_what_was_carried_out_survives_a_restart_and_loading_again(reopen: Open) -> None:
    done(carry_out(reopen(), "set:0", XI, CancelOrder(PAID)))
    again = reopen()
    outcome = carry_out(again, "set:1", XI, CancelOrder(PAID))
    assert isinstance(outcome, Refused)
    assert outcome.code == "state_forbids"
    assert "已取消" in outcome.reason
    assert again.recorded(SHOP, XI) == [
        {"name": "manage_order", "arguments": {"order_id": PAID, "action": "取消"}}
    ]


@pytest.mark.parametrize("order", [SHIPPED, SIGNED])
def test_shipped_and_signed_orders_cannot_be_cancelled_changed_or_exchanged(
    ask: Asking, order: OrderId
) -> None:
    product = {SHIPPED: "100131723700", SIGNED: "100195837652"}[order]
    exchange = ExchangeItem(order, ProductId(product), ProductId("100112573665"))
    for change in (CancelOrder(order), ChangeDelivery(order, phone="13800000000"), exchange):
        assert code(ask(CHANG, change)) == "state_forbids"


def test_only_signed_orders_can_be_returned(ask: Asking) -> None:
    assert code(ask(CHANG, ReturnOrder(SHIPPED))) == "state_forbids"
    assert done(ask(CHANG, ReturnOrder(SIGNED))).orders[0].state is OrderState.RETURNING
    assert code(ask(CHANG, ReturnOrder(SIGNED))) == "state_forbids"


def test_a_strangers_order_and_one_that_does_not_exist_are_refused_alike(
    ask: Asking, marketplace: Sandbox
) -> None:
    for change in (
        CancelOrder(SIGNED),
        UrgeOrder(SIGNED),
        IssueInvoice(SIGNED, InvoiceKind.PERSONAL, "宋敬明", "1"),
        BookService(SIGNED, "安装", "周日", "宋敬明", "1"),
        GrantCashback(SIGNED, "picture"),
        CancelOrder(OrderId("1")),
    ):
        assert code(ask(XI, change)) == "order_not_found"
    assert marketplace.recorded(SHOP, XI) == []
    assert code(Asking(marketplace)(BuyerId("nobody"), UrgeOrder(PAID))) == "order_not_found"


def test_an_order_known_by_its_parcel_alone_can_be_registered_but_not_cancelled(ask: Asking) -> None:
    order = OrderId("314231443863")
    assert code(ask(XI, CancelOrder(order))) == "order_details_missing"
    assert done(ask(XI, GrantCashback(order, "https://picture"))).cashbacks == (order,)
    assert code(ask(XI, GrantCashback(order, "https://picture"))) == "cashback_granted"


def test_a_delivery_is_changed_only_where_it_was_asked(ask: Asking, marketplace: Sandbox) -> None:
    phone = done(ask(XI, ChangeDelivery(PAID, phone="13800000000"))).orders[0].address
    assert (phone.phone, phone.detail, phone.name) == ("13800000000", "中山北路231号", "宋敬明")
    street = done(ask(XI, ChangeDelivery(PAID, address="中山北路9号"))).orders[0].address
    assert street.line() == "广东省揭阳市饶平县中山北路9号"
    whole = done(ask(XI, ChangeDelivery(PAID, address="广东省深圳市南山区1号"))).orders[0].address
    assert (whole.line(), whole.phone) == ("广东省深圳市南山区1号", "13800000000")
    assert code(ask(XI, ChangeDelivery(PAID))) == "incomplete"
    assert [entry["arguments"] for entry in marketplace.recorded(SHOP, XI)] == [
        {"order_id": PAID, "action": "修改", "phone_number": "13800000000"},
        {"order_id": PAID, "action": "修改", "address": "中山北路9号"},
        {"order_id": PAID, "action": "修改", "address": "广东省深圳市南山区1号"},
    ]


def test_an_exchange_goes_only_to_a_listed_option(ask: Asking) -> None:
    order, original = OrderId("312571444239"), ProductId("100065930935")

    def exchange(wanted: str) -> ExchangeItem:
        return ExchangeItem(order, original, ProductId(wanted))

    assert code(ask(SUN, exchange("100065930931"))) == "not_listed"
    assert code(ask(SUN, exchange("100112573665"))) == "not_exchangeable"
    other = ExchangeItem(order, ProductId("100112573665"), ProductId("100112573615"))
    assert code(ask(SUN, other)) == "not_in_order"
    changed = done(ask(SUN, exchange("100112573615"))).orders[0]
    assert [item.product for item in changed.items] == ["100112573615"]
    assert changed.total == from_yuan(2999)


def test_an_order_is_placed_and_paid_from_the_wallet_after_the_refund_was_credited(
    ask: Asking, marketplace: Sandbox
) -> None:
    old, wanted = OrderId("313157059869"), ProductId("100082976409")  # 2369 against a balance of 2000
    place, pay = PlaceOrder(((wanted, 1),), Payment.ECARD), PayWithWallet(wanted, 1)
    assert code(ask(LIU, place)) == "balance_too_low"
    assert code(ask(LIU, pay)) == "nothing_to_pay"
    done(ask(LIU, ReturnOrder(old)))
    assert done(ask(LIU, RefundToWallet(from_yuan(1675.42)))).wallets[0].balance == from_yuan(3675.42)
    placed = done(ask(LIU, place)).orders[0]
    assert (placed.id, placed.state, placed.total) == ("1234567890", OrderState.UNPAID, from_yuan(2369))
    assert placed.address.name == "刘孝享"
    paid = done(ask(LIU, pay))
    assert paid.wallets[0].balance == from_yuan(1306.42)
    assert paid.orders[0].state is OrderState.PAID
    assert code(ask(LIU, pay)) == "nothing_to_pay"
    assert names(marketplace, LIU) == ["manage_return", "manage_ecard", "manage_order", "manage_ecard"]


def test_an_order_of_two_lines_is_paid_when_both_are(ask: Asking) -> None:
    small, other = ProductId("100039032355"), ProductId("100065596961")  # 386 and 449
    done(ask(XI, PlaceOrder(((small, 2), (other, 1)), Payment.ECARD)))
    half = done(ask(XI, PayWithWallet(small, 2)))
    assert half.orders[0].state is OrderState.UNPAID
    assert code(ask(XI, PayWithWallet(small, 2))) == "nothing_to_pay"
    whole = done(ask(XI, PayWithWallet(other, 1)))
    assert (whole.orders[0].state, whole.wallets[0].balance) == (OrderState.PAID, from_yuan(5500 - 772 - 449))
    second = done(ask(XI, PlaceOrder(((small, 1),), Payment.WECHAT)))
    assert second.orders[0].id == "1234567891"


def test_nothing_can_be_ordered_that_is_unknown_or_without_a_way_to_pay(ask: Asking) -> None:
    known = (ProductId("100039032355"), 1)
    assert code(ask(XI, PlaceOrder(((ProductId("1"), 1),), Payment.WECHAT))) == "product_not_found"
    assert code(ask(XI, PlaceOrder((known,), Payment.UNKNOWN))) == "incomplete"
    assert code(ask(XI, PlaceOrder((), Payment.WECHAT))) == "incomplete"


def test_no_more_is_refunded_than_was_paid_by_e_card_or_the_goods_are_cheaper_now(ask: Asking) -> None:
    # Paid by WeChat: only the price difference of 1299 and 780.06 may come back (价保).
    assert code(ask(XI, RefundToWallet(from_yuan("518.95")))) == "refund_too_large"
    done(ask(XI, RefundToWallet(from_yuan("518.94"))))
    assert code(ask(LIU, RefundToWallet(from_yuan(1675.43)))) == "refund_too_large"
    done(ask(LIU, RefundToWallet(from_yuan(1675.42))))
    assert code(ask(LIU, RefundToWallet(Money(1)))) == "refund_too_large"
    assert code(ask(LIU, RefundToWallet(Money(0)))) == "refund_too_small"


def test_urging_ends_with_the_delivery(ask: Asking) -> None:
    assert done(ask(CHANG, UrgeOrder(SHIPPED))).orders[0].urged
    assert code(ask(CHANG, UrgeOrder(SIGNED))) == "state_forbids"


def test_invoices_and_visits_come_back_as_rows(ask: Asking) -> None:
    order = OrderId("315273801924")
    invoice = done(ask(YU, IssueInvoice(order, InvoiceKind.COMPANY, "上海科技有限公司", "159"))).invoices[0]
    assert (invoice.order, invoice.kind, invoice.title) == (order, InvoiceKind.COMPANY, "上海科技有限公司")
    visit = done(ask(YU, BookService(order, "维修", "周日上午", "于琼琚", "139"))).appointments[0]
    assert (visit.service, visit.when) == ("维修", "周日上午")
    assert code(ask(YU, BookService(order, "维修", "", "于琼琚", "139"))) == "incomplete"
    assert code(ask(YU, GrantCashback(order, ""))) == "incomplete"


def changes(buyer_actions: list[Action]) -> list[Change]:
    """Return the changes that a script expects, in an order in which they can be carried out."""
    rank = {"取消": 0, "退款": 1, "增加": 2, "余额使用": 3}
    ordered = sorted(
        buyer_actions,
        key=lambda a: -1 if a.name == "manage_return" else rank.get(str(a.arguments.get("action")), 4),
    )
    return [change_of(action) for action in ordered]


def change_of(action: Action) -> Change:  # noqa: PLR0911  # one return a change
    given = {name: str(value) for name, value in action.arguments.items() if not isinstance(value, list)}
    order = OrderId(given.get("order_id", ""))
    match action.name, given.get("action"):
        case "manage_order", "取消":
            return CancelOrder(order)
        case "manage_order", "修改":
            return ChangeDelivery(order, given.get("address", ""), given.get("phone_number", ""))
        case "manage_order", "增加":
            listed = action.arguments["product_info_list"]
            assert isinstance(listed, list)
            items = tuple((ProductId(item["product_id"]), int(item["quantity"])) for item in listed)
            return PlaceOrder(items, Payment.ECARD)
        case "manage_urgent", _:
            return UrgeOrder(order)
        case "manage_return", _:
            return ReturnOrder(order)
        case "manage_exchange", _:
            products = given["original_product_id"], given["exchange_product_id"]
            return ExchangeItem(order, ProductId(products[0]), ProductId(products[1]))
        case "manage_invoice", _:
            kind = InvoiceKind.PERSONAL if given["invoice_type"] == "个人发票" else InvoiceKind.COMPANY
            return IssueInvoice(order, kind, given["title"], given["phone_number"])
        case "manage_ecard", "余额使用":
            return PayWithWallet(ProductId(given["product_id"]), int(given["quantity"]))
        case "manage_ecard", _:
            return RefundToWallet(from_yuan(given["amount"]))
        case "schedule_service", _:
            names = given["service_type"], given["service_time"], given["user_name"], given["phone_number"]
            return BookService(order, *names)
        case _:
            return GrantCashback(order, "https://picture")


@pytest.mark.parametrize(
    "script", scripts((EVALS / "buyers.jsonl").read_bytes()), ids=lambda script: script.id
)
def test_the_gold_actions_of_every_script_are_carried_out_and_recorded_word_for_word(script: Script) -> None:
    sandbox = Sandbox(IN_MEMORY, StillClock(script.now))
    sandbox.load(seed(load(SHOP)))
    buyer, expected = BuyerId(script.buyer), script.expect.actions or ()
    for number, change in enumerate(changes(list(expected))):
        done(carry_out(sandbox, f"script:{number}", buyer, change))
    recorded = [
        Action(str(entry["name"]), dict(entry["arguments"])) for entry in sandbox.recorded(SHOP, buyer)
    ]  # type: ignore[call-overload]  # a JSON object
    assert unmatched(expected, recorded) == ((), ())
    sandbox.close()

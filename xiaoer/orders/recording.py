"""The part of the verbs that records what sources say about orders, and reads it."""

from typing import Final

from xiaoer.base.errors import not_found
from xiaoer.base.ids import BuyerId, OrderId, ShopId
from xiaoer.base.recorded import Recorded
from xiaoer.facts.orders import OrderAdvanced, OrderRecorded
from xiaoer.infra.database.statement import Statement, Value
from xiaoer.infra.database.unit import Unit
from xiaoer.orders import store
from xiaoer.orders.model import Account, Appointment, Invoice, Order, Wallet
from xiaoer.orders.rules import merge, outcome

NOBODY: Final = BuyerId("")
MOST_ORDERS: Final = 100  # of one buyer, newest first; nobody asks about more in a chat


class Recording:
    """Orders with their invoices, visits, balances and cashbacks.

    `as_of_ms` is when a source knew it (0: unknown): what was known later is not taken back, so that
    an old file read again leaves what the marketplace has done since.
    """

    def record(self, unit: Unit, order: Order) -> Recorded:
        """Record what a source says about an order; an older word takes nothing back (see `rules.merge`)."""
        if unit.run(store.ADD, store.values(order)):
            unit.tell(order.shop, OrderRecorded(order.id, order.state))
            for adopt in store.ADOPTED:
                unit.put(adopt, {"shop": order.shop, "order": order.id, "buyer": order.buyer})
            return Recorded.RECORDED
        row = unit.one(store.LOCK, {"shop_id": order.shop, "id": order.id})
        known = order if row is None else store.order_of(row)
        merged = merge(known, order)
        if merged == known:
            return outcome(known, order, merged)
        unit.put(store.SAVE, store.values(merged))
        if merged.state is known.state:
            unit.tell(order.shop, OrderRecorded(order.id, merged.state))
        else:
            unit.tell(order.shop, OrderAdvanced(order.id, known.state, merged.state))
        return outcome(known, order, merged)

    def record_invoice(
        self, unit: Unit, invoice: Invoice, buyer: BuyerId = NOBODY, as_of_ms: int = 0
    ) -> Recorded:
        """Record the invoice of an order; without `buyer` it is the order's."""
        owner = buyer or self.owner(unit, invoice.shop, invoice.order)
        values = store.invoice_values(invoice, owner, as_of_ms)
        return _replace(unit, store.INVOICE, store.SAVE_INVOICE, values)

    def record_appointment(
        self, unit: Unit, visit: Appointment, buyer: BuyerId = NOBODY, as_of_ms: int = 0
    ) -> Recorded:
        """Record a booked visit, one for each service of an order."""
        owner = buyer or self.owner(unit, visit.shop, visit.order)
        values = store.appointment_values(visit, owner, as_of_ms)
        return _replace(unit, store.APPOINTMENT, store.SAVE_APPOINTMENT, values)

    def record_wallet(self, unit: Unit, wallet: Wallet, as_of_ms: int = 0) -> Recorded:
        """Record the balance of a buyer."""
        values = store.wallet_values(wallet, as_of_ms)
        return _replace(unit, store.WALLET, store.SAVE_WALLET, values)

    def record_cashback(self, unit: Unit, shop: ShopId, order: OrderId, buyer: BuyerId = NOBODY) -> Recorded:
        """Record that a cashback was granted for an order."""
        values: dict[str, Value] = {
            "shop_id": shop,
            "order_id": order,
            "buyer_id": buyer or self.owner(unit, shop, order),
            "at_ms": unit.now_ms,
        }
        return Recorded.RECORDED if unit.run(store.ADD_CASHBACK, values) else Recorded.UNCHANGED

    def find(self, unit: Unit, shop: ShopId, order: OrderId) -> Order | None:
        """Return the order, None when the shop has none of this number."""
        row = unit.one(store.GET, {"shop_id": shop, "id": order})
        return None if row is None else store.order_of(row)

    def get(self, unit: Unit, shop: ShopId, order: OrderId) -> Order:
        """Return the order; XiaoerError `order_not_found` when the shop has none of this number."""
        found = self.find(unit, shop, order)
        if found is None:
            raise not_found("order", order)
        return found

    def owner(self, unit: Unit, shop: ShopId, order: OrderId) -> BuyerId:
        """Return whose order it is, "" when the shop has none of this number."""
        row = unit.one(store.OWNER, {"shop_id": shop, "id": order})
        return NOBODY if row is None else BuyerId(str(row[0]))

    def of_buyer(
        self, unit: Unit, shop: ShopId, buyer: BuyerId, limit: int = MOST_ORDERS
    ) -> tuple[Order, ...]:
        """Return the buyer's orders, newest first."""
        parameters: dict[str, Value] = {"shop_id": shop, "buyer_id": buyer, "page": limit}
        return tuple(store.order_of(row) for row in unit.all(store.OF_BUYER, parameters))

    def account(self, unit: Unit, shop: ShopId, buyer: BuyerId) -> Account:
        """Return everything known about a buyer's orders, newest order first."""
        return store.held(unit, shop, buyer, self.of_buyer(unit, shop, buyer))

    def page(self, unit: Unit, shop: ShopId, after: str = "", limit: int = 100) -> list[Order]:
        """Return up to `limit` orders by number, those above `after`."""
        parameters: dict[str, Value] = {"shop_id": shop, "after": after, "page": limit}
        return [store.order_of(row) for row in unit.all(store.PAGE, parameters)]


def _replace(unit: Unit, find: Statement, save: Statement, values: dict[str, Value]) -> Recorded:
    """Write a row over an earlier one, unless that one was known later or says the same."""
    row = unit.one(find, values)
    if row is not None:
        if values["buyer_id"] == NOBODY:
            values["buyer_id"] = row[list(values).index("buyer_id")]
        *known, known_at = row
        *incoming, at = values.values()
        if known == incoming:
            return Recorded.UNCHANGED
        if int(known_at or 0) > int(at or 0):
            return Recorded.STALE
    unit.put(save, values)
    return Recorded.RECORDED

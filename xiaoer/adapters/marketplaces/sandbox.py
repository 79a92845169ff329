"""The sandbox marketplace: carries changes out on sample data kept in its own SQLite file.

It plays an outside system, so it shares nothing with the house's database. Everything about one change
(new rows, the record, the outcome under its key) is one transaction: killed at any moment and asked
again with the same key, it answers what it answered before, and does nothing twice.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from xiaoer.adapters.marketplaces.sandbox_records import record
from xiaoer.adapters.marketplaces.sandbox_rules import Account, Decision, Terms, Ware, decide
from xiaoer.adapters.samples.model import SampleShop
from xiaoer.base.clock import Clock
from xiaoer.base.ids import BuyerId, OrderId, ProductId, ShopId
from xiaoer.base.money import Money
from xiaoer.buyers.model import Address
from xiaoer.knowledge.model import Product, ProductState
from xiaoer.orders.model import Change, ExchangeItem, Order, PlaceOrder, RefundToWallet, Wallet
from xiaoer.orders.ports import CarriedOut, Refused

FIRST_ORDER = 1234567890  # the number that tasks.json gives to an order placed in a conversation
IN_MEMORY = ":memory:"

_TABLES = """
CREATE TABLE IF NOT EXISTS thing (
  shop TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, buyer TEXT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (shop, kind, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS thing_buyer ON thing (shop, buyer);
CREATE TABLE IF NOT EXISTS outcome (key TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS record (
  number INTEGER PRIMARY KEY, shop TEXT NOT NULL, buyer TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS record_buyer ON record (shop, buyer);
"""
_PUT = "INSERT INTO thing VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body"
_LOAD = "INSERT INTO thing VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"

Row = tuple[str, str, str, str, str]
Seed = tuple[Row, ...]


class _Outcome(msgspec.Struct):
    done: CarriedOut | None = None
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class _Recorded:
    name: str
    arguments: dict[str, object]


def seed(sample: SampleShop) -> Seed:
    """Return the rows of a sample shop as the sandbox keeps them; make it once, load it often."""
    shop = str(sample.shop)
    sold = [ware for product in sample.products for ware in _sold(product)]
    # A variant that two products name in different states can be had where one of them says so.
    wares = {ware.id: ware for ware in sorted(sold, key=lambda ware: ware.state is ProductState.LISTED)}
    wares |= {ware.id: ware for product in sample.products for ware in _sold(product)[:1]}
    terms = () if sample.terms is None else ((shop, "terms", shop, "", _text(sample.terms)),)
    return (
        *terms,
        *((shop, "ware", str(ware.id), "", _text(ware)) for ware in wares.values()),
        *((shop, "owned", str(order), str(buyer), "") for order, buyer in sample.owners.items()),
        *((shop, "order", str(order.id), str(order.buyer), _text(order)) for order in sample.orders),
        *((shop, "wallet", str(w.buyer), str(w.buyer), _text(w)) for w in sample.wallets),
        *((shop, "home", str(b.id), str(b.id), _text(b.address)) for b in sample.buyers if b.address),
        *((shop, "cashback", str(o), str(sample.owners[o]), "") for o in sample.cashbacks),
    )


def _sold(product: Product) -> tuple[Ware, ...]:
    """Return a product as a ware, then the variants of it (colours, sizes) that are sold under own numbers.

    A variant is exchanged for what the product may be exchanged for. Where the number is a product of its
    own, that product's ware counts.
    """
    exchanges = {option.product: option.state for option in product.exchanges}
    return (
        Ware(product.id, product.title, product.state, product.price, exchanges),
        *(
            Ware(
                option.product,
                f"{product.title} {option.description}",
                option.state,
                product.price,
                {product.id: product.state, **exchanges},
            )
            for option in product.exchanges
        ),
    )


class Sandbox:
    """A `Marketplace` and its `ChangeLedger` over one SQLite file, or in memory with `:memory:`."""

    def __init__(self, path: str, clock: Clock) -> None:
        self._clock = clock
        self._in_memory = path == IN_MEMORY
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        if not self._in_memory:
            self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.executescript(_TABLES)

    def load(self, rows: Seed) -> None:
        """Put a sample shop in; what is there already, and was perhaps changed, stays."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(_LOAD, rows)
            self._connection.execute("COMMIT")

    async def carry_out(self, key: str, shop: ShopId, buyer: BuyerId, change: Change) -> CarriedOut | Refused:
        """Carry out one change, exactly once per `key`: a repeated key gets the first outcome."""
        if self._in_memory:
            return self._carry_out(key, shop, buyer, change)
        return await asyncio.to_thread(self._carry_out, key, shop, buyer, change)

    def recorded(self, shop: ShopId, buyer: BuyerId) -> list[dict[str, object]]:
        """Return `{"name": …, "arguments": {…}}` of every change carried out, oldest first."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT body FROM record WHERE shop = ? AND buyer = ? ORDER BY number", (shop, buyer)
            ).fetchall()
        return [msgspec.json.decode(body, type=dict[str, object]) for (body,) in rows]

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _carry_out(self, key: str, shop: ShopId, buyer: BuyerId, change: Change) -> CarriedOut | Refused:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                outcome = self._first_outcome(key) or self._decide(key, shop, buyer, change)
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
            return outcome

    def _first_outcome(self, key: str) -> CarriedOut | Refused | None:
        row = self._connection.execute("SELECT body FROM outcome WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        outcome = msgspec.json.decode(row[0], type=_Outcome)
        return outcome.done or outcome.refused

    def _decide(self, key: str, shop: ShopId, buyer: BuyerId, change: Change) -> CarriedOut | Refused:
        account = self._account(shop, buyer, change)
        decision = decide(account, change, self._clock.now_ms())
        outcome = decision.outcome
        if isinstance(outcome, CarriedOut):
            self._connection.executemany(_PUT, list(_rows(account, decision, outcome)))
            name, arguments = record(change)
            self._connection.execute(
                "INSERT INTO record (shop, buyer, body) VALUES (?, ?, ?)",
                (shop, buyer, _text(_Recorded(name, arguments))),
            )
            kept = _Outcome(done=outcome)
        else:
            kept = _Outcome(refused=outcome)
        self._connection.execute("INSERT INTO outcome VALUES (?, ?)", (key, _text(kept)))
        return outcome

    def _account(self, shop: ShopId, buyer: BuyerId, change: Change) -> Account:
        found: dict[str, dict[str, str]] = {}
        for kind, identifier, body in self._connection.execute(
            "SELECT kind, id, body FROM thing WHERE shop = ? AND buyer = ?", (shop, buyer)
        ):
            found.setdefault(kind, {})[identifier] = body
        wallet, home, refunded = (found.get(kind, {}).get(buyer) for kind in ("wallet", "home", "refunded"))
        return Account(
            shop=shop,
            buyer=buyer,
            home=msgspec.json.decode(home, type=Address) if home else None,
            balance=msgspec.json.decode(wallet, type=Wallet).balance if wallet else Money(0),
            next_order=self._next_order(shop),
            orders={
                OrderId(identifier): msgspec.json.decode(body, type=Order)
                for identifier, body in found.get("order", {}).items()
            },
            owned=frozenset(OrderId(identifier) for identifier in found.get("owned", {})),
            cashbacks=frozenset(OrderId(identifier) for identifier in found.get("cashback", {})),
            covered=frozenset(
                (OrderId(order), ProductId(product))
                for order, _, product in (line.partition("/") for line in found.get("covered", {}))
            ),
            refunded=msgspec.json.decode(refunded, type=Money) if refunded else Money(0),
            wares=self._wares(shop, change, found.get("order", {}).values()),
            terms=self._terms(shop),
        )

    def _next_order(self, shop: ShopId) -> OrderId:
        row = self._connection.execute(
            "SELECT COUNT(*) FROM thing WHERE shop = ? AND kind = 'placed'", (shop,)
        ).fetchone()
        return OrderId(str(FIRST_ORDER + int(row[0])))

    def _terms(self, shop: ShopId) -> Terms:
        row = self._connection.execute(
            "SELECT body FROM thing WHERE shop = ? AND kind = 'terms'", (shop,)
        ).fetchone()
        return msgspec.json.decode(row[0], type=Terms) if row else Terms()

    def _wares(self, shop: ShopId, change: Change, orders: Iterable[str]) -> dict[ProductId, Ware]:
        match change:
            case PlaceOrder():
                wanted = [product for product, _ in change.items]
            case ExchangeItem():
                wanted = [change.original, change.wanted]
            case RefundToWallet():
                bought = (msgspec.json.decode(body, type=Order) for body in orders)
                wanted = [item.product for order in bought for item in order.items]
            case _:
                wanted = []
        wares = {}
        for product in wanted:
            row = self._connection.execute(
                "SELECT body FROM thing WHERE shop = ? AND kind = 'ware' AND id = ?", (shop, product)
            ).fetchone()
            if row is not None:
                wares[product] = msgspec.json.decode(row[0], type=Ware)
        return wares


def _rows(account: Account, decision: Decision, outcome: CarriedOut) -> Iterable[Row]:
    """Return what a carried out change leaves behind in the account."""
    shop, buyer = str(account.shop), str(account.buyer)
    for order in outcome.orders:
        yield shop, "order", str(order.id), buyer, _text(order)
        if order.id not in account.orders:
            yield shop, "owned", str(order.id), buyer, ""
            yield shop, "placed", str(order.id), buyer, ""
    for invoice in outcome.invoices:
        yield shop, "invoice", str(invoice.order), buyer, _text(invoice)
    for visit in outcome.appointments:
        yield shop, "appointment", str(visit.order), buyer, _text(visit)
    for wallet in outcome.wallets:
        yield shop, "wallet", str(wallet.buyer), buyer, _text(wallet)
    for granted in outcome.cashbacks:
        yield shop, "cashback", str(granted), buyer, ""
    for line_of, product in decision.covered:
        yield shop, "covered", f"{line_of}/{product}", buyer, ""
    if decision.refunded != Money(0):
        yield shop, "refunded", buyer, buyer, _text(account.refunded + decision.refunded)


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()

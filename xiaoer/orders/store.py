"""Tables of orders and what hangs on them. Hot: every statement is a constant."""

from typing import Any, Final

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnClause,
    Index,
    Integer,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    literal_column,
    select,
    union_all,
    update,
)

from xiaoer.base.ids import BuyerId, OrderId, ShopId
from xiaoer.base.money import Money
from xiaoer.buyers.model import Address
from xiaoer.infra.database.statement import Row, Statement, Value, metadata
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.database.upsert import insert_or_ignore, insert_or_update
from xiaoer.orders.model import (
    Account,
    Appointment,
    Invoice,
    InvoiceKind,
    Order,
    OrderItem,
    OrderState,
    Payment,
    Wallet,
)

CURRENCY: Final = "CNY"

orders = Table(
    "orders",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("buyer_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("total_fen", BigInteger, nullable=False),
    Column("items", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("payment", Text, nullable=False),
    Column("urged", Integer, nullable=False),
    Column("platform", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("paid_ms", BigInteger, nullable=False),
    Column("updated_ms", BigInteger, nullable=False),
    Column("remark", Text, nullable=False),
)
Index("orders_buyer", orders.c.shop_id, orders.c.buyer_id, orders.c.created_ms)

invoices = Table(
    "invoices",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("order_id", Text, primary_key=True),
    Column("buyer_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("tax_number", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
Index("invoices_buyer", invoices.c.shop_id, invoices.c.buyer_id)

appointments = Table(
    "appointments",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("order_id", Text, primary_key=True),
    Column("service", Text, primary_key=True),
    Column("buyer_id", Text, nullable=False),
    Column("visit", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
Index("appointments_buyer", appointments.c.shop_id, appointments.c.buyer_id)

wallets = Table(
    "wallets",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("buyer_id", Text, primary_key=True),
    Column("balance_fen", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)

cashbacks = Table(
    "cashbacks",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("order_id", Text, primary_key=True),
    Column("buyer_id", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
Index("cashbacks_buyer", cashbacks.c.shop_id, cashbacks.c.buyer_id)

_o = orders.c
_this = (_o.shop_id == bindparam("shop_id"), _o.id == bindparam("id"))
_of_buyer = (_o.shop_id == bindparam("shop_id"), _o.buyer_id == bindparam("buyer_id"))

ADD: Final = insert_or_ignore(orders, ["shop_id", "id"])
SAVE: Final = insert_or_update(orders, ["shop_id", "id"])
GET: Final = Statement(select(orders).where(*_this))
OWNER: Final = Statement(select(_o.buyer_id).where(*_this))
OF_BUYER: Final = Statement(
    select(orders).where(*_of_buyer).order_by(_o.created_ms.desc(), _o.id.desc()).limit(bindparam("page"))
)
PAGE: Final = Statement(
    select(orders)
    .where(_o.shop_id == bindparam("shop_id"), _o.id > bindparam("after"))
    .order_by(_o.id)
    .limit(bindparam("page"))
)
SAVE_INVOICE: Final = insert_or_update(invoices, ["shop_id", "order_id"])
SAVE_APPOINTMENT: Final = insert_or_update(appointments, ["shop_id", "order_id", "service"])
SAVE_WALLET: Final = insert_or_update(wallets, ["shop_id", "buyer_id"])
ADD_CASHBACK: Final = insert_or_ignore(cashbacks, ["shop_id", "order_id"])


def _locked(table: Table, *keys: str) -> Statement:
    """Return the row of a key, held until the unit ends where rows can be."""
    row = select(table).where(*(table.c[key] == bindparam(key) for key in keys))
    return Statement(row, row.with_for_update())


LOCK: Final = _locked(orders, "shop_id", "id")
INVOICE: Final = _locked(invoices, "shop_id", "order_id")
APPOINTMENT: Final = _locked(appointments, "shop_id", "order_id", "service")
WALLET: Final = _locked(wallets, "shop_id", "buyer_id")


def _adopted(table: Table) -> Statement:
    """Return the update that gives an order's buyer to what came before the order."""
    return Statement(
        update(table)
        .where(table.c.shop_id == bindparam("shop"), table.c.order_id == bindparam("order"))
        .where(table.c.buyer_id == "")
        .values(buyer_id=bindparam("buyer"))
    )


ADOPTED: Final = (_adopted(invoices), _adopted(appointments), _adopted(cashbacks))


def _kept(table: Table, kind: str, *columns: str) -> Select[*tuple[Any, ...]]:
    """Return one branch of the union below: six texts, the kind first, then what the table holds."""
    texts = [cast(table.c[name], Text) for name in columns]
    empty: ColumnClause[str] = literal_column("''")
    return (
        select(literal_column(f"'{kind}'"), *texts, *[empty] * (5 - len(texts)))
        .where(table.c.shop_id == bindparam("shop_id"))
        .where(table.c.buyer_id == bindparam("buyer_id"))
    )


# One round trip instead of four: every turn of the bot asks for all of it.
HELD: Final = Statement(
    union_all(
        _kept(invoices, "invoice", "order_id", "kind", "title", "phone", "tax_number"),
        _kept(appointments, "appointment", "order_id", "service", "visit", "name", "phone"),
        _kept(wallets, "wallet", "balance_fen"),
        _kept(cashbacks, "cashback", "order_id"),
    )
)

_STATES: Final = {state.value: state for state in OrderState}
_PAYMENTS: Final = {payment.value: payment for payment in Payment}

_encode = msgspec.json.Encoder().encode
_items = msgspec.json.Decoder(tuple[OrderItem, ...]).decode
_address = msgspec.json.Decoder(Address).decode


def values(order: Order) -> dict[str, Value]:
    """Return the row of an order. ValueError for a currency other than CNY, which no table has yet."""
    if order.total.currency != CURRENCY:
        msg = f"orders are kept in {CURRENCY}, not in {order.total.currency}"
        raise ValueError(msg)
    return {
        "shop_id": order.shop,
        "id": order.id,
        "buyer_id": order.buyer,
        "state": order.state.value,
        "total_fen": order.total.fen,
        "items": _encode(order.items).decode(),
        "address": _encode(order.address).decode(),
        "payment": order.payment.value,
        "urged": int(order.urged),
        "platform": order.platform,
        "created_ms": order.created_ms,
        "paid_ms": order.paid_ms,
        "updated_ms": order.updated_ms,
        "remark": order.remark,
    }


def order_of(row: Row) -> Order:
    """Return the order of a row (columns in table order)."""
    shop, identifier, buyer, state, total, items, address, payment = row[:8]
    urged, platform, created, paid, updated, remark = row[8:]
    return Order(
        id=OrderId(str(identifier)),
        shop=ShopId(str(shop)),
        buyer=BuyerId(str(buyer)),
        state=_STATES[str(state)],
        total=Money(int(total or 0)),
        items=_items(str(items)),
        address=_address(str(address)),
        payment=_PAYMENTS[str(payment)],
        urged=bool(urged),
        platform=str(platform),
        created_ms=int(created or 0),
        paid_ms=int(paid or 0),
        updated_ms=int(updated or 0),
        remark=str(remark),
    )


def invoice_values(invoice: Invoice, buyer: BuyerId, at_ms: int) -> dict[str, Value]:
    """Return the row of an invoice."""
    return {
        "shop_id": invoice.shop,
        "order_id": invoice.order,
        "buyer_id": buyer,
        "kind": invoice.kind.value,
        "title": invoice.title,
        "phone": invoice.phone,
        "tax_number": invoice.tax_number,
        "at_ms": at_ms,
    }


def appointment_values(visit: Appointment, buyer: BuyerId, at_ms: int) -> dict[str, Value]:
    """Return the row of an appointment."""
    return {
        "shop_id": visit.shop,
        "order_id": visit.order,
        "service": visit.service,
        "buyer_id": buyer,
        "visit": visit.when,
        "name": visit.name,
        "phone": visit.phone,
        "at_ms": at_ms,
    }


def wallet_values(wallet: Wallet, at_ms: int) -> dict[str, Value]:
    """Return the row of a wallet."""
    return {
        "shop_id": wallet.shop,
        "buyer_id": wallet.buyer,
        "balance_fen": wallet.balance.fen,
        "at_ms": at_ms,
    }


def held(unit: Unit, shop: ShopId, buyer: BuyerId, found: tuple[Order, ...]) -> Account:
    """Return everything that is kept about a buyer's orders."""
    invoiced: list[Invoice] = []
    booked: list[Appointment] = []
    balances: list[Wallet] = []
    granted: list[OrderId] = []
    for row in unit.all(HELD, {"shop_id": shop, "buyer_id": buyer}):
        kind, one, two, three, four, five = map(str, row)
        match kind:
            case "invoice":
                invoiced.append(Invoice(OrderId(one), shop, InvoiceKind(two), three, four, five))
            case "appointment":
                booked.append(Appointment(OrderId(one), shop, two, three, four, five))
            case "wallet":
                balances.append(Wallet(buyer, shop, Money(int(one))))
            case _:
                granted.append(OrderId(one))
    return Account(found, tuple(invoiced), tuple(booked), tuple(balances), tuple(granted))

"""Whom and what a turn is about, as conditions ask: channel, goods, addresses, the buyer's tier."""

from collections.abc import Sequence

from xiaoer.bot.model import Memory, View
from xiaoer.bot.rules.reading import Reading
from xiaoer.knowledge.model import Scope
from xiaoer.orders.model import Order

NEW, RETURNING = "new", "returning"
_ENDED = frozenset({"completed", "cancelled", "returned"})


def scope_of(
    view: View, memory: Memory, reading: Reading | None = None, *, orders: Sequence[str] = ()
) -> Scope:
    """Return the scope of a turn: of the `orders` given, else of what is named, else of what is in focus.

    The regions are the addresses of the orders it is about (all open ones when none is in focus), of
    plans on their way, else the buyer's own; and the buyer's words, which may name a place.
    """
    about = _orders(view, orders or _named_orders(memory, reading))
    named = tuple(reading.values("Ⓟ")) if reading else ()
    goods = named or tuple(memory.products[:1])
    products = tuple(dict.fromkeys([*goods, *(str(item.product) for order in about for item in order.items)]))
    by_id = view.catalogue.by_id
    categories = tuple(dict.fromkeys(by_id[product].category for product in products if product in by_id))
    said = (reading.raw,) if reading and reading.raw else ()
    audience = RETURNING if view.orders else NEW
    return Scope(view.channel, products, categories, (*_places(view, memory, about), *said), audience)


def _named_orders(memory: Memory, reading: Reading | None) -> list[str]:
    named = reading.values("Ⓞ") if reading else []
    return named or ([memory.order] if memory.order else [])


def _orders(view: View, numbers: Sequence[str]) -> list[Order]:
    named = [order for order in view.orders if str(order.id) in numbers]
    return named or [order for order in view.orders if str(order.state) not in _ENDED]


def _places(view: View, memory: Memory, about: Sequence[Order]) -> list[str]:
    numbers = {order.id for order in about}
    found = [order.address.line() for order in about]
    found += [parcel.destination for parcel in view.parcels if parcel.order in numbers]
    found += [plan.slots.get("address", "") for plan in (*memory.pending, *memory.drafts)]
    if not any(found) and view.buyer is not None and view.buyer.address is not None:
        found = [view.buyer.address.line()]
    return [place for place in dict.fromkeys(found) if place]

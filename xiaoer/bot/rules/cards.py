"""Cards beside an answer: a product, an order, a parcel as the buyer sees them at a glance."""

from xiaoer.bot.model import View
from xiaoer.bot.rules.answers import called, moment
from xiaoer.conversations.model import OrderCard, ParcelCard, ProductCard
from xiaoer.knowledge.model import Product
from xiaoer.logistics.model import Parcel
from xiaoer.orders.model import Order


def product_card(goods: Product) -> ProductCard:
    """Return a product with picture and price."""
    return ProductCard(str(goods.id), goods.title, goods.price.fen, goods.picture, str(goods.state))


def order_card(view: View, order: Order) -> OrderCard:
    """Return an order with its first product."""
    first = order.items[0] if order.items else None
    title = called(view, str(first.product), first.title) if first else ""
    state = view.policy.states.get(str(order.state), "")
    return OrderCard(str(order.id), state, order.total.fen, title)


def parcel_card(parcel: Parcel) -> ParcelCard:
    """Return a parcel with its last scan."""
    last = parcel.scans[-1] if parcel.scans else None
    return ParcelCard(
        str(parcel.waybill),
        parcel.courier,
        last.status if last else "",
        (last.place or "") if last else "",
        moment(last.at_ms) if last else "",
        str(parcel.order),
    )

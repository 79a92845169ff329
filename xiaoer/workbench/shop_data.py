"""The shop's data as the console sees it: orders, parcels, changes, products. Personal data is masked."""

from typing import Any

import msgspec
from pydantic import BaseModel, Field

from xiaoer.base.clock import iso
from xiaoer.buyers.model import Address, Buyer
from xiaoer.infra.http.masking import mask, mask_name
from xiaoer.knowledge.model import Product
from xiaoer.logistics.model import Parcel
from xiaoer.orders.model import Order, RecordedChange


class AddressItem(BaseModel):
    """Where an order goes."""

    name: str
    phone: str
    line: str


class OrderItemFace(BaseModel):
    """One line of an order."""

    product_id: str
    title: str
    sku: str
    price_fen: int
    quantity: int


class OrderFace(BaseModel):
    """An order."""

    id: str
    shop_id: str
    buyer_id: str
    state: str
    total_fen: int
    currency: str
    payment: str
    urged: bool
    platform: str
    created_at: str | None
    paid_at: str | None
    updated_at: str | None
    items: list[OrderItemFace]
    address: AddressItem
    remark: str


class ScanFace(BaseModel):
    """One scan event, newest last."""

    at: str
    status: str
    place: str
    description: str


class ParcelFace(BaseModel):
    """A parcel."""

    waybill_id: str
    order_id: str
    courier: str
    promised_at: str | None
    delivered_at: str | None
    destination: str
    scans: list[ScanFace]


class ChangeFace(BaseModel):
    """A change that was asked for; `arguments` are the fields of its kind."""

    set: str
    step: int
    kind: str
    arguments: dict[str, Any]
    state: str
    reason: str
    asked_by: str
    asked_at: str
    settled_at: str | None


class AskChange(BaseModel):
    """A change to ask for. `key` is the caller's own: the same again changes nothing."""

    kind: str = Field(max_length=40)
    arguments: dict[str, Any] = Field(default_factory=dict)
    key: str = Field(min_length=1, max_length=64)


class ChangesAsked(BaseModel):
    """The set under which the outcome can be read."""

    set: str


class BuyerFace(BaseModel):
    """A buyer, masked."""

    id: str
    name: str
    phone: str
    line: str


class About(BaseModel):
    """The side panel of a conversation."""

    buyer: BuyerFace
    orders: list[OrderFace]
    parcels: list[ParcelFace]
    changes: list[ChangeFace]


class OrderWithParcels(OrderFace):
    """An order with its parcels."""

    parcels: list[ParcelFace] = Field(default_factory=list)


class ProductItem(BaseModel):
    """A product in a list."""

    id: str
    shop_id: str
    title: str
    state: str
    price_fen: int
    category: str
    picture: str


class ProductFace(ProductItem):
    """A product with everything that is known about it."""

    link: str
    description: str
    attributes: list[tuple[str, str]]
    gifts: list[dict[str, str]]
    accessories: list[dict[str, str]]
    exchanges: list[dict[str, str]]
    faults: list[dict[str, str]]
    installation: str
    repair: str


def _at(at_ms: int) -> str | None:
    return iso(at_ms) if at_ms else None


def address_item(address: Address, *, plain: bool) -> AddressItem:
    """Return an address, masked unless `plain`."""
    if plain:
        return AddressItem(name=address.name, phone=address.phone, line=address.line())
    region = f"{address.province}{address.city}{address.district}"
    hidden = f"{region}***" if address.detail else region
    return AddressItem(name=mask_name(address.name), phone=mask(address.phone), line=hidden)


def order_face(order: Order, *, plain: bool = False) -> OrderFace:
    """Return an order as the console sees it."""
    return OrderFace(
        id=order.id,
        shop_id=order.shop,
        buyer_id=order.buyer,
        state=order.state.value,
        total_fen=order.total.fen,
        currency=order.total.currency,
        payment=order.payment.value,
        urged=order.urged,
        platform=order.platform,
        created_at=_at(order.created_ms),
        paid_at=_at(order.paid_ms),
        updated_at=_at(order.updated_ms),
        items=[
            OrderItemFace(
                product_id=item.product,
                title=item.title,
                sku=item.sku,
                price_fen=item.price.fen,
                quantity=item.quantity,
            )
            for item in order.items
        ],
        address=address_item(order.address, plain=plain),
        remark=order.remark,
    )


def parcel_face(parcel: Parcel) -> ParcelFace:
    """Return a parcel as the console sees it."""
    return ParcelFace(
        waybill_id=parcel.waybill,
        order_id=parcel.order,
        courier=parcel.courier,
        promised_at=_at(parcel.promised_ms),
        delivered_at=_at(parcel.delivered_ms),
        destination=mask(parcel.destination),
        scans=[
            ScanFace(at=iso(s.at_ms), status=s.status, place=s.place, description=mask(s.description))
            for s in parcel.scans
        ],
    )


def change_face(change: RecordedChange) -> ChangeFace:
    """Return a change as the console sees it; what could be personal in its arguments is masked."""
    arguments: dict[str, Any] = msgspec.to_builtins(change.change)
    shown = {name: mask(value) if isinstance(value, str) else value for name, value in arguments.items()}
    if "name" in shown:
        shown["name"] = mask_name(str(arguments["name"]))
    return ChangeFace(
        set=change.set,
        step=change.step,
        kind=type(change.change).__name__,
        arguments=shown,
        state=change.state.value,
        reason=change.reason,
        asked_by=change.asked_by,
        asked_at=iso(change.asked_ms),
        settled_at=_at(change.settled_ms),
    )


def buyer_face(identifier: str, buyer: Buyer | None) -> BuyerFace:
    """Return a buyer, masked; an unknown one by id alone."""
    if buyer is None:
        return BuyerFace(id=identifier, name="", phone="", line="")
    address = address_item(buyer.address or Address(), plain=False)
    return BuyerFace(id=identifier, name=mask_name(buyer.name), phone=mask(buyer.phone), line=address.line)


def product_item(product: Product) -> ProductItem:
    """Return a product in a list."""
    return ProductItem(
        id=product.id,
        shop_id=product.shop,
        title=product.title,
        state=product.state.value,
        price_fen=product.price.fen,
        category=product.category,
        picture=product.picture,
    )


def product_face(product: Product) -> ProductFace:
    """Return a product with everything that is known about it."""
    return ProductFace(
        **product_item(product).model_dump(),
        link=product.link,
        description=product.description,
        attributes=list(product.attributes),
        gifts=msgspec.to_builtins(product.gifts),
        accessories=msgspec.to_builtins(product.accessories),
        exchanges=msgspec.to_builtins(product.exchanges),
        faults=msgspec.to_builtins(product.faults),
        installation=product.installation,
        repair=product.repair,
    )

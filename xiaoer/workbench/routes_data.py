"""The shop's data over HTTP: orders, their changes, products, and what a conversation is about."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from xiaoer.base.errors import not_found
from xiaoer.base.ids import BuyerId, ChangeSetId, ConversationId, OrderId, ProductId, ShopId
from xiaoer.buyers.service import Buyers
from xiaoer.conversations.service import Conversations, Refusal, error_of
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.infra.http.caller import identified_as
from xiaoer.infra.http.pagination import Cursor, Limit, Page, cut, decode_cursor
from xiaoer.knowledge.service import Knowledge
from xiaoer.logistics.service import Parcels
from xiaoer.orders.model import Order
from xiaoer.orders.service import Orders, change_of
from xiaoer.tenancy.model import Caller, Permission
from xiaoer.tenancy.service import Tenancy
from xiaoer.workbench.shop_data import (
    About,
    AskChange,
    ChangeFace,
    ChangesAsked,
    OrderFace,
    OrderWithParcels,
    ProductFace,
    ProductItem,
    buyer_face,
    change_face,
    order_face,
    parcel_face,
    product_face,
    product_item,
)

By = Annotated[Caller, Depends(identified_as(Caller))]


@dataclass(frozen=True, slots=True)
class Shelves:
    """What the routes need."""

    database: Database
    conversations: Conversations
    knowledge: Knowledge
    buyers: Buyers
    orders: Orders
    parcels: Parcels
    tenancy: Tenancy


def make_router(shelves: Shelves) -> APIRouter:
    """Return the routes."""
    router = APIRouter(tags=["shop data"])
    _add_about(router, shelves)
    _add_orders(router, shelves)
    _add_order(router, shelves)
    _add_changes(router, shelves)
    _add_products(router, shelves)
    return router


def _add_about(router: APIRouter, shelves: Shelves) -> None:
    @router.get("/conversations/{conversation_id}/about")
    async def get_about(caller: By, conversation_id: str) -> About:
        """Return the buyer of a conversation with orders, parcels and changes; personal data is masked."""

        def read(unit: Unit) -> About:
            head = shelves.conversations.find(unit, ConversationId(conversation_id))
            if head.shop not in caller.shops:
                raise error_of(Refusal.NOT_FOUND)
            caller.require(head.shop, Permission.CONVERSATIONS_READ)
            shop, buyer = head.shop, head.buyer
            orders: tuple[Order, ...] = ()
            if caller.may(shop, Permission.ORDERS_READ):
                orders = shelves.orders.of_buyer(unit, shop, buyer)
            return About(
                buyer=buyer_face(buyer, shelves.buyers.find(unit, shop, buyer)),
                orders=[order_face(order) for order in orders],
                parcels=[parcel_face(p) for p in shelves.parcels.of_buyer(unit, shop, buyer)]
                if orders
                else [],
                changes=[change_face(c) for c in shelves.orders.changes_of_buyer(unit, shop, buyer)],
            )

        return await shelves.database.read(read, EVERY_SHOP)


def _add_orders(router: APIRouter, shelves: Shelves) -> None:
    @router.get("/orders")
    async def list_orders(
        caller: By,
        shop_id: str,
        buyer_id: Annotated[str, Query(max_length=200)] = "",
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Page[OrderFace]:
        """List a shop's orders by number, or those of one buyer (all of them, newest first)."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.ORDERS_READ)
        place = decode_cursor(cursor, (str,))

        def read(unit: Unit) -> list[Order]:
            if buyer_id:
                return list(shelves.orders.of_buyer(unit, shop, BuyerId(buyer_id)))[:limit]
            return shelves.orders.page(unit, shop, str(place[0]) if place else "", limit + 1)

        rows = await shelves.database.read(read, frozenset({shop}))
        shown, following = cut(rows, limit, lambda order: (order.id,))
        return Page(items=[order_face(order) for order in shown], next_cursor=following)


def _add_order(router: APIRouter, shelves: Shelves) -> None:
    @router.get("/orders/{shop_id}/{order_id}")
    async def get_order(caller: By, shop_id: str, order_id: str, plain: bool = False) -> OrderWithParcels:
        """Return an order with its parcels. `plain` shows name, phone and address, and is written down."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.ORDERS_READ)
        if plain:
            caller.require(shop, Permission.BUYERS_UNMASK)

        def read(unit: Unit) -> OrderWithParcels:
            order = shelves.orders.get(unit, shop, OrderId(order_id))
            face = order_face(order, plain=plain).model_dump()
            found = shelves.parcels.of_order(unit, shop, order.id)
            return OrderWithParcels(**face, parcels=[parcel_face(parcel) for parcel in found])

        def look(unit: Unit) -> OrderWithParcels:
            shelves.tenancy.trail.record(unit, caller, "buyer_unmasked", "order", order_id, shop=shop)
            return read(unit)

        if plain:
            return await shelves.database.write(look, frozenset({shop}))
        return await shelves.database.read(read, frozenset({shop}))


def _add_changes(router: APIRouter, shelves: Shelves) -> None:
    @router.post("/orders/{shop_id}/{order_id}/changes")
    async def change_order(caller: By, shop_id: str, order_id: str, body: AskChange) -> ChangesAsked:
        """Ask the marketplace for a change of an order; the same `key` again changes nothing."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.ORDERS_CHANGE)
        change = change_of(body.kind, {**body.arguments, "order": order_id})

        def ask(unit: Unit) -> ChangeSetId:
            order = shelves.orders.get(unit, shop, OrderId(order_id))
            shelves.tenancy.trail.record(
                unit, caller, "change_asked", "order", order_id, shop=shop, detail=body.kind
            )
            key = f"{caller.id}:{body.key}"
            return shelves.orders.request(unit, shop, order.buyer, None, [change], key, caller.id)

        return ChangesAsked(set=await shelves.database.write(ask, frozenset({shop})))

    @router.get("/orders/{shop_id}/{order_id}/changes")
    async def list_order_changes(caller: By, shop_id: str, order_id: str) -> Page[ChangeFace]:
        """List the changes that were asked of an order's buyer, oldest first, with their outcome."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.ORDERS_READ)

        def read(unit: Unit) -> list[ChangeFace]:
            order = shelves.orders.get(unit, shop, OrderId(order_id))
            changes = shelves.orders.changes_of_buyer(unit, shop, order.buyer)
            return [change_face(c) for c in changes if getattr(c.change, "order", order.id) == order.id]

        return Page(items=await shelves.database.read(read, frozenset({shop})), next_cursor=None)


def _add_products(router: APIRouter, shelves: Shelves) -> None:
    @router.get("/products")
    async def list_products(
        caller: By,
        shop_id: str,
        q: Annotated[str, Query(max_length=100)] = "",
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Page[ProductItem]:
        """List a shop's products by id; `q` looks into ids and titles."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_READ)
        place = decode_cursor(cursor, (str,))
        after = str(place[0]) if place else ""
        rows = await shelves.database.read(
            lambda unit: shelves.knowledge.page(unit, shop, after, limit + 1, q), frozenset({shop})
        )
        shown, following = cut(rows, limit, lambda product: (product.id,))
        return Page(items=[product_item(product) for product in shown], next_cursor=following)

    @router.get("/products/{shop_id}/{product_id}")
    async def get_product(caller: By, shop_id: str, product_id: str) -> ProductFace:
        """Return one product with everything that is known about it."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_READ)
        found = await shelves.database.read(
            lambda unit: shelves.knowledge.find(unit, shop, ProductId(product_id)), frozenset({shop})
        )
        if found is None:
            raise not_found("product", product_id)
        return product_face(found)

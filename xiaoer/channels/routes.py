"""The buyer's HTTP face: open a chat, send a picture, look at the shop front. Pages need no cookie."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query, UploadFile
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route

from xiaoer.base.clock import Clock
from xiaoer.base.errors import XiaoerError, not_found
from xiaoer.base.ids import ProductId
from xiaoer.buyers.model import InterestKind
from xiaoer.buyers.service import Buyers
from xiaoer.channels import pictures
from xiaoer.channels.pass_rules import Pass, sign_pass, sign_visitor
from xiaoer.channels.service import Knock, WebChannel
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.infra.http.caller import identified_as
from xiaoer.infra.http.limits import Limiter
from xiaoer.infra.http.pagination import Cursor, Limit, Page, cut, decode_cursor
from xiaoer.knowledge.model import Product
from xiaoer.knowledge.service import Knowledge
from xiaoer.tenancy.model import Shop

ByPass = Annotated[Pass, Depends(identified_as(Pass))]
_UNCHANGING = {"Cache-Control": "private, max-age=31536000, immutable"}


class SignedBuyer(BaseModel):
    """A buyer whom the shop's server has signed."""

    id: str = Field(min_length=1, max_length=200)
    name: str = Field(default="", max_length=100)
    signature: str = Field(min_length=1, max_length=128)


class OpenChat(BaseModel):
    """What the widget sends first."""

    site_key: str = Field(min_length=1, max_length=100)
    buyer: SignedBuyer | None = None
    visitor_id: str = Field(default="", max_length=120)
    product_id: str = Field(default="", max_length=100)
    language: str = Field(default="", max_length=10)
    open: bool = True  # false: only a pass; the conversation begins with the live socket's hello


class ShopFace(BaseModel):
    """How the shop presents itself."""

    id: str
    name: str
    bot_name: str
    greeting: str
    language: str


class ChatOpened(BaseModel):
    """A pass, good for a day, and the conversation it opens (empty when none was asked for).

    `visitor_id` is the visitor's own secret to come back with, empty for a signed buyer.
    """

    token: str = Field(serialization_alias="pass")
    buyer_id: str
    visitor: bool
    visitor_id: str
    conversation_id: str
    shop: ShopFace


class PictureKept(BaseModel):
    """Where a picture can be seen."""

    url: str
    width: int
    height: int


class StorefrontItem(BaseModel):
    """A product in the shop front."""

    id: str
    title: str
    state: str
    price_fen: int
    category: str
    picture: str


class NamedText(BaseModel):
    """A name with what is said about it."""

    name: str
    text: str


class StorefrontProduct(StorefrontItem):
    """One product with everything that buyers may read."""

    description: str
    attributes: list[NamedText]
    gifts: list[NamedText]
    accessories: list[NamedText]
    faults: list[NamedText]
    exchanges: list[NamedText]
    installation: str
    repair: str


class ShownInterest(BaseModel):
    """What the buyer did with a product on the shop's site."""

    product_id: str = Field(min_length=1, max_length=100)
    kind: InterestKind


@dataclass(frozen=True, slots=True)
class Porch:
    """What the routes need. `shop_of_key` answers from tenancy; `key` signs passes."""

    database: Database
    channel: WebChannel
    knowledge: Knowledge
    shop_of_key: Callable[[Unit, str], Shop | None]
    key: bytes
    clock: Clock
    pictures: Path
    uploads: Limiter
    openings: Limiter
    buyers: Buyers
    interests: Limiter


def make_router(porch: Porch) -> APIRouter:
    """Return the buyer's routes."""
    router = APIRouter(tags=["buyers"])
    _add_door(router, porch)
    _add_uploads(router, porch)
    _add_storefront(router, porch)
    _add_interests(router, porch)
    return router


def _add_door(router: APIRouter, porch: Porch) -> None:
    @router.post("/widget/sessions")
    async def open_chat(body: OpenChat, request: Request) -> ChatOpened:
        """Open a chat for a signed buyer or a visitor; 404 for an unknown key, 401 for a bad signature."""
        porch.openings.require(body.site_key, porch.clock.now_ms())
        shop = await porch.database.read(lambda unit: porch.shop_of_key(unit, body.site_key), EVERY_SHOP)
        if shop is None:
            raise not_found("shop", body.site_key)
        if not shop.admits(request.headers.get("origin"), request.headers.get("host", "")):
            raise XiaoerError("origin_not_allowed", 403, "The shop does not allow chats on this site.")
        knock = Knock(
            body.buyer.id if body.buyer else "",
            body.buyer.signature if body.buyer else "",
            body.visitor_id,
            body.language,
        )
        admitted = porch.channel.admit(shop, knock, porch.clock.now_ms())
        conversation = ""
        if body.open:
            opened = await porch.database.write(
                lambda unit: porch.channel.enter(unit, shop.id, admitted, body.product_id),
                frozenset({shop.id}),
            )
            conversation = opened.id
        return ChatOpened(
            token=sign_pass(admitted, porch.key),
            buyer_id=admitted.buyer,
            visitor=admitted.visitor,
            visitor_id=sign_visitor(admitted.buyer, porch.key) if admitted.visitor else "",
            conversation_id=conversation,
            shop=ShopFace(
                id=shop.id,
                name=shop.name,
                bot_name=shop.persona.name,
                greeting=shop.persona.greeting,
                language=shop.persona.language,
            ),
        )


def _add_uploads(router: APIRouter, porch: Porch) -> None:
    @router.post("/widget/uploads")
    async def keep_picture(by: ByPass, file: UploadFile) -> PictureKept:
        """Keep a picture (PNG, JPEG, WebP, GIF; at most 5 MB) without its metadata."""
        porch.uploads.require(f"{by.shop}/{by.buyer}", porch.clock.now_ms())
        body = await file.read(pictures.LARGEST_BYTES + 1)
        # Random, because the address is all that protects a picture.
        identifier = secrets.token_hex(16)
        stored = await asyncio.get_running_loop().run_in_executor(
            None, partial(pictures.keep, porch.pictures, identifier, body)
        )
        return PictureKept(url=f"/uploads/{stored.name}", width=stored.width, height=stored.height)


def _add_storefront(router: APIRouter, porch: Porch) -> None:
    @router.get("/storefront/products")
    async def list_storefront_products(
        by: ByPass, q: Annotated[str, Query(max_length=100)] = "", cursor: Cursor = None, limit: Limit = 60
    ) -> Page[StorefrontItem]:
        """List the shop's products, in the order of their ids."""
        place = decode_cursor(cursor, (str,))
        after = str(place[0]) if place else ""
        rows = await porch.database.read(
            lambda unit: porch.knowledge.page(unit, by.shop, after, limit + 1, q), frozenset({by.shop})
        )
        shown, following = cut(rows, limit, lambda product: (product.id,))
        return Page(items=[_item(product) for product in shown], next_cursor=following)

    @router.get("/storefront/products/{product_id}")
    async def get_storefront_product(by: ByPass, product_id: str) -> StorefrontProduct:
        """Return one product with its texts."""
        product = await porch.database.read(
            lambda unit: porch.knowledge.find(unit, by.shop, ProductId(product_id)), frozenset({by.shop})
        )
        if product is None:
            raise not_found("product", product_id)
        return StorefrontProduct(
            **_item(product).model_dump(),
            description=product.description,
            attributes=[NamedText(name=name, text=text) for name, text in product.attributes],
            gifts=[NamedText(name=gift.name, text=gift.description) for gift in product.gifts],
            accessories=[NamedText(name=a.name, text=a.description) for a in product.accessories],
            faults=[NamedText(name=f.name, text=f.remedy) for f in product.faults],
            exchanges=[NamedText(name=e.description, text="") for e in product.exchanges],
            installation=product.installation,
            repair=product.repair,
        )


def _add_interests(router: APIRouter, porch: Porch) -> None:
    @router.post("/storefront/interests", status_code=204)
    async def show_interest(body: ShownInterest, by: ByPass) -> None:
        """Note that the buyer put a product into the cart or among the favourites; again moves its time."""
        porch.interests.require(f"{by.shop}/{by.buyer}", porch.clock.now_ms())
        product = ProductId(body.product_id)

        def note(unit: Unit) -> None:
            if porch.knowledge.find(unit, by.shop, product) is None:
                raise not_found("product", product)
            porch.buyers.show_interest(unit, by.shop, by.buyer, product, body.kind)

        await porch.database.write(note, frozenset({by.shop}))


def _item(product: Product) -> StorefrontItem:
    return StorefrontItem(
        id=product.id,
        title=product.title,
        state=product.state.value,
        price_fen=product.price.fen,
        category=product.category,
        picture=product.picture,
    )


def picture_route(folder: Path) -> Route:
    """Return the plain route that shows kept pictures; the address cannot be guessed."""

    async def show(request: Request) -> FileResponse:
        found = pictures.find(folder, request.path_params["name"])
        if found is None:
            raise XiaoerError("picture_not_found", 404, "There is no such picture.")
        path, media_type = found
        return FileResponse(path, media_type=media_type, headers=_UNCHANGING)

    return Route("/uploads/{name}", show, methods=["GET"])

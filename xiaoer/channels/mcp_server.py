"""A shop for other assistants over the Model Context Protocol: ask its bot, look things up. Stateless HTTP.

Whoever calls has a key of the shop in `Authorization: Bearer`; each tool checks what it may see. Changes go
the way of every buyer: the shop's bot shows them, and the buyer's own yes carries them out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from starlette.routing import BaseRoute

from xiaoer.base.errors import XiaoerError
from xiaoer.base.ids import BuyerId, Ids, ProductId, ShopId
from xiaoer.channels.asking import Asking, Question
from xiaoer.infra.database.database import Database
from xiaoer.infra.http.caller import identified
from xiaoer.knowledge.model import Product
from xiaoer.knowledge.service import Knowledge
from xiaoer.tenancy.model import Caller, Permission

PATH: Final = "/api/v1/mcp"
_MOST: Final = 20
_ABOUT: Final = (
    "Service of online shops. Ask a shop's service bot with `ask_shop`, in the buyer's own words. "
    "When the bot shows a change (cancel, address, return …) and asks for confirmation, show it to the "
    "buyer, and send the buyer's own answer as the next message: never confirm for the buyer."
)
_LOOKS: Final = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_ASKS: Final = ToolAnnotations(read_only_hint=False, destructive_hint=True, open_world_hint=False)


@dataclass(frozen=True, slots=True)
class Shelves:
    """What the tools work with."""

    database: Database
    knowledge: Knowledge
    asking: Asking
    ids: Ids


class ShopServer:
    """The MCP server of the house; its routes are served, its sessions run, by the web application."""

    def __init__(self, shelves: Shelves, version: str) -> None:
        self._server: MCPServer[Any] = MCPServer(name="xiaoer", instructions=_ABOUT, version=version)
        _add_asking(self._server, shelves)
        _add_products(self._server, shelves)
        # Who may call is decided by the token, not by the host's name: proxies stand in front.
        security = TransportSecuritySettings(enable_dns_rebinding_protection=False)
        self._app = self._server.streamable_http_app(
            streamable_http_path=PATH, stateless_http=True, json_response=True, transport_security=security
        )

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """Return the routes, with their full path."""
        return self._app.routes

    def run(self) -> Any:
        """Return the context in which requests are served."""
        return self._server.session_manager.run()


def _add_asking(server: MCPServer[Any], shelves: Shelves) -> None:
    @server.tool(annotations=_ASKS)
    async def ask_shop(
        ctx: Context[Any, Any], shop_id: str, message: str, buyer_id: str = "", product_id: str = ""
    ) -> dict[str, Any]:
        """Ask a shop's service bot one line and get its whole answer.

        `buyer_id` is the shop's own id of the buyer you speak for; without it nothing about orders is
        known. Keep the same `buyer_id` for the lines of one talk. Changes are shown first: pass the
        buyer's own words on as the confirmation.
        """
        shop = _allowed(ctx, shop_id, Permission.CONVERSATIONS_SPEAK)
        buyer = BuyerId(buyer_id or shelves.ids.new("v"))
        question = Question(shop, buyer, message, shelves.ids.new("msg"), product_id)
        answer = await shelves.asking.ask(question)
        return {
            "answer": "\n".join(answer.lines),
            "buyer_id": buyer,
            "conversation_id": answer.conversation,
            "handed_over_to_a_person": answer.handed_over,
        }


def _add_products(server: MCPServer[Any], shelves: Shelves) -> None:
    @server.tool(annotations=_LOOKS)
    async def list_shops(ctx: Context[Any, Any]) -> list[str]:
        """List the ids of the shops that may be asked."""
        return sorted(_caller(ctx).shops_with(Permission.KNOWLEDGE_READ))

    @server.tool(annotations=_LOOKS)
    async def search_products(
        ctx: Context[Any, Any], shop_id: str, words: str = "", after: str = "", limit: int = _MOST
    ) -> list[dict[str, Any]]:
        """Search a shop's products by words of the title or by id, in the order of ids, after one of them."""
        shop = _allowed(ctx, shop_id, Permission.KNOWLEDGE_READ)
        most = max(1, min(limit, _MOST))
        found = await shelves.database.read(
            lambda unit: shelves.knowledge.page(unit, shop, after, most, words), frozenset({shop})
        )
        return [_brief(product) for product in found]

    @server.tool(annotations=_LOOKS)
    async def get_product(ctx: Context[Any, Any], shop_id: str, product_id: str) -> dict[str, Any]:
        """Return one product with its attributes, gifts, installation, repair, and faults."""
        shop = _allowed(ctx, shop_id, Permission.KNOWLEDGE_READ)
        product = await shelves.database.read(
            lambda unit: shelves.knowledge.get(unit, shop, ProductId(product_id)), frozenset({shop})
        )
        return _whole(product)


def _caller(ctx: Context[Any, Any]) -> Caller:
    request = ctx.request_context.request
    caller = identified(request) if request is not None else None
    if not isinstance(caller, Caller):
        raise XiaoerError("wrong_caller", 403, "This needs a key of the shop, not a buyer's pass.")
    return caller


def _allowed(ctx: Context[Any, Any], shop_id: str, permission: Permission) -> ShopId:
    caller, shop = _caller(ctx), ShopId(shop_id)
    if shop not in caller.shops:
        raise XiaoerError("shop_not_found", 404, f"There is no shop {shop_id}; list_shops tells which are.")
    caller.require(shop, permission)
    return shop


def _brief(product: Product) -> dict[str, Any]:
    return {
        "id": product.id,
        "title": product.title,
        "state": product.state.value,
        "price_fen": product.price.fen,
        "category": product.category,
    }


def _whole(product: Product) -> dict[str, Any]:
    return {
        **_brief(product),
        "description": product.description,
        "attributes": dict(product.attributes),
        "gifts": {gift.name: gift.description for gift in product.gifts},
        "accessories": {item.name: item.description for item in product.accessories},
        "installation": product.installation,
        "repair": product.repair,
        "faults": {fault.code: fault.remedy for fault in product.faults},
        "exchanges": {option.product: option.description for option in product.exchanges},
    }

"""Verbs of the web channel: let a buyer in, open the conversation, keep a picture."""

from dataclasses import dataclass
from typing import Final

from xiaoer.base.errors import XiaoerError, invalid
from xiaoer.base.ids import BuyerId, Ids, ProductId, ShopId
from xiaoer.channels.pass_rules import PASS_MS, Pass, is_signed_by_shop, read_visitor
from xiaoer.conversations.model import Conversation
from xiaoer.conversations.service import Conversations
from xiaoer.infra.database.unit import Unit
from xiaoer.tenancy.model import Shop

CHANNEL: Final = "web"
_LANGUAGES: Final = ("zh-CN", "en")


@dataclass(frozen=True, slots=True)
class Knock:
    """Who asks to be let in: a buyer signed by the shop's server, or a visitor (new when empty)."""

    buyer: str = ""
    signature: str = ""
    visitor: str = ""
    language: str = ""


class WebChannel:
    """Buyers who come by the widget."""

    def __init__(self, ids: Ids, conversations: Conversations, key: bytes) -> None:
        """Take the key that signs visitors: the id that staff see is not what a visitor comes back with."""
        self._ids = ids
        self._key = key
        self._conversations = conversations

    def admit(self, shop: Shop, knock: Knock, now_ms: int) -> Pass:
        """Return the pass of a buyer or visitor.

        XiaoerError `wrong_signature` (401) when the shop did not sign the buyer, `bad_visitor` (422)
        for a visitor id that was not made here.
        """
        language = knock.language if knock.language in _LANGUAGES else shop.persona.language
        if knock.buyer:
            if not is_signed_by_shop(shop.widget_secret, knock.buyer, knock.signature):
                raise XiaoerError(
                    "wrong_signature",
                    401,
                    "The buyer's signature is wrong: sign the buyer id on your server with HMAC-SHA256 and "
                    "the widget secret.",
                )
            return Pass(shop.id, BuyerId(knock.buyer), False, now_ms + PASS_MS, language)
        visitor = read_visitor(knock.visitor, self._key) if knock.visitor else self._ids.new("v")
        if visitor is None:
            raise invalid("bad_visitor", "Leave visitor_id out to get a new one.")
        return Pass(shop.id, BuyerId(visitor), True, now_ms + PASS_MS, language)

    def enter(self, unit: Unit, shop: ShopId, admitted: Pass, product: str) -> Conversation:
        """Open or continue the buyer's conversation."""
        return self._conversations.open(
            unit,
            shop,
            admitted.buyer,
            CHANNEL,
            product=ProductId(product) if product else None,
            language=admitted.language,
        )

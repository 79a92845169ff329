"""Looking at conversations: heads, pages of messages, lists, counts."""

from typing import Final

from xiaoer.base.errors import not_found
from xiaoer.base.ids import BuyerId, ConversationId, MessageId, ShopId
from xiaoer.conversations import store
from xiaoer.conversations.model import Conversation, Holder, Message
from xiaoer.conversations.store_lines import LINES_OF_BUYERS, SERVED_BY_STAFF
from xiaoer.infra.database.statement import Value
from xiaoer.infra.database.unit import Unit

NEWEST: Final = 2**31 - 1


class Reading:
    """The reading verbs; part of `Conversations`."""

    def get(self, unit: Unit, shop: ShopId, conversation: ConversationId) -> Conversation:
        """Return the head; 404 when this shop has no such conversation."""
        row = unit.one(store.GET, {"id": conversation, "shop_id": shop})
        if row is None:
            raise not_found("conversation", conversation)
        return store.conversation_of(row)

    def find(self, unit: Unit, conversation: ConversationId) -> Conversation:
        """Return the head whatever its shop; the caller checks whether the shop may be seen."""
        row = unit.one(store.GET_ANY, {"id": conversation})
        if row is None:
            raise not_found("conversation", conversation)
        return store.conversation_of(row)

    def latest(self, unit: Unit, shop: ShopId, buyer: BuyerId, channel: str) -> Conversation | None:
        """Return the buyer's newest conversation on a channel, open or closed."""
        row = unit.one(store.LATEST_OF_BUYER, {"shop_id": shop, "buyer_id": buyer, "channel": channel})
        return None if row is None else store.conversation_of(row)

    def messages(
        self, unit: Unit, shop: ShopId, conversation: ConversationId, before: int = NEWEST, limit: int = 50
    ) -> list[Message]:
        """Return up to `limit` messages below sequence `before`, oldest first."""
        rows = unit.all(store.BEFORE, {"id": conversation, "shop_id": shop, "before": before, "page": limit})
        return [store.message_of(row) for row in reversed(rows)]

    def between(
        self, unit: Unit, shop: ShopId, conversation: ConversationId, after: int, upto: int
    ) -> dict[int, Message]:
        """Return the messages with a sequence in (`after`, `upto`], by sequence."""
        rows = unit.all(store.BETWEEN, {"id": conversation, "shop_id": shop, "after": after, "upto": upto})
        return {message.seq: message for message in map(store.message_of, rows)}

    def lines_of_buyers(self, unit: Unit, shop: ShopId, since_ms: int, most: int) -> list[Message]:
        """Return up to `most` lines that buyers said since `since_ms`, in all conversations, newest first."""
        asked: dict[str, Value] = {"shop_id": shop, "since_ms": since_ms, "page": most}
        return [store.message_of(row) for row in unit.all(LINES_OF_BUYERS, asked)]

    def served_by_staff(
        self, unit: Unit, shop: ShopId, since_ms: int, until_ms: int
    ) -> frozenset[ConversationId]:
        """Return the conversations in which a person spoke from `since_ms` until before `until_ms`."""
        asked: dict[str, Value] = {"shop_id": shop, "since_ms": since_ms, "until_ms": until_ms}
        return frozenset(ConversationId(str(row[0])) for row in unit.all(SERVED_BY_STAFF, asked))

    def message(self, unit: Unit, message: MessageId) -> Message:
        """Return one message whatever its shop; the caller checks whether the shop may be seen."""
        row = unit.one(store.MESSAGE, {"id": message})
        if row is None:
            raise not_found("message", message)
        return store.message_of(row)

    def unanswered_by_bot(self, unit: Unit, after: str, page: int) -> list[tuple[ConversationId, ShopId]]:
        """Return conversations that wait for the bot, in id order, after an id."""
        rows = unit.all(store.UNANSWERED_BY_BOT, {"after": after, "page": page})
        return [(ConversationId(str(identifier)), ShopId(str(shop))) for identifier, shop in rows]

    def page(
        self,
        unit: Unit,
        shop: ShopId,
        before: tuple[int, str],
        limit: int,
        *,
        state: str = "",
        holder: str = "",
        staff: str = "",
        q: str = "",
    ) -> list[Conversation]:
        """Return up to `limit` conversations changed before (`updated_ms`, `id`), newest first."""
        rows = unit.all(
            store.LIST,
            {
                "shop_id": shop,
                "before_ms": before[0],
                "before_id": before[1],
                "page": limit,
                "state": state,
                "holder": holder,
                "staff": staff,
                "q": q,
            },
        )
        return [store.conversation_of(row) for row in rows]

    def counts(self, unit: Unit, shop: ShopId) -> dict[Holder, tuple[int, int]]:
        """Return per holder (open conversations, of these waiting for an answer)."""
        rows = unit.all(store.COUNTS, {"shop_id": shop})
        return {Holder(str(h)): (int(count or 0), int(waiting or 0)) for h, count, waiting in rows}

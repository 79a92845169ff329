"""Verbs of a conversation: open, hear, say, take, release, close, reopen, rate. One holder, one fence."""

from collections.abc import Sequence
from dataclasses import dataclass

from xiaoer.base.ids import BuyerId, ConversationId, Ids, MessageId, ProductId, ShopId, StaffId
from xiaoer.conversations import store
from xiaoer.conversations.following import Followed
from xiaoer.conversations.holding import Holding
from xiaoer.conversations.model import AnyContent, Conversation, Holder, Message, Speaker, State
from xiaoer.conversations.rules import Refusal, acceptable_from_buyer, acceptable_from_staff, error_of
from xiaoer.facts.conversations import (
    ConversationOpened,
    MessageHeard,
    MessageSaid,
)
from xiaoer.infra.database.statement import Value
from xiaoer.infra.database.unit import Unit


@dataclass(frozen=True, slots=True)
class Line:
    """One message that is about to be said; `evidence` is JSON text, `client_id` its natural key."""

    content: AnyContent
    evidence: str = ""
    client_id: str = ""
    speaker_name: str = ""


class Conversations(Holding):
    """The verbs. Every refusal is a value; errors are for wrong calls."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    # ------------------------------------------------------------ beginning

    def open(
        self,
        unit: Unit,
        shop: ShopId,
        buyer: BuyerId,
        channel: str,
        *,
        product: ProductId | None = None,
        language: str = "zh-CN",
    ) -> Conversation:
        """Return the buyer's conversation on this channel: the open one, else a new one.

        A closed conversation is not continued; the buyer's history stays with the buyer.
        """
        latest = self.latest(unit, shop, buyer, channel)
        if latest is not None and latest.state is State.OPEN:
            if product is not None and product != latest.product:
                self.look_at(unit, shop, latest.id, product)
            return latest
        identifier = ConversationId(self._ids.new("cnv"))
        given = {"id": identifier, "shop_id": shop, "buyer_id": buyer, "channel": channel}
        row = {**store.NEW, **given, "product_id": product or "", "language": language}
        if not unit.run(store.OPEN, {**row, "opened_ms": unit.now_ms, "updated_ms": unit.now_ms}):
            # Another tab has opened it at this moment, over another writer.
            return self.open(unit, shop, buyer, channel, product=product, language=language)
        unit.tell(shop, ConversationOpened(buyer, channel), identifier)
        return self.get(unit, shop, identifier)

    def look_at(self, unit: Unit, shop: ShopId, conversation: ConversationId, product: str) -> None:
        """Remember which product page the buyer looks at."""
        unit.run(store.LOOK_AT, {"id": conversation, "shop_id": shop, "product": product})

    # ------------------------------------------------------------ speaking

    def hear(
        self, unit: Unit, shop: ShopId, conversation: ConversationId, content: AnyContent, client_id: str
    ) -> Message | Refusal:
        """Record what the buyer says. The same `client_id` again returns the first message."""
        row = unit.one(
            store.HEAR,
            {
                "id": conversation,
                "shop_id": shop,
                "client_id": client_id,
                "now_ms": unit.now_ms,
                "words": store.glance(content),
            },
        )
        if row is None:
            return self._already(unit, shop, conversation, client_id)
        seq, holder = int(row[0] or 0), str(row[1])
        message = self._add(unit, shop, conversation, seq, Speaker.BUYER, "", Line(content, "", client_id))
        unit.tell(shop, MessageHeard(message.id, seq, holder), conversation, message)
        return message

    def say_as_bot(
        self,
        unit: Unit,
        shop: ShopId,
        conversation: ConversationId,
        lines: Sequence[Line],
        *,
        token: int,
        answers: int,
    ) -> list[Message] | Refusal:
        """Answer the buyer's lines up to sequence `answers`, once, as the holder with `token`."""
        row = unit.one(
            store.SAY_AS_BOT,
            {
                "id": conversation,
                "shop_id": shop,
                "token": token,
                "answers": answers,
                "count": len(lines),
                "speaker": Speaker.BOT.value,
                "words": store.glance(lines[-1].content) if lines else "",
                "now_ms": unit.now_ms,
            },
        )
        if row is None:
            return self._why_not(unit, shop, conversation, Holder.BOT, token)
        last, waited, first_ms = (int(value or 0) for value in row)
        return self._said(
            unit, shop, conversation, lines, (Speaker.BOT, ""), last, answers, waited, first_ms == unit.now_ms
        )

    def add_as_bot(
        self, unit: Unit, shop: ShopId, conversation: ConversationId, lines: Sequence[Line]
    ) -> list[Message]:
        """Say something that answers no line (a greeting, an outcome); once per first `client_id`.

        Says nothing when the bot does not hold the conversation.
        """
        row = unit.one(
            store.ADD_AS_BOT,
            {
                "id": conversation,
                "shop_id": shop,
                "client_id": lines[0].client_id,
                "count": len(lines),
                "words": store.glance(lines[-1].content),
                "now_ms": unit.now_ms,
            },
        )
        if row is None:
            return []
        return self._said(unit, shop, conversation, lines, (Speaker.BOT, ""), int(row[0] or 0), 0, -1, False)

    def say_as_staff(
        self,
        unit: Unit,
        shop: ShopId,
        conversation: ConversationId,
        line: Line,
        *,
        staff: StaffId,
        token: int,
    ) -> Message | Refusal:
        """Speak as the person who holds the conversation with `token`; answers all heard so far."""
        fence: dict[str, Value] = {"id": conversation, "shop_id": shop, "staff_id": staff, "token": token}
        fence |= {"client_id": line.client_id, "count": 1, "now_ms": unit.now_ms}
        fence |= {"speaker": Speaker.STAFF.value, "words": store.glance(line.content)}
        row = unit.one(store.SAY_AS_STAFF, fence)
        if row is None:
            found = unit.one(
                store.BY_CLIENT, {"id": conversation, "shop_id": shop, "client_id": line.client_id}
            )
            if found is not None:
                return store.message_of(found)
            return self._why_not(unit, shop, conversation, Holder.STAFF, token)
        last, waited, first_ms, answered = (int(value or 0) for value in row)
        return self._said(
            unit,
            shop,
            conversation,
            [line],
            (Speaker.STAFF, staff),
            last,
            answered if waited >= 0 else 0,
            waited,
            first_ms == unit.now_ms,
        )[0]

    # ------------------------------------------------------------ inside

    def _said(
        self,
        unit: Unit,
        shop: ShopId,
        conversation: ConversationId,
        lines: Sequence[Line],
        who: tuple[Speaker, str],
        last: int,
        answered: int,
        waited: int,
        first: bool,
    ) -> list[Message]:
        said = []
        for index, line in enumerate(lines):
            seq = last - len(lines) + 1 + index
            message = self._add(unit, shop, conversation, seq, *who, line)
            begins = index == 0  # the first line of an answer ends the wait
            fact = MessageSaid(
                message.id, seq, who[0].value, answered, waited if begins else -1, first and begins
            )
            unit.tell(shop, fact, conversation, message)
            said.append(message)
        return said

    def _add(
        self,
        unit: Unit,
        shop: ShopId,
        conversation: ConversationId,
        seq: int,
        speaker: Speaker,
        speaker_id: str,
        line: Line,
    ) -> Message:
        message = Message(
            MessageId(self._ids.new("msg")),
            shop,
            conversation,
            seq,
            speaker,
            speaker_id,
            line.content,
            unit.now_ms,
            line.client_id,
            line.evidence,
            line.speaker_name,
        )
        store.add_message(unit, message)
        return message

    def _already(
        self, unit: Unit, shop: ShopId, conversation: ConversationId, client_id: str
    ) -> Message | Refusal:
        found = unit.one(store.BY_CLIENT, {"id": conversation, "shop_id": shop, "client_id": client_id})
        if found is not None:
            return store.message_of(found)
        head = unit.one(store.GET, {"id": conversation, "shop_id": shop})
        return Refusal.NOT_FOUND if head is None else Refusal.CLOSED

    def _why_not(
        self, unit: Unit, shop: ShopId, conversation: ConversationId, holder: Holder, token: int
    ) -> Refusal:
        row = unit.one(store.GET, {"id": conversation, "shop_id": shop})
        if row is None:
            return Refusal.NOT_FOUND
        head = store.conversation_of(row)
        if head.state is State.CLOSED:
            return Refusal.CLOSED
        if head.holder is not holder or head.token != token:
            return Refusal.HOLDER_CHANGED
        return Refusal.OVERTAKEN


__all__ = [
    "Conversations",
    "Followed",
    "Line",
    "Refusal",
    "acceptable_from_buyer",
    "acceptable_from_staff",
    "error_of",
]

"""The bot's verbs: load a turn, think about it, speak under the fence, say what became of changes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import msgspec

from xiaoer.base.errors import invalid
from xiaoer.base.ids import ChangeSetId, ConversationId, ShopId
from xiaoer.bot import store, store_turns
from xiaoer.bot.model import Heard, Memory, Reply, Thought, Turn, TurnRecord, View
from xiaoer.bot.policy import read_policy
from xiaoer.bot.ports import ImageReader
from xiaoer.conversations.model import Conversation, Holder, Message, Picture, Speaker, State
from xiaoer.conversations.service import Conversations, Line, Refusal
from xiaoer.infra.database.unit import Unit
from xiaoer.orders.model import Change, RecordedChange

LONGEST_TURN = 50  # lines of one turn; of a longer one the newest are answered

_encode = msgspec.json.Encoder(enc_hook=str).encode


class Brain(Protocol):
    """Decides what to say. Pure: the same turn, view and memory give the same thought."""

    def think(self, turn: Turn, view: View, memory: Memory) -> Thought:
        """Answer a turn."""
        ...

    def settle(self, changes: Sequence[RecordedChange], view: View, memory: Memory) -> Thought:
        """Say what became of changes that were asked for."""
        ...

    def welcome(self, view: View, product: str | None) -> Thought:
        """Open a conversation."""
        ...


class ChangeDesk(Protocol):
    """The part of orders that the bot asks."""

    def request(
        self,
        unit: Unit,
        shop: ShopId,
        buyer: Any,
        conversation: ConversationId | None,
        changes: Sequence[Change],
        key: str,
        asked_by: str,
    ) -> ChangeSetId:
        """Write changes down to be carried out, once per `key`."""
        ...


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything that one turn is decided from."""

    head: Conversation
    turn: Turn
    view: View
    memory: Memory


class Bot:
    """Verbs of the bot. `look` collects the view of a conversation from the lower rooms."""

    def __init__(
        self,
        brain: Brain,
        conversations: Conversations,
        look: Callable[[Unit, Conversation], View],
        orders: ChangeDesk,
        images: ImageReader,
    ) -> None:
        self._images = images
        self._brain = brain
        self._conversations = conversations
        self._look = look
        self._orders = orders

    def load(self, unit: Unit, shop: ShopId, conversation: ConversationId) -> Loaded | None:
        """Return the turn that waits for the bot in this conversation, None when none does."""
        head = self._conversations.get(unit, shop, conversation)
        if head.state is not State.OPEN or head.holder is not Holder.BOT or head.answered >= head.heard_seq:
            return None
        unanswered = min(head.last_seq - head.answered, LONGEST_TURN)
        lines = self._conversations.messages(unit, shop, conversation, limit=unanswered)
        return Loaded(
            head,
            turn_of(head, lines, unit.now_ms),
            self._look(unit, head),
            store.memory_of(unit, shop, conversation),
        )

    def think(self, loaded: Loaded) -> Thought:
        """Look at pictures and decide; no transaction is open."""
        turn = loaded.turn
        if any(isinstance(line.content, Picture) for line in turn.lines):
            turn = replace(turn, lines=tuple(self._seen(line) for line in turn.lines))
        return self._brain.think(turn, loaded.view, loaded.memory)

    def speak(self, unit: Unit, loaded: Loaded, thought: Thought) -> list[Message] | Refusal:
        """Say the thought, once, if the bot still holds the conversation and nothing newer was said."""
        head = loaded.head
        said = self._conversations.say_as_bot(
            unit,
            head.shop,
            head.id,
            lines_of(thought, loaded.view.persona.name),
            token=head.token,
            answers=head.heard_seq,
        )
        if isinstance(said, Refusal):
            return said
        self._keep(unit, head, thought, loaded.memory, f"{head.id}:{head.heard_seq}")
        store_turns.save_turn(unit, record_of(loaded, thought, unit.now_ms))
        return said

    def turns(self, unit: Unit, shop: ShopId, from_ms: int, until_ms: int, most: int) -> list[TurnRecord]:
        """Return up to `most` turns of a shop from `from_ms` until before `until_ms`, oldest first."""
        return store_turns.turns_between(unit, shop, from_ms, until_ms, most)

    def set_policy(self, unit: Unit, shop: ShopId, policy: str) -> bool:
        """Keep a shop's own service policy (JSON text above the trade defaults); False when it is the same.

        XiaoerError `bad_policy` (422) says what cannot be read.
        """
        try:
            read_policy(policy)
        except msgspec.MsgspecError as error:
            raise invalid("bad_policy", f"The policy cannot be read: {error}") from error
        return store.save_policy(unit, shop, policy)

    def welcome(self, unit: Unit, shop: ShopId, conversation: ConversationId) -> list[Message]:
        """Greet the buyer of a conversation that was just opened; once."""
        head = self._conversations.get(unit, shop, conversation)
        if head.holder is not Holder.BOT or head.state is not State.OPEN:
            return []
        view = self._look(unit, head)
        thought = self._brain.welcome(view, head.product)
        if not thought.replies:
            return []
        return self._conversations.add_as_bot(
            unit, shop, conversation, lines_of(thought, view.persona.name, "welcome")
        )

    def settle(
        self, unit: Unit, shop: ShopId, conversation: ConversationId, changes: Sequence[RecordedChange]
    ) -> list[Message]:
        """Say what became of a set of changes; once per set, and only while the bot holds."""
        if not changes:
            return []
        head = self._conversations.get(unit, shop, conversation)
        if head.holder is not Holder.BOT or head.state is not State.OPEN:
            return []
        view = self._look(unit, head)
        memory = store.memory_of(unit, shop, conversation)
        thought = self._brain.settle(changes, view, memory)
        key = f"settled:{changes[0].set}"
        if not thought.replies:
            return []
        said = self._conversations.add_as_bot(
            unit, shop, conversation, lines_of(thought, view.persona.name, key)
        )
        if said:
            self._keep(unit, head, thought, memory, key)
        return said

    def _seen(self, line: Heard) -> Heard:
        if not isinstance(line.content, Picture):
            return line
        shows = self._images.shows(line.content.url)
        return replace(line, content=msgspec.structs.replace(line.content, shows=shows))

    def _keep(self, unit: Unit, head: Conversation, thought: Thought, before: Memory, key: str) -> None:
        if thought.memory != before:
            store.save_memory(unit, head.shop, head.id, head.heard_seq, thought.memory)
        if thought.changes:
            self._orders.request(unit, head.shop, head.buyer, head.id, thought.changes, key, "bot")
        if thought.handoff is not None:
            self._conversations.hand_over(
                unit, head.shop, head.id, thought.handoff.reason.value, thought.handoff.summary
            )


def turn_of(head: Conversation, messages: Sequence[Message], now_ms: int) -> Turn:
    """Return the turn: the buyer's lines above `answered`. What came before is in the bot's memory."""
    unanswered = (m for m in messages if m.seq > head.answered and m.speaker is Speaker.BUYER)
    lines = tuple(Heard(m.seq, m.speaker, m.content, m.at_ms) for m in unanswered)
    return Turn(lines, now_ms, head.product, head.channel)


def record_of(loaded: Loaded, thought: Thought, now_ms: int) -> TurnRecord:
    """Return what is kept of a turn for reports."""
    head, understood = loaded.head, thought.understood
    products = thought.memory.products
    return TurnRecord(
        head.shop,
        head.id,
        head.heard_seq,
        now_ms,
        thought.outcome,
        understood.scenario,
        understood.intent,
        understood.sure,
        understood.stage,
        thought.think_us,
        products[0] if products else "",
    )


def lines_of(thought: Thought, name: str, key: str = "") -> list[Line]:
    """Return the replies as lines with their evidence; `key` becomes their natural key."""
    return [
        Line(
            reply.content,
            evidence_of(reply, thought if index == 0 else None),
            f"{key}:{index}" if key else "",
            name,
        )
        for index, reply in enumerate(thought.replies)
    ]


def evidence_of(reply: Reply, thought: Thought | None) -> str:
    """Return the JSON text of what a reply stands on, with the turn's trace at its first line."""
    if not reply.evidence and (thought is None or not thought.trace):
        return ""
    kept: dict[str, object] = {"items": reply.evidence}
    if thought is not None and thought.trace:
        kept["trace"] = thought.trace
    return _encode(kept).decode()

"""The bot's verbs: load a turn, think about it, speak under the fence, say what became of changes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import msgspec

from xiaoer.base.clock import day_of
from xiaoer.base.ids import ChangeSetId, ConversationId, ShopId
from xiaoer.bot import store, store_turns
from xiaoer.bot.cascade import Cascade
from xiaoer.bot.catalogue import normalise
from xiaoer.bot.encoding import EncoderPool
from xiaoer.bot.model import Caught, Heard, Memory, Reply, Thought, Turn, TurnRecord, View
from xiaoer.bot.policy_book import PolicyBook
from xiaoer.bot.popular import Popular
from xiaoer.bot.ports import ImageReader
from xiaoer.bot.retrieval.index import Index, Item
from xiaoer.bot.retrieval.meaning import meaning
from xiaoer.bot.rules import emergency
from xiaoer.conversations.model import (
    AnyContent,
    Conversation,
    Holder,
    Message,
    Picture,
    ProductCard,
    Speaker,
    State,
    words,
)
from xiaoer.conversations.service import Conversations, Line, Refusal
from xiaoer.infra.database.unit import Unit
from xiaoer.knowledge.model import KeywordRule
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


class Look(Protocol):
    """Collects what may be known in a conversation; `said` and memory tell what it is about."""

    def __call__(self, unit: Unit, head: Conversation, said: str = "", memory: Memory | None = None) -> View:
        """Return the view."""
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
        look: Look,
        orders: ChangeDesk,
        images: ImageReader,
        encoders: EncoderPool | None = None,
    ) -> None:
        self._popular = Popular()
        self.policies = PolicyBook()
        self._images = images
        self._cascade = Cascade(brain, encoders)
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
        turn = turn_of(head, lines, unit.now_ms)
        memory = store.memory_of(unit, shop, conversation)
        said = "\n".join(f"{words(line.content)} {id_of(line.content)}" for line in turn.lines)
        return Loaded(head, turn, self._look(unit, head, said, memory), memory)

    def think(self, loaded: Loaded) -> Thought:
        """Look at pictures and decide; no transaction is open. Waits for the encoder where it helps."""
        return self._cascade.think(self._looked_at(loaded.turn), loaded.view, loaded.memory)

    def think_then(
        self, loaded: Loaded, then: Callable[[Thought], None], failed: Callable[[BaseException], None]
    ) -> None:
        """Like `think`, but calls `then`: here, or in the encoder's thread when its vectors are there."""
        turn = self._looked_at(loaded.turn)
        self._cascade.think_then(turn, loaded.view, loaded.memory, then, failed)

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

    def caught(self, unit: Unit, rule: KeywordRule, since_ms: int, most: int, examples: int = 10) -> Caught:
        """Return which of the newest `most` lines of buyers since `since_ms` a rule would have fitted.

        By words alone: whom a line came from and when does not count.
        """
        lines = self._conversations.lines_of_buyers(unit, rule.shop, since_ms, most)
        texts = [words(line.content) for line in lines]
        fit = [
            text for text in texts if emergency.caught(rule, text, normalise.repaired(normalise.plain(text)))
        ]
        return Caught(len(texts), len(fit), tuple(dict.fromkeys(fit))[:examples])

    def count_tokens(self, unit: Unit, shop: ShopId, tokens: int) -> None:
        """Count what a shop's language model took in one turn, on the day of the unit (China time)."""
        store.add_tokens(unit, shop, day_of(unit.now_ms), tokens)

    def view(self, unit: Unit, head: Conversation) -> View:
        """Return what may be known in a conversation now, for a trial that says nothing."""
        return self._look(unit, head)

    def alike(self, texts: Sequence[str], among: Sequence[str]) -> list[list[tuple[int, float]]]:
        """Return for each text the few of `among` nearest in meaning: (place, score from 0 to 1), best first.

        By words, static vectors, and what must not be taken for each other (发货 and 到货). A millisecond a
        text and as much for each four of `among`: call it in a thread.
        """
        if not among:
            return [[] for _ in texts]
        index = Index([Item(str(place), (text,)) for place, text in enumerate(among)], meaning())
        return [[(int(one.key), one.score) for one in index.match(text)] for text in texts]

    def set_policy(self, unit: Unit, shop: ShopId, policy: str) -> bool:
        """Keep a shop's own service policy (JSON text above the trade defaults); False when it is the same.

        XiaoerError `bad_policy` (422) says what is wrong and where.
        """
        held = self.policies.standing(unit, shop)
        return self.policies.revise(unit, shop, policy, held.number, "").recorded

    def welcome(self, unit: Unit, shop: ShopId, conversation: ConversationId) -> list[Message]:
        """Greet the buyer of a conversation that was just opened; once."""
        head = self._conversations.get(unit, shop, conversation)
        if head.holder is not Holder.BOT or head.state is not State.OPEN:
            return []
        view = replace(self._look(unit, head), popular=self._popular(unit, shop))
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

    def _looked_at(self, turn: Turn) -> Turn:
        if not any(isinstance(line.content, Picture) for line in turn.lines):
            return turn
        return replace(turn, lines=tuple(self._seen(line) for line in turn.lines))

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


def id_of(content: AnyContent) -> str:
    """Return the product that a card shows, "" for other contents."""
    return content.product_id if isinstance(content, ProductCard) else ""


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
        came_to = {"understood": thought.understood, "outcome": thought.outcome}
        kept["trace"] = {**thought.trace, **came_to}
    return _encode(kept).decode()

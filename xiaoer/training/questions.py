"""Verbs of what the bot could not answer: gather, group, suggest, answer at once, learn from people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from xiaoer.base.errors import not_found
from xiaoer.base.ids import ProductId, ShopId
from xiaoer.bot.model import TurnRecord
from xiaoer.bot.service import Bot
from xiaoer.conversations.model import Conversation, Message, State
from xiaoer.conversations.service import Conversations
from xiaoer.infra.database.statement import Value
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.http.masking import mask
from xiaoer.knowledge.service import Knowledge
from xiaoer.training import store_questions as store
from xiaoer.training.drafts import Drafts
from xiaoer.training.model import (
    Draft,
    DraftId,
    Group,
    GroupId,
    GroupState,
    Missed,
    Release,
    Source,
    SourceKind,
)
from xiaoer.training.rules.grouping import Heard, asked_in, grouped, joined, missed, next_moment, wordings
from xiaoer.training.rules.learning import Reply, is_good, reply_after, unfit
from xiaoer.training.rules.likeness import Nearest

PAGE: Final = 200  # turns looked at in one unit
_GROUPS: Final = 1000  # newest groups that a question may belong to
_TURN_LINES: Final = 12
_AFTER: Final = 20  # lines after a question in which a person's reply is looked for
_EXAMPLES: Final = 20
_DAY_MS: Final = 86_400_000
_BACK_MS: Final = 30 * _DAY_MS  # how far the first look goes back
_NEAR: Final = 0.3
_TOP: Final = (2**31 - 1, "")


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at new turns found, not yet grouped. `upto_ms`: turns before it are done with."""

    shop: ShopId
    turns: int
    heard: tuple[Heard, ...]
    groups: tuple[Group, ...]
    upto_ms: int
    more: bool


@dataclass(frozen=True, slots=True)
class Sorted:
    """A look with its missed turns in their groups, not yet kept."""

    look: Look
    missed: tuple[Missed, ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a look at new turns came to; `more` when it is worth calling again."""

    turns: int
    missed: int
    proposed: int
    more: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A drafted answer for a group: the nearest entry, or what a person replied. `from_` is its kind."""

    kind: str  # entry or person
    id: str
    question: str
    answer: str
    likeness: float


class Questions:
    """What buyers asked in vain, in groups of one meaning."""

    def __init__(self, bot: Bot, conversations: Conversations, knowledge: Knowledge, drafts: Drafts) -> None:
        self._bot = bot
        self._conversations = conversations
        self._knowledge = knowledge
        self._drafts = drafts

    # ------------------------------------------------------------ gathering

    def look(self, unit: Unit, shop: ShopId) -> Look:
        """Look at the next turns since the last time (30 days back at first); reads only."""
        until = unit.now_ms + 1
        row = unit.one(store.MARK, {"shop_id": shop})
        begin = int(row[0] or 0) if row else unit.now_ms - _BACK_MS
        turns = self._bot.turns(unit, shop, begin, until, PAGE)
        rows = unit.all(store.NEWEST_GROUPS, {"shop_id": shop, "page": _GROUPS})
        heard = tuple(Heard(turn, self._asked(unit, shop, turn)) for turn in missed(turns))
        upto = next_moment(turns, PAGE, until)
        return Look(shop, len(turns), heard, tuple(map(store.group_of, rows)), upto, len(turns) == PAGE)

    def sort(self, look: Look) -> Sorted:
        """Put what was found into groups of one meaning. No transaction is open; call it in a thread."""
        return Sorted(look, tuple(grouped(look.shop, look.heard, look.groups, self._bot.alike)))

    def keep(self, unit: Unit, found: Sorted) -> Gathered:
        """Keep what a look found, each turn once, and propose what people replied to earlier questions."""
        look, new = found.look, 0
        for one in found.missed:
            if unit.run(store.ADD_QUESTION, store.question_values(one)):
                new += 1
                _save(unit, joined(self._locked(unit, look.shop, one.group), one))
        unit.run(store.SAVE_MARK, {"shop_id": look.shop, "at_ms": look.upto_ms})
        return Gathered(look.turns, new, self.learn(unit, look.shop), look.more)

    def learn(self, unit: Unit, shop: ShopId) -> int:
        """Propose good replies of people to missed questions as drafts; return how many are new.

        A question is judged once: when its conversation is closed, or after a day.
        """
        rows = unit.all(store.UNLEARNED, {"shop_id": shop, "before_ms": unit.now_ms + 1, "page": PAGE})
        proposed = 0
        for one in map(store.missed_of, rows):
            head = self._conversations.get(unit, shop, one.conversation)
            if head.state is State.OPEN and one.at_ms > unit.now_ms - _DAY_MS:
                continue
            reply = self._reply(unit, head, one)
            if reply is not None and is_good(one.words, reply) and not unfit(reply.text, mask):
                proposed += self._propose(unit, one, reply)
            key: dict[str, Value] = {"shop": shop, "conversation": one.conversation, "upto": one.answered}
            unit.run(store.LEARNED, key)
        return proposed

    # ------------------------------------------------------------ deciding

    def answer(
        self,
        unit: Unit,
        shop: ShopId,
        group: GroupId,
        answer: str,
        *,
        by: str,
        question: str = "",
        product: str | None = None,
        entry: str = "",
        similar: Sequence[str] | None = None,
        intent: str = "",
    ) -> tuple[Group, Draft, Release | None]:
        """Write the answer as knowledge at once, with the ways it was asked, and mark the group answered.

        `question` in other words than the group's; `product` binds it to one ("" to none, None: as the
        group); `entry` changes that entry instead of adding one; `similar` are its other wordings (None: as
        it was asked). The same again changes nothing.
        """
        known = self._required(unit, shop, group)
        asked = question or known.question
        draft = Draft(
            shop,
            DraftId(""),
            asked,
            answer,
            Source(SourceKind.TRAINER, "", "", known.question),
            similar=self._heard(unit, known, asked) if similar is None else tuple(similar),
            product=known.product if product is None else ProductId(product) if product else None,
            intent=intent,
            entry=entry,
        )
        kept, _ = self._drafts.propose(unit, draft)
        approved, release = self._drafts.approve(unit, shop, [kept.id], by=by)
        if release is None and known.state is GroupState.ANSWERED:
            return known, approved[0], None
        answered = replace(
            known,
            state=GroupState.ANSWERED,
            again=0,
            entry=approved[0].entry,
            decided_by=by,
            decided_ms=unit.now_ms,
        )
        return _save(unit, answered), approved[0], release

    def _heard(self, unit: Unit, group: Group, asked: str) -> tuple[str, ...]:
        examples = [one.words for one in self.examples(unit, group.shop, group.id)]
        return wordings(asked, [group.question, *examples], _EXAMPLES)

    def ignore(self, unit: Unit, shop: ShopId, group: GroupId, *, by: str) -> Group:
        """Put a group aside."""
        known = self._required(unit, shop, group)
        return _save(unit, replace(known, state=GroupState.IGNORED, decided_by=by, decided_ms=unit.now_ms))

    def reopen(self, unit: Unit, shop: ShopId, group: GroupId) -> Group:
        """Let a group wait again; an entry that answered it stays."""
        known = self._required(unit, shop, group)
        return _save(unit, replace(known, state=GroupState.OPEN, decided_by="", decided_ms=0))

    # ------------------------------------------------------------ reading

    def get(self, unit: Unit, shop: ShopId, group: GroupId) -> Group:
        """Return one group; `group_not_found` (404)."""
        row = unit.one(store.GROUP, {"shop_id": shop, "id": group})
        if row is None:
            raise not_found("group", group)
        return store.group_of(row)

    def page(
        self,
        unit: Unit,
        shop: ShopId,
        before: tuple[int, str] = _TOP,
        limit: int = 50,
        *,
        state: str = "",
        scenario: str = "",
    ) -> list[Group]:
        """Return up to `limit` groups after (`count`, `id`), the most asked first."""
        asked: dict[str, Value] = {"state": state, "scenario": scenario, "page": limit}
        rows = unit.all(
            store.GROUPS, {"shop_id": shop, "before_count": before[0], "after_id": before[1], **asked}
        )
        return [store.group_of(row) for row in rows]

    def counts(self, unit: Unit, shop: ShopId) -> dict[GroupState, tuple[int, int]]:
        """Return per state (groups, questions in them)."""
        rows = unit.all(store.GROUP_COUNTS, {"shop_id": shop})
        return {GroupState(str(state)): (int(count or 0), int(total or 0)) for state, count, total in rows}

    def examples(self, unit: Unit, shop: ShopId, group: GroupId, most: int = _EXAMPLES) -> list[Missed]:
        """Return the newest questions of a group."""
        rows = unit.all(store.OF_GROUP, {"shop_id": shop, "group_id": group, "page": most})
        return [store.missed_of(row) for row in rows]

    def suggestions(self, unit: Unit, group: Group) -> list[Suggestion]:
        """Return drafted answers: what people replied to these questions, then the nearest entries."""
        shop = group.shop
        found: dict[str, Suggestion] = {}
        for one in self.examples(unit, shop, group.id):
            reply = self._reply(unit, self._conversations.get(unit, shop, one.conversation), one)
            if reply is not None and not unfit(reply.text, mask):
                likely = 1.0 if is_good(one.words, reply) else 0.5
                found.setdefault(
                    reply.text, Suggestion("person", one.conversation, one.words, reply.text, likely)
                )
        entries = {faq.id: faq for faq in self._knowledge.faqs(unit, shop)}
        near = Nearest((faq.id, text) for faq in entries.values() for text in (faq.question, *faq.similar))
        nearest = [
            Suggestion("entry", key, entries[key].question, entries[key].answer, score)
            for score, key, _ in near.find(group.question, 3, _NEAR)
        ]
        people = sorted(found.values(), key=lambda one: -one.likeness)
        return [*people[:3], *nearest]

    # ------------------------------------------------------------ inside

    def _asked(self, unit: Unit, shop: ShopId, turn: TurnRecord) -> str:
        lines = self._conversations.messages(unit, shop, turn.conversation, turn.answered + 1, _TURN_LINES)
        return mask(asked_in(lines, turn.answered))

    def _reply(self, unit: Unit, head: Conversation, one: Missed) -> Reply | None:
        after = self._conversations.between(unit, head.shop, head.id, one.answered, one.answered + _AFTER)
        lines: Sequence[Message] = list(after.values())
        return reply_after(lines, one.answered, head.rating)

    def _propose(self, unit: Unit, one: Missed, reply: Reply) -> bool:
        source = Source(SourceKind.CONVERSATION, one.conversation, f"#{one.answered}", reply.text)
        confidence = 0.9 if reply.rating else 0.6
        question = " ".join(one.words.split())
        draft = Draft(one.shop, DraftId(""), question, reply.text, source, product=one.product)
        return self._drafts.propose(unit, replace(draft, confidence=confidence))[1]

    def _locked(self, unit: Unit, shop: ShopId, group: GroupId) -> Group | None:
        row = unit.one(store.LOCK_GROUP, {"shop_id": shop, "id": group})
        return None if row is None else store.group_of(row)

    def _required(self, unit: Unit, shop: ShopId, group: GroupId) -> Group:
        known = self._locked(unit, shop, group)
        if known is None:
            raise not_found("group", group)
        return known


def _save(unit: Unit, group: Group) -> Group:
    unit.put(store.SAVE_GROUP, store.group_values(group))
    return group

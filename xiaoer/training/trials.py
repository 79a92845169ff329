"""Verbs of trials: begin one, choose its conversations, think unseen, keep what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from xiaoer.base.errors import invalid, not_found
from xiaoer.base.ids import ConversationId, Ids, ShopId
from xiaoer.bot.model import Memory, View
from xiaoer.bot.service import Bot, Loaded, turn_of
from xiaoer.conversations.model import Conversation, Message, words
from xiaoer.conversations.service import Conversations
from xiaoer.infra.database.statement import Value
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.http.masking import mask
from xiaoer.infra.jobs.service import Jobs
from xiaoer.training import store_trials as store
from xiaoer.training.model import Trial, TrialId, TrialTurn, Verdict, WorkState
from xiaoer.training.rules.trying import Round, rounds, spoken, verdict, was_held_by_people

TRY_CHATS: Final = "training.try_chats"
STEP: Final = 20  # conversations thought about between two notes of progress
MOST_CONVERSATIONS: Final = 2000
_LONGEST_PERIOD_MS: Final = 31 * 86_400_000
_PAGE: Final = 200
_MESSAGES: Final = 300
NEWEST: Final = "~"


@dataclass(frozen=True, slots=True)
class Chat:
    """One conversation as a trial sees it; `view` is what may be known in it now."""

    head: Conversation
    messages: tuple[Message, ...]
    view: View


class Trials:
    """The bot answers past chats unseen; nothing of it reaches a buyer, nothing is carried out."""

    def __init__(self, ids: Ids, jobs: Jobs, bot: Bot, conversations: Conversations) -> None:
        self._ids = ids
        self._jobs = jobs
        self._bot = bot
        self._conversations = conversations

    def begin(self, unit: Unit, shop: ShopId, from_ms: int, until_ms: int, *, by: str) -> Trial:
        """Write a trial down and have it done by a job. `bad_period` (422)."""
        if not 0 < until_ms - from_ms <= _LONGEST_PERIOD_MS:
            raise invalid("bad_period", "The period must end after it begins, and be 31 days at most.")
        trial = Trial(
            shop=shop,
            id=TrialId(self._ids.new("trl")),
            from_ms=from_ms,
            until_ms=until_ms,
            state=WorkState.RUNNING,
            done=0,
            total=0,
            turns=0,
            hits=0,
            misses=0,
            none=0,
            reason="",
            made_by=by,
            made_ms=unit.now_ms,
            updated_ms=unit.now_ms,
        )
        unit.run(store.ADD_TRIAL, store.trial_values(trial))
        self._jobs.put(unit, TRY_CHATS, trial.id, shop, {"trial": trial.id})
        return trial

    # ------------------------------------------------------------ the work

    def chats(self, unit: Unit, trial: Trial) -> list[ConversationId]:
        """Return the conversations of the period that were changed in it, newest first, 2,000 at most."""
        place: tuple[int, str] = (trial.until_ms, "")
        found: list[ConversationId] = []
        while len(found) < MOST_CONVERSATIONS:
            page = self._conversations.page(unit, trial.shop, place, _PAGE)
            found += [head.id for head in page if head.updated_ms >= trial.from_ms]
            if len(page) < _PAGE or page[-1].updated_ms < trial.from_ms:
                break
            place = (page[-1].updated_ms, page[-1].id)
        return found[:MOST_CONVERSATIONS]

    def load(self, unit: Unit, shop: ShopId, conversations: Sequence[ConversationId]) -> list[Chat]:
        """Return those of the conversations in which a person spoke, with what the bot may know."""
        chats = []
        for identifier in conversations:
            messages = self._conversations.messages(unit, shop, identifier, limit=_MESSAGES)
            if was_held_by_people(messages):
                head = self._conversations.get(unit, shop, identifier)
                chats.append(Chat(head, tuple(messages), self._bot.view(unit, head)))
        return chats

    def think(self, trial: Trial, chat: Chat) -> list[TrialTurn]:
        """Let the bot answer each turn of a chat that a person answered. No transaction is open."""
        memory = Memory()
        found = []
        answered = 0
        for each in rounds(chat.messages):
            last = each.asked[-1]
            head = _as_then(chat.head, answered, last.seq)
            turn = turn_of(head, each.asked, last.at_ms)
            thought = self._bot.think(Loaded(head, turn, chat.view, memory))
            memory, answered = thought.memory, last.seq
            person = each.by_person
            if person and trial.from_ms <= last.at_ms < trial.until_ms:
                score, came_to = verdict(thought, person)
                found.append(
                    TrialTurn(
                        shop=trial.shop,
                        trial=trial.id,
                        conversation=chat.head.id,
                        seq=last.seq,
                        at_ms=last.at_ms,
                        scenario=thought.understood.scenario,
                        asked=mask(_asked(each)),
                        said_by_person=mask(person),
                        said_by_bot=mask(spoken(thought.replies)),
                        likeness=score,
                        verdict=came_to,
                        changes=len(thought.changes),
                    )
                )
        return found

    def keep(
        self, unit: Unit, shop: ShopId, trial: TrialId, turns: Sequence[TrialTurn], done: int, total: int
    ) -> Trial:
        """Keep turns, each once, and how far the trial is; the last step ends it."""
        known = self._lock(unit, shop, trial)
        if known.state is not WorkState.RUNNING:
            return known
        new = [turn for turn in turns if unit.run(store.ADD_TURN, store.turn_values(turn))]
        counted = {kind: sum(turn.verdict is kind for turn in new) for kind in Verdict}
        return _save(
            unit,
            replace(
                known,
                state=WorkState.DONE if done >= total else WorkState.RUNNING,
                done=done,
                total=total,
                turns=known.turns + len(new),
                hits=known.hits + counted[Verdict.HIT],
                misses=known.misses + counted[Verdict.MISS],
                none=known.none + counted[Verdict.NONE],
            ),
        )

    def stop(self, unit: Unit, shop: ShopId, trial: TrialId, reason: str = "") -> Trial:
        """Cancel a trial, or end it as failed with a reason; what it found stays."""
        known = self._lock(unit, shop, trial)
        if known.state is not WorkState.RUNNING:
            return known
        self._jobs.cancel(unit, TRY_CHATS, trial)
        state = WorkState.FAILED if reason else WorkState.CANCELLED
        return _save(unit, replace(known, state=state, reason=reason))

    # ------------------------------------------------------------ reading

    def get(self, unit: Unit, shop: ShopId, trial: str) -> Trial:
        """Return one trial; `trial_not_found` (404)."""
        row = unit.one(store.TRIAL, {"shop_id": shop, "id": trial})
        if row is None:
            raise not_found("trial", trial)
        return store.trial_of(row)

    def page(self, unit: Unit, shop: ShopId, before: str = NEWEST, limit: int = 50) -> list[Trial]:
        """Return up to `limit` trials, newest first."""
        rows = unit.all(store.TRIALS, {"shop_id": shop, "before": before, "page": limit})
        return [store.trial_of(row) for row in rows]

    def turns(
        self,
        unit: Unit,
        shop: ShopId,
        trial: TrialId,
        after: tuple[str, int] = ("", 0),
        limit: int = 50,
        *,
        verdict: str = "",
        scenario: str = "",
    ) -> list[TrialTurn]:
        """Return up to `limit` turns of a trial after (`conversation`, `seq`)."""
        asked: dict[str, Value] = {"verdict": verdict, "scenario": scenario, "page": limit}
        rows = unit.all(
            store.TURNS,
            {"shop_id": shop, "trial_id": trial, "after_id": after[0], "after_seq": after[1], **asked},
        )
        return [store.turn_of(row) for row in rows]

    def scenarios(self, unit: Unit, shop: ShopId, trial: TrialId) -> Mapping[str, Mapping[Verdict, int]]:
        """Return per scenario how many turns came to what."""
        rows = unit.all(store.SCENARIOS, {"shop_id": shop, "trial_id": trial})
        found: dict[str, dict[Verdict, int]] = {}
        for scenario, came_to, count in rows:
            found.setdefault(str(scenario), {})[Verdict(str(came_to))] = int(count or 0)
        return found

    def _lock(self, unit: Unit, shop: ShopId, trial: TrialId) -> Trial:
        row = unit.one(store.LOCK_TRIAL, {"shop_id": shop, "id": trial})
        if row is None:
            raise not_found("trial", trial)
        return store.trial_of(row)


def _as_then(head: Conversation, answered: int, heard: int) -> Conversation:
    """Return the head as it stood before a turn, as far as the bot looks at it."""
    return msgspec.structs.replace(head, answered=answered, heard_seq=heard, last_seq=heard)


def _asked(each: Round) -> str:
    return "\n".join(text for text in (words(message.content).strip() for message in each.asked) if text)


def _save(unit: Unit, trial: Trial) -> Trial:
    saved = replace(trial, updated_ms=unit.now_ms)
    unit.run(store.SAVE_TRIAL, store.trial_values(saved))
    return saved

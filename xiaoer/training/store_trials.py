"""Tables of trials and of their turns."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import BigInteger, Column, Integer, Table, Text, and_, bindparam, func, or_, select

from xiaoer.base.ids import ConversationId, ShopId
from xiaoer.infra.database.statement import Row, Statement, Value, metadata
from xiaoer.infra.database.upsert import insert_or_ignore, insert_or_update
from xiaoer.training.model import Trial, TrialId, TrialTurn, Verdict, WorkState

trials = Table(
    "training_trials",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("from_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("turns", Integer, nullable=False),
    Column("hits", Integer, nullable=False),
    Column("misses", Integer, nullable=False),
    Column("none", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("updated_ms", BigInteger, nullable=False),
)
turns = Table(
    "training_trial_turns",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("trial_id", Text, primary_key=True),
    Column("conversation_id", Text, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("scenario", Text, nullable=False),
    Column("asked", Text, nullable=False),
    Column("said_by_person", Text, nullable=False),
    Column("said_by_bot", Text, nullable=False),
    Column("likeness_permille", Integer, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("changes", Integer, nullable=False),
)

_t, _u = trials.c, turns.c
_trial = (_t.shop_id == bindparam("shop_id"), _t.id == bindparam("id"))
ADD_TRIAL: Final = insert_or_ignore(trials, ["shop_id", "id"])
SAVE_TRIAL: Final = insert_or_update(trials, ["shop_id", "id"])
TRIAL: Final = Statement(select(trials).where(*_trial))
LOCK_TRIAL: Final = Statement(select(trials).where(*_trial), select(trials).where(*_trial).with_for_update())
TRIALS: Final = Statement(
    select(trials)
    .where(_t.shop_id == bindparam("shop_id"), _t.id < bindparam("before"))
    .order_by(_t.id.desc())
    .limit(bindparam("page"))
)
ADD_TURN: Final = insert_or_ignore(turns, ["shop_id", "trial_id", "conversation_id", "seq"])
_of_trial = (_u.shop_id == bindparam("shop_id"), _u.trial_id == bindparam("trial_id"))
TURNS: Final = Statement(
    select(turns)
    .where(
        *_of_trial,
        or_(bindparam("verdict") == "", _u.verdict == bindparam("verdict")),
        or_(bindparam("scenario") == "", _u.scenario == bindparam("scenario")),
        or_(
            _u.conversation_id > bindparam("after_id"),
            and_(_u.conversation_id == bindparam("after_id"), _u.seq > bindparam("after_seq")),
        ),
    )
    .order_by(_u.conversation_id, _u.seq)
    .limit(bindparam("page"))
)
SCENARIOS: Final = Statement(
    select(_u.scenario, _u.verdict, func.count())
    .where(*_of_trial)
    .group_by(_u.scenario, _u.verdict)
    .order_by(_u.scenario, _u.verdict)
)


def trial_values(trial: Trial) -> dict[str, Value]:
    """Return the row of a trial."""
    return {
        "shop_id": trial.shop,
        "id": trial.id,
        "from_ms": trial.from_ms,
        "until_ms": trial.until_ms,
        "state": trial.state.value,
        "done": trial.done,
        "total": trial.total,
        "turns": trial.turns,
        "hits": trial.hits,
        "misses": trial.misses,
        "none": trial.none,
        "reason": trial.reason,
        "made_by": trial.made_by,
        "made_ms": trial.made_ms,
        "updated_ms": trial.updated_ms,
    }


def trial_of(row: Row) -> Trial:
    """Return the trial of a row (columns in table order)."""
    of: Mapping[str, Value] = dict(zip(_t.keys(), row, strict=True))
    return Trial(
        shop=ShopId(str(of["shop_id"])),
        id=TrialId(str(of["id"])),
        from_ms=int(of["from_ms"] or 0),
        until_ms=int(of["until_ms"] or 0),
        state=WorkState(str(of["state"])),
        done=int(of["done"] or 0),
        total=int(of["total"] or 0),
        turns=int(of["turns"] or 0),
        hits=int(of["hits"] or 0),
        misses=int(of["misses"] or 0),
        none=int(of["none"] or 0),
        reason=str(of["reason"]),
        made_by=str(of["made_by"]),
        made_ms=int(of["made_ms"] or 0),
        updated_ms=int(of["updated_ms"] or 0),
    )


def turn_values(turn: TrialTurn) -> dict[str, Value]:
    """Return the row of one turn of a trial."""
    return {
        "shop_id": turn.shop,
        "trial_id": turn.trial,
        "conversation_id": turn.conversation,
        "seq": turn.seq,
        "at_ms": turn.at_ms,
        "scenario": turn.scenario,
        "asked": turn.asked,
        "said_by_person": turn.said_by_person,
        "said_by_bot": turn.said_by_bot,
        "likeness_permille": round(turn.likeness * 1000),
        "verdict": turn.verdict.value,
        "changes": turn.changes,
    }


def turn_of(row: Row) -> TrialTurn:
    """Return the turn of a row (columns in table order)."""
    shop, trial, conversation, seq, at_ms, scenario, asked, person, bot, likeness, verdict, changes = row
    return TrialTurn(
        ShopId(str(shop)),
        TrialId(str(trial)),
        ConversationId(str(conversation)),
        int(seq or 0),
        int(at_ms or 0),
        str(scenario),
        str(asked),
        str(person),
        str(bot),
        int(likeness or 0) / 1000,
        Verdict(str(verdict)),
        int(changes or 0),
    )

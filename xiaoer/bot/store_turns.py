"""What each turn of the bot came to, one row a turn: for reports, unanswered questions and trials. Hot."""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, bindparam, func, or_, select

from xiaoer.base.ids import ConversationId, ShopId
from xiaoer.bot.model import Outcome, TurnRecord
from xiaoer.infra.database.statement import Row, Statement, Value, metadata
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.database.upsert import insert_or_ignore

turns = Table(
    "bot_turns",
    metadata,
    Column("shop_id", Text, nullable=False),
    Column("conversation_id", Text, primary_key=True),
    Column("answered", Integer, primary_key=True, autoincrement=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("scenario", Text, nullable=False),
    Column("intent", Text, nullable=False),
    Column("sure_permille", Integer, nullable=False),
    Column("stage", Text, nullable=False),
    Column("think_us", Integer, nullable=False),
    Column("product_id", Text, nullable=False),
)
Index("bot_turns_time", turns.c.shop_id, turns.c.at_ms)

_t = turns.c
_SAVE: Final = insert_or_ignore(turns, ["conversation_id", "answered"])
_SINCE: Final = Statement(
    select(turns)
    .where(
        _t.shop_id == bindparam("shop_id"), _t.at_ms >= bindparam("from_ms"), _t.at_ms < bindparam("until_ms")
    )
    .order_by(_t.at_ms, _t.conversation_id, _t.answered)
    .limit(bindparam("most"))
)

_newest = (
    select(_t.intent)
    .where(_t.shop_id == bindparam("shop_id"), _t.at_ms >= bindparam("from_ms"))
    .where(or_(*(_t.outcome == met.value for met in (Outcome.ANSWERED, Outcome.CHANGED, Outcome.ASKED))))
    .order_by(_t.at_ms.desc())
    .limit(bindparam("most"))
    .subquery()
)
_OFTEN: Final = Statement(
    select(_newest.c.intent, func.count())
    .group_by(_newest.c.intent)
    .order_by(func.count().desc(), _newest.c.intent)
    .limit(30)
)


def asked_often(unit: Unit, shop: ShopId, from_ms: int, most: int) -> list[tuple[str, int]]:
    """Return (intent or wish, how often) of the newest `most` turns since `from_ms`, commonest first."""
    rows = unit.all(_OFTEN, {"shop_id": shop, "from_ms": from_ms, "most": most})
    return [(str(intent), int(count or 0)) for intent, count in rows]


def save_turn(unit: Unit, record: TurnRecord) -> None:
    """Keep what a turn came to; the first word about a turn stands."""
    unit.put(
        _SAVE,
        {
            "shop_id": record.shop,
            "conversation_id": record.conversation,
            "answered": record.answered,
            "at_ms": record.at_ms,
            "outcome": record.outcome.value,
            "scenario": record.scenario,
            "intent": record.intent,
            "sure_permille": round(record.sure * 1000),
            "stage": record.stage,
            "think_us": record.think_us,
            "product_id": record.product,
        },
    )


def turns_between(unit: Unit, shop: ShopId, from_ms: int, until_ms: int, most: int) -> list[TurnRecord]:
    """Return up to `most` turns of a shop from `from_ms` until before `until_ms`, oldest first."""
    values: dict[str, Value] = {"shop_id": shop, "from_ms": from_ms, "until_ms": until_ms, "most": most}
    return [_turn_of(row) for row in unit.all(_SINCE, values)]


def _turn_of(row: Row) -> TurnRecord:
    shop, conversation, answered, at_ms, outcome, scenario, intent, sure, stage, think_us, product = row
    return TurnRecord(
        ShopId(str(shop)),
        ConversationId(str(conversation)),
        int(answered or 0),
        int(at_ms or 0),
        Outcome(str(outcome)),
        str(scenario),
        str(intent),
        int(sure or 0) / 1000,
        str(stage),
        int(think_us or 0),
        str(product),
    )

"""Tables of what the bot could not answer: the turns, their groups, and how far they were gathered."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    Table,
    Text,
    and_,
    bindparam,
    func,
    or_,
    select,
    update,
)

from xiaoer.base.ids import ConversationId, ProductId, ShopId
from xiaoer.infra.database.statement import Row, Statement, Value, metadata
from xiaoer.infra.database.upsert import insert_or_ignore, insert_or_update
from xiaoer.training.model import Group, GroupId, GroupState, Missed

questions = Table(
    "training_questions",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("conversation_id", Text, primary_key=True),
    Column("answered", Integer, primary_key=True, autoincrement=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("words", Text, nullable=False),
    Column("scenario", Text, nullable=False),
    Column("intent", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("product_id", Text, nullable=False),
    Column("group_id", Text, nullable=False),
    Column("learned", Integer, nullable=False),  # 1 when it was looked at what a person replied
)
Index("training_questions_group", questions.c.shop_id, questions.c.group_id, questions.c.at_ms)
Index("training_questions_learned", questions.c.shop_id, questions.c.learned, questions.c.at_ms)

groups = Table(
    "training_groups",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("question", Text, nullable=False),
    Column("scenario", Text, nullable=False),
    Column("product_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Column("again", Integer, nullable=False),
    Column("first_ms", BigInteger, nullable=False),
    Column("last_ms", BigInteger, nullable=False),
    Column("entry", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_ms", BigInteger, nullable=False),
)
Index("training_groups_state", groups.c.shop_id, groups.c.state, groups.c["count"], groups.c.id)

marks = Table(
    "training_marks",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),  # turns before this moment were gathered
)

_q, _g = questions.c, groups.c
ADD_QUESTION: Final = insert_or_ignore(questions, ["shop_id", "conversation_id", "answered"])
OF_GROUP: Final = Statement(
    select(questions)
    .where(_q.shop_id == bindparam("shop_id"), _q.group_id == bindparam("group_id"))
    .order_by(_q.at_ms.desc(), _q.conversation_id, _q.answered)
    .limit(bindparam("page"))
)
UNLEARNED: Final = Statement(
    select(questions)
    .where(_q.shop_id == bindparam("shop_id"), _q.learned == 0, _q.at_ms < bindparam("before_ms"))
    .order_by(_q.at_ms, _q.conversation_id, _q.answered)
    .limit(bindparam("page"))
)
LEARNED: Final = Statement(
    update(questions)
    .where(
        _q.shop_id == bindparam("shop"),
        _q.conversation_id == bindparam("conversation"),
        _q.answered == bindparam("upto"),
    )
    .values(learned=1)
)

_this = (_g.shop_id == bindparam("shop_id"), _g.id == bindparam("id"))
SAVE_GROUP: Final = insert_or_update(groups, ["shop_id", "id"])
GROUP: Final = Statement(select(groups).where(*_this))
LOCK_GROUP: Final = Statement(select(groups).where(*_this), select(groups).where(*_this).with_for_update())
NEWEST_GROUPS: Final = Statement(
    select(groups)
    .where(_g.shop_id == bindparam("shop_id"))
    .order_by(_g.last_ms.desc(), _g.id)
    .limit(bindparam("page"))
)
_before = or_(
    _g["count"] < bindparam("before_count"),
    and_(_g["count"] == bindparam("before_count"), _g.id > bindparam("after_id")),
)
GROUPS: Final = Statement(
    select(groups)
    .where(
        _g.shop_id == bindparam("shop_id"),
        or_(bindparam("state") == "", _g.state == bindparam("state")),
        or_(bindparam("scenario") == "", _g.scenario == bindparam("scenario")),
        _before,
    )
    .order_by(_g["count"].desc(), _g.id)
    .limit(bindparam("page"))
)
GROUP_COUNTS: Final = Statement(
    select(_g.state, func.count(), func.sum(_g["count"]))
    .where(_g.shop_id == bindparam("shop_id"))
    .group_by(_g.state)
    .order_by(_g.state)
)

MARK: Final = Statement(select(marks.c.at_ms).where(marks.c.shop_id == bindparam("shop_id")))
SAVE_MARK: Final = insert_or_update(marks, ["shop_id"])


def question_values(missed: Missed) -> dict[str, Value]:
    """Return the row of a missed turn."""
    return {
        "shop_id": missed.shop,
        "conversation_id": missed.conversation,
        "answered": missed.answered,
        "at_ms": missed.at_ms,
        "words": missed.words,
        "scenario": missed.scenario,
        "intent": missed.intent,
        "outcome": missed.outcome,
        "product_id": missed.product or "",
        "group_id": missed.group,
        "learned": int(missed.learned),
    }


def missed_of(row: Row) -> Missed:
    """Return the missed turn of a row (columns in table order)."""
    shop, conversation, answered, at_ms, words, scenario, intent, outcome, product, group, learned = row
    return Missed(
        ShopId(str(shop)),
        ConversationId(str(conversation)),
        int(answered or 0),
        int(at_ms or 0),
        str(words),
        str(scenario),
        str(intent),
        str(outcome),
        ProductId(str(product)) if product else None,
        GroupId(str(group)),
        bool(learned),
    )


def group_values(group: Group) -> dict[str, Value]:
    """Return the row of a group."""
    return {
        "shop_id": group.shop,
        "id": group.id,
        "question": group.question,
        "scenario": group.scenario,
        "product_id": group.product or "",
        "state": group.state.value,
        "count": group.count,
        "again": group.again,
        "first_ms": group.first_ms,
        "last_ms": group.last_ms,
        "entry": group.entry,
        "decided_by": group.decided_by,
        "decided_ms": group.decided_ms,
    }


def group_of(row: Row) -> Group:
    """Return the group of a row (columns in table order)."""
    of: Mapping[str, Value] = dict(zip(_g.keys(), row, strict=True))
    return Group(
        ShopId(str(of["shop_id"])),
        GroupId(str(of["id"])),
        str(of["question"]),
        str(of["scenario"]),
        ProductId(str(of["product_id"])) if of["product_id"] else None,
        GroupState(str(of["state"])),
        int(of["count"] or 0),
        int(of["again"] or 0),
        int(of["first_ms"] or 0),
        int(of["last_ms"] or 0),
        str(of["entry"]),
        str(of["decided_by"]),
        int(of["decided_ms"] or 0),
    )

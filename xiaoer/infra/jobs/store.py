"""The table of jobs."""

from typing import Final

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    or_,
    select,
    update,
)

from xiaoer.base.ids import ConversationId, JobId, ShopId
from xiaoer.infra.database.statement import Row, Statement, metadata
from xiaoer.infra.database.upsert import insert_or_ignore
from xiaoer.infra.jobs.model import DeadJob, Job

jobs = Table(
    "jobs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("shop_id", Text, nullable=False),
    Column("conversation_id", Text),
    Column("payload", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_ms", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("token", Integer, nullable=False),
    Column("leased_by", Text, nullable=False),
    Column("leased_until_ms", BigInteger, nullable=False),
    Column("last_error", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("updated_ms", BigInteger, nullable=False),
    UniqueConstraint("kind", "key", name="jobs_key"),
)
Index("jobs_state", jobs.c.state, jobs.c.due_ms)
Index("jobs_shop_state", jobs.c.shop_id, jobs.c.state, jobs.c.id)

_j = jobs.c
_due = (_j.state == "waiting") & (_j.due_ms <= bindparam("now_ms", type_=BigInteger))
_lost = (_j.state == "running") & (_j.leased_until_ms < bindparam("now_ms", type_=BigInteger))
_ready = or_(_due, _lost)

ADD: Final = insert_or_ignore(jobs, ["kind", "key"])
CANCEL: Final = Statement(
    update(jobs)
    .where(_j.kind == bindparam("of_kind"), _j.key == bindparam("of_key"), _j.state == "waiting")
    .values(state="cancelled", updated_ms=bindparam("now_ms"))
)
READY: Final = Statement(
    select(_j.id).where(_ready).order_by(_j.due_ms, _j.id).limit(bindparam("page")),
    select(_j.id)
    .where(_ready)
    .order_by(_j.due_ms, _j.id)
    .limit(bindparam("page"))
    .with_for_update(skip_locked=True),
)
CLAIM: Final = Statement(
    update(jobs)
    .where(_j.id == bindparam("of_id"), _ready)
    .values(
        state="running",
        attempts=_j.attempts + 1,
        token=_j.token + 1,
        leased_by=bindparam("owner"),
        leased_until_ms=bindparam("until_ms"),
        updated_ms=bindparam("now_ms"),
    )
    .returning(
        _j.id, _j.kind, _j.key, _j.shop_id, _j.conversation_id, _j.payload, _j.due_ms, _j.attempts, _j.token
    )
)
_mine = (_j.id == bindparam("of_id"), _j.token == bindparam("of_token"), _j.state == "running")
FINISH: Final = Statement(
    update(jobs).where(*_mine).values(state="done", last_error="", updated_ms=bindparam("now_ms"))
)
FAIL: Final = Statement(
    update(jobs)
    .where(*_mine)
    .values(
        state=bindparam("to"),
        due_ms=bindparam("next_ms"),
        last_error=bindparam("error"),
        updated_ms=bindparam("now_ms"),
    )
)
RELEASE: Final = Statement(
    update(jobs)
    .where(_j.leased_by == bindparam("owner"), _j.state == "running")
    .values(
        state="waiting",
        attempts=_j.attempts - 1,
        token=_j.token + 1,
        leased_until_ms=0,
        updated_ms=bindparam("now_ms"),
    )
)
RENEW: Final = Statement(update(jobs).where(*_mine).values(leased_until_ms=bindparam("until_ms")))
REVIVE: Final = Statement(
    update(jobs)
    .where(_j.id == bindparam("of_id"), _j.shop_id == bindparam("of_shop"), _j.state == "dead")
    .values(state="waiting", attempts=0, due_ms=bindparam("now_ms"), updated_ms=bindparam("now_ms"))
)
DEAD: Final = Statement(
    select(_j.id, _j.kind, _j.key, _j.conversation_id, _j.attempts, _j.last_error, _j.updated_ms)
    .where(_j.shop_id == bindparam("of_shop"), _j.state == "dead", _j.id > bindparam("after"))
    .order_by(_j.id)
    .limit(bindparam("page"))
)
ANY_READY: Final = Statement(select(_j.id).where(_ready).limit(1))
OPEN: Final = Statement(
    select(func.count()).where(
        or_((_j.state == "waiting") & (_j.due_ms <= bindparam("now_ms")), _j.state == "running")
    )
)

_decode = msgspec.json.Decoder(dict[str, str | int]).decode


def job_of(row: Row) -> Job:
    """Return the job of a claimed row."""
    identifier, kind, key, shop, conversation, payload, due_ms, attempts, token = row
    return Job(
        JobId(str(identifier)),
        str(kind),
        str(key),
        ShopId(str(shop)),
        None if conversation is None else ConversationId(str(conversation)),
        _decode(str(payload)),
        int(due_ms or 0),
        int(attempts or 0),
        int(token or 0),
    )


def dead_job_of(row: Row) -> DeadJob:
    """Return the dead job of a row of DEAD."""
    identifier, kind, key, conversation, attempts, error, updated_ms = row
    return DeadJob(
        JobId(str(identifier)),
        str(kind),
        str(key),
        None if conversation is None else ConversationId(str(conversation)),
        int(attempts or 0),
        str(error),
        int(updated_ms or 0),
    )

"""Tables of drafts and of the files that they are read from. Lists and sources are JSON text."""

from collections.abc import Mapping
from typing import Final

import msgspec
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

from xiaoer.base.ids import ProductId, ShopId
from xiaoer.infra.database.statement import Row, Statement, Value, metadata
from xiaoer.infra.database.upsert import insert_or_ignore, insert_or_update
from xiaoer.training.model import (
    Draft,
    DraftId,
    DraftState,
    Reading,
    ReadingId,
    Skipped,
    Source,
    SourceKind,
    WorkState,
)

drafts = Table(
    "training_drafts",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("question", Text, nullable=False),
    Column("similar", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("product_id", Text, nullable=False),
    Column("intent", Text, nullable=False),
    Column("source_kind", Text, nullable=False),
    Column("source_file", Text, nullable=False),
    Column("source_place", Text, nullable=False),
    Column("source_quote", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("confidence_permille", Integer, nullable=False),
    Column("entry", Text, nullable=False),
    Column("reading_id", Text, nullable=False),
    Column("release", Integer, nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_ms", BigInteger, nullable=False),
)
Index("training_drafts_state", drafts.c.shop_id, drafts.c.state, drafts.c.made_ms, drafts.c.id)

readings = Table(
    "training_readings",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("product_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("drafts", Integer, nullable=False),
    Column("skipped", Text, nullable=False),
    Column("skipped_count", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("updated_ms", BigInteger, nullable=False),
)

_d, _r = drafts.c, readings.c
_this = (_d.shop_id == bindparam("shop_id"), _d.id == bindparam("id"))
ADD_DRAFT: Final = insert_or_ignore(drafts, ["shop_id", "id"])
SAVE_DRAFT: Final = insert_or_update(drafts, ["shop_id", "id"])
DRAFT: Final = Statement(select(drafts).where(*_this))
LOCK_DRAFT: Final = Statement(select(drafts).where(*_this), select(drafts).where(*_this).with_for_update())
_in_shop = _d.shop_id == bindparam("shop_id")
_listed = (
    _in_shop,
    or_(bindparam("state") == "", _d.state == bindparam("state")),
    or_(bindparam("kind") == "", _d.source_kind == bindparam("kind")),
    or_(bindparam("reading") == "", _d.reading_id == bindparam("reading")),
    or_(
        _d.made_ms < bindparam("before_ms"),
        and_(_d.made_ms == bindparam("before_ms"), _d.id < bindparam("before_id")),
    ),
)
_found = {
    name: or_(
        bindparam("q") == "", find(_d.question, bindparam("q")) > 0, find(_d.answer, bindparam("q")) > 0
    )
    for name, find in (("sqlite", func.instr), ("postgresql", func.strpos))
}
_page = select(drafts).order_by(_d.made_ms.desc(), _d.id.desc()).limit(bindparam("page"))
DRAFTS: Final = Statement(
    _page.where(*_listed, _found["sqlite"]), _page.where(*_listed, _found["postgresql"])
)
PROPOSED: Final = Statement(
    select(drafts)
    .where(_in_shop, _d.state == DraftState.PROPOSED.value)
    .order_by(_d.made_ms.desc(), _d.id.desc())
    .limit(bindparam("page"))
)
COUNTS: Final = Statement(
    select(_d.state, func.count()).where(_in_shop).group_by(_d.state).order_by(_d.state)
)

_reading = (_r.shop_id == bindparam("shop_id"), _r.id == bindparam("id"))
ADD_READING: Final = insert_or_ignore(readings, ["shop_id", "id"])
READING: Final = Statement(select(readings).where(*_reading))
LOCK_READING: Final = Statement(
    select(readings).where(*_reading), select(readings).where(*_reading).with_for_update()
)
READINGS: Final = Statement(
    select(readings)
    .where(_r.shop_id == bindparam("shop_id"), _r.id < bindparam("before"))
    .order_by(_r.id.desc())
    .limit(bindparam("page"))
)
RUNNING_OF_DIGEST: Final = Statement(
    select(readings)
    .where(
        _r.shop_id == bindparam("shop_id"),
        _r.digest == bindparam("digest"),
        _r.state == WorkState.RUNNING.value,
    )
    .order_by(_r.id)
    .limit(1)
)
_ADVANCED: Final = ("state", "kind", "done", "total", "drafts", "skipped", "skipped_count", "code", "reason")
ADVANCE_READING: Final = Statement(
    update(readings)
    .where(_r.shop_id == bindparam("shop"), _r.id == bindparam("this"))
    .values({name: bindparam(f"new_{name}") for name in (*_ADVANCED, "updated_ms")})
)

_encode = msgspec.json.Encoder().encode
_texts = msgspec.json.Decoder(tuple[str, ...]).decode
_skipped = msgspec.json.Decoder(tuple[Skipped, ...]).decode


def draft_values(draft: Draft) -> dict[str, Value]:
    """Return the row of a draft."""
    source = draft.source
    return {
        "shop_id": draft.shop,
        "id": draft.id,
        "question": draft.question,
        "similar": _encode(draft.similar).decode(),
        "answer": draft.answer,
        "product_id": draft.product or "",
        "intent": draft.intent,
        "source_kind": source.kind.value,
        "source_file": source.file,
        "source_place": source.place,
        "source_quote": source.quote,
        "state": draft.state.value,
        "reason": draft.reason,
        "confidence_permille": round(draft.confidence * 1000),
        "entry": draft.entry,
        "reading_id": draft.reading,
        "release": draft.release,
        "made_ms": draft.made_ms,
        "decided_by": draft.decided_by,
        "decided_ms": draft.decided_ms,
    }


def draft_of(row: Row) -> Draft:
    """Return the draft of a row (columns in table order)."""
    of: Mapping[str, Value] = dict(zip(_d.keys(), row, strict=True))
    return Draft(
        shop=ShopId(str(of["shop_id"])),
        id=DraftId(str(of["id"])),
        question=str(of["question"]),
        answer=str(of["answer"]),
        source=Source(
            SourceKind(str(of["source_kind"])),
            str(of["source_file"]),
            str(of["source_place"]),
            str(of["source_quote"]),
        ),
        similar=_texts(str(of["similar"])),
        product=ProductId(str(of["product_id"])) if of["product_id"] else None,
        intent=str(of["intent"]),
        state=DraftState(str(of["state"])),
        reason=str(of["reason"]),
        confidence=int(of["confidence_permille"] or 0) / 1000,
        entry=str(of["entry"]),
        reading=str(of["reading_id"]),
        release=int(of["release"] or 0),
        made_ms=int(of["made_ms"] or 0),
        decided_by=str(of["decided_by"]),
        decided_ms=int(of["decided_ms"] or 0),
    )


def reading_values(reading: Reading) -> dict[str, Value]:
    """Return the row of a reading."""
    return {
        "shop_id": reading.shop,
        "id": reading.id,
        "name": reading.name,
        "digest": reading.digest,
        "size": reading.size,
        "product_id": reading.product or "",
        "state": reading.state.value,
        "kind": reading.kind,
        "done": reading.done,
        "total": reading.total,
        "drafts": reading.drafts,
        "skipped": _encode(reading.skipped).decode(),
        "skipped_count": reading.skipped_count,
        "code": reading.code,
        "reason": reading.reason,
        "made_by": reading.made_by,
        "made_ms": reading.made_ms,
        "updated_ms": reading.updated_ms,
    }


def reading_advance(reading: Reading) -> dict[str, Value]:
    """Return the parameters of ADVANCE_READING."""
    row = reading_values(reading)
    new = {f"new_{name}": row[name] for name in (*_ADVANCED, "updated_ms")}
    return {"shop": reading.shop, "this": reading.id, **new}


def reading_of(row: Row) -> Reading:
    """Return the reading of a row."""
    of: Mapping[str, Value] = dict(zip(_r.keys(), row, strict=True))
    return Reading(
        id=ReadingId(str(of["id"])),
        shop=ShopId(str(of["shop_id"])),
        name=str(of["name"]),
        digest=str(of["digest"]),
        size=int(of["size"] or 0),
        product=ProductId(str(of["product_id"])) if of["product_id"] else None,
        state=WorkState(str(of["state"])),
        kind=str(of["kind"]),
        done=int(of["done"] or 0),
        total=int(of["total"] or 0),
        drafts=int(of["drafts"] or 0),
        skipped=_skipped(str(of["skipped"])),
        skipped_count=int(of["skipped_count"] or 0),
        code=str(of["code"]),
        reason=str(of["reason"]),
        made_by=str(of["made_by"]),
        made_ms=int(of["made_ms"] or 0),
        updated_ms=int(of["updated_ms"] or 0),
    )

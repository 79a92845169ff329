"""The table of imports. What a person reads of one (tables, problems, counts) is JSON text."""

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
    bindparam,
    literal_column,
    select,
    update,
)

from xiaoer.base.ids import ImportId, ShopId, StaffId
from xiaoer.infra.database.statement import Row, Statement, Value, metadata
from xiaoer.infra.database.upsert import insert_or_ignore, insert_or_update
from xiaoer.onboarding.model import (
    Import,
    ImportState,
    Problem,
    TablePreview,
    Tally,
    UploadedFile,
)

imports = Table(
    "imports",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("staff_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("files", Text, nullable=False),
    Column("files_key", Text, nullable=False),
    Column("round", Integer, nullable=False),  # how many imports of the same files went before
    Column("tables", Text, nullable=False),
    Column("problems", Text, nullable=False),
    Column("problem_count", Integer, nullable=False),
    Column("mapping", Text, nullable=False),
    Column("skip_bad", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("tally", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("updated_ms", BigInteger, nullable=False),
)
_c = imports.c
Index("imports_files", _c.shop_id, _c.files_key, _c["round"], unique=True)

ADD: Final = insert_or_ignore(imports, ["shop_id", "files_key", "round"])
SAVE: Final = insert_or_update(imports, ["shop_id", "id"])
_this = (_c.shop_id == bindparam("shop_id"), _c.id == bindparam("id"))
GET: Final = Statement(select(imports).where(*_this))
LOCK: Final = Statement(select(imports).where(*_this), select(imports).where(*_this).with_for_update())
ADVANCE: Final = Statement(
    update(imports)
    .where(_c.shop_id == bindparam("shop"), _c.id == bindparam("this"))
    .values({name: bindparam(f"new_{name}") for name in ("state", "done", "tally", "updated_ms")})
)
SHOP_OF: Final = Statement(select(_c.shop_id).where(_c.id == bindparam("id")))
LATEST_OF_FILES: Final = Statement(
    select(imports)
    .where(_c.shop_id == bindparam("shop_id"), _c.files_key == bindparam("files_key"))
    .order_by(_c["round"].desc())
    .limit(1)
)
_LONG: Final = ("tables", "problems")  # a list of imports does without
PAGE: Final = Statement(
    select(*(literal_column("'[]'").label(c.name) if c.name in _LONG else c for c in imports.columns))
    .where(_c.shop_id == bindparam("shop_id"), _c.id < bindparam("before"))
    .order_by(_c.id.desc())
    .limit(bindparam("page"))
)

_encode = msgspec.json.Encoder().encode
_files = msgspec.json.Decoder(tuple[UploadedFile, ...]).decode
_tables = msgspec.json.Decoder(tuple[TablePreview, ...]).decode
_problems = msgspec.json.Decoder(tuple[Problem, ...]).decode
_mapping = msgspec.json.Decoder(dict[str, str]).decode
_tally = msgspec.json.Decoder(Tally).decode


def values(import_: Import, round_: int) -> dict[str, Value]:
    """Return the row of an import."""
    return {
        "shop_id": import_.shop,
        "id": import_.id,
        "staff_id": import_.staff or "",
        "state": import_.state.value,
        "format": import_.format,
        "files": _text(import_.files),
        "files_key": import_.files_key,
        "round": round_,
        "tables": _text(import_.tables),
        "problems": _text(import_.problems),
        "problem_count": import_.problem_count,
        "mapping": _text(import_.mapping),
        "skip_bad": int(import_.skip_bad),
        "done": import_.done,
        "total": import_.total,
        "tally": _text(import_.tally),
        "created_ms": import_.created_ms,
        "updated_ms": import_.updated_ms,
    }


def advanced(import_: Import) -> dict[str, Value]:
    """Return the parameters of ADVANCE: what a chunk changes of an import."""
    return {
        "shop": import_.shop,
        "this": import_.id,
        "new_state": import_.state.value,
        "new_done": import_.done,
        "new_tally": _text(import_.tally),
        "new_updated_ms": import_.updated_ms,
    }


def import_of(row: Row) -> Import:
    """Return the import of a row (columns in table order)."""
    of: Mapping[str, Value] = dict(zip(imports.c.keys(), row, strict=True))
    return Import(
        id=ImportId(str(of["id"])),
        shop=ShopId(str(of["shop_id"])),
        staff=StaffId(str(of["staff_id"])) if of["staff_id"] else None,
        state=ImportState(str(of["state"])),
        format=str(of["format"]),
        files=_files(str(of["files"])),
        files_key=str(of["files_key"]),
        tables=_tables(str(of["tables"])),
        problems=_problems(str(of["problems"])),
        problem_count=int(of["problem_count"] or 0),
        mapping=_mapping(str(of["mapping"])),
        skip_bad=bool(of["skip_bad"]),
        done=int(of["done"] or 0),
        total=int(of["total"] or 0),
        tally=_tally(str(of["tally"])),
        created_ms=int(of["created_ms"] or 0),
        updated_ms=int(of["updated_ms"] or 0),
    )


def round_of(row: Row) -> int:
    """Return how many imports of the same files went before the one of a row."""
    return int(row[imports.c.keys().index("round")] or 0)


def _text(value: object) -> str:
    return _encode(value).decode()

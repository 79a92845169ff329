"""From files to records: read, recognise each sheet, map its columns, let its format read it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from xiaoer.base.errors import invalid
from xiaoer.base.ids import ShopId
from xiaoer.base.sheets.headers import normal
from xiaoer.base.sheets.looks import look_of
from xiaoer.infra.sheets.reading import read_file
from xiaoer.onboarding.model import (
    Column,
    Field,
    Layout,
    MappedTable,
    Problem,
    Record,
    Sheet,
    TableKind,
    TablePreview,
)
from xiaoer.onboarding.ports import ExportFormat
from xiaoer.onboarding.rules.mapping import chosen, field_named, guess, kind_by_name, kind_of
from xiaoer.onboarding.rules.samples import sample_of

_LOOKED_AT: Final = 200  # rows that tell what a column's values look like
_ATTRIBUTE: Final = ("属性:", "属性.", "attributes.", "attribute:")
NamedFile = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a set of files came to."""

    format: str
    tables: tuple[TablePreview, ...]
    records: tuple[Record, ...]
    problems: tuple[Problem, ...]


def take(
    files: Sequence[NamedFile],
    formats: Sequence[ExportFormat],
    shop: ShopId,
    mapping: Mapping[str, str],
) -> Taken:
    """Return what the files hold. The same files and mapping always give the same records in the same order.

    `mapping` is a person's decision: header -> field name in English or Chinese, "" to leave a column
    out; it speaks of every table that has the header. An unknown field name raises `unknown_field`
    (422).
    """
    decided = _decided(mapping)
    readings = [read_file(name, data) for name, data in files]
    problems = [problem for reading in readings for problem in reading.problems]
    previews: list[TablePreview] = []
    tables: dict[str, list[MappedTable]] = {}
    for reading in readings:
        known = False
        for sheet in reading.sheets:
            table, preview = _recognise(sheet, formats, decided)
            previews.append(preview)
            if table is not None:
                known = True
                tables.setdefault(preview.format, []).append(table)
        if reading.sheets and not known:
            problems.append(_unknown(reading.sheets[0]))
    records: list[Record] = []
    for format_ in formats:
        if format_.name in tables:
            made = format_.read(tables[format_.name], shop)
            records.extend(made.values)
            problems.extend(made.problems)
    return Taken("+".join(sorted(tables)), tuple(previews), tuple(records), tuple(problems))


def _decided(mapping: Mapping[str, str]) -> dict[str, Field | None]:
    decided: dict[str, Field | None] = {}
    for header, name in mapping.items():
        field = field_named(name) if name.strip() else None
        if field is None and name.strip():
            raise invalid("unknown_field", f"There is no field {name!r}; docs/import.md lists them.")
        decided[normal(header)] = field
    return decided


def _recognise(
    sheet: Sheet, formats: Sequence[ExportFormat], decided: Mapping[str, Field | None]
) -> tuple[MappedTable | None, TablePreview]:
    """Return the table of the format that recognises the sheet best; None when it stays unknown."""
    best = max(formats, key=lambda format_: format_.recognises(sheet.headers))
    layout = best.layout(sheet.headers)
    columns = _columns(sheet, layout, decided)
    kind = layout.kind or _kind(sheet, columns)
    preview = TablePreview(
        sheet.file,
        sheet.name,
        best.name if kind else "",
        kind,
        tuple(
            Column(header, columns.get(header), _sample(sheet, place, columns.get(header)))
            for place, header in enumerate(sheet.headers)
        ),
        len(sheet.rows),
    )
    return (MappedTable(sheet, kind, _places(sheet, columns), _attributes(sheet)) if kind else None), preview


def _columns(sheet: Sheet, layout: Layout, decided: Mapping[str, Field | None]) -> dict[str, Field]:
    columns = dict(layout.columns)
    if layout.kind is None:
        # Only an unknown table is guessed at: a vendor's columns are either known or not wanted.
        looks = [look_of(_values(sheet, place)) for place in range(len(sheet.headers))]
        for header, field in guess(sheet.headers, looks, f"{sheet.name} {sheet.file}").items():
            if header not in columns and field not in columns.values():
                columns[header] = field
    return chosen(columns, decided, sheet.headers)


def _kind(sheet: Sheet, columns: Mapping[str, Field]) -> TableKind | None:
    kind = kind_of(columns.values())
    by_name = kind_by_name(sheet.name)
    if by_name is TableKind.PARCELS and {Field.ORDER, Field.WAYBILL} <= set(columns.values()):
        return by_name
    return kind


def _places(sheet: Sheet, columns: Mapping[str, Field]) -> dict[Field, tuple[int, ...]]:
    by_header = {header: place for place, header in enumerate(sheet.headers)}
    places: dict[Field, list[int]] = {}
    for header, field in columns.items():
        if header in by_header:
            places.setdefault(field, []).append(by_header[header])
    return {field: tuple(found) for field, found in places.items()}


def _attributes(sheet: Sheet) -> tuple[tuple[str, int], ...]:
    found: list[tuple[str, int]] = []
    for place, header in enumerate(sheet.headers):
        narrow = header.replace("：", ":")
        prefix = next((prefix for prefix in _ATTRIBUTE if narrow.lower().startswith(prefix)), None)
        if prefix is not None and len(narrow) > len(prefix):
            found.append((narrow[len(prefix) :].strip(), place))
    return tuple(found)


def _values(sheet: Sheet, place: int) -> list[str]:
    return [row.cells[place] for row in islice(sheet.rows, _LOOKED_AT)]


def _sample(sheet: Sheet, place: int, field: Field | None) -> str:
    return sample_of((row.cells[place] for row in sheet.rows), field)


def _unknown(sheet: Sheet) -> Problem:
    return Problem(
        sheet.file,
        0,
        "",
        "unknown_table",
        f"认不出这张表（{'、'.join(sheet.headers[:6])}…）：请指明订单号、商品ID、运单号、买家ID 是哪一列",
    )

"""What a column of an unknown table means: by its header, by the table it stands in, by its values."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from xiaoer.base.sheets.headers import normal
from xiaoer.base.sheets.looks import Look
from xiaoer.onboarding.model import Field, TableKind
from xiaoer.onboarding.rules.synonyms import BY_KIND, KIND_WORDS, OTHER_THINGS, SYNONYMS, VAGUE

_MOMENTS: Final = frozenset(
    {Field.CREATED, Field.PAID, Field.UPDATED, Field.PROMISED, Field.DELIVERED, Field.SCAN_AT}
)
_AMOUNTS: Final = frozenset({Field.TOTAL, Field.PRICE, Field.AMOUNT, Field.FREIGHT})
_NUMBERS: Final = frozenset({Look.MONEY, Look.COUNT, Look.NOTHING})
_UNIT: Final = re.compile(r"\([^)]*\)$")  # 实付金额(元)
_SHORTEST: Final = 2  # one character says too little inside a longer header
_GOOD_PART: Final = 0.4
# Kinds that their columns tell at once: all of the first, and one of the second where there are some.
_TOLD_BY: Final = (
    (TableKind.FAQS, frozenset({Field.QUESTION, Field.ANSWER}), frozenset[Field]()),
    (TableKind.PROMOTIONS, frozenset({Field.PROMOTION}), frozenset({Field.WINDOW, Field.TERM_DESCRIPTION})),
    (TableKind.PARCELS, frozenset({Field.WAYBILL}), frozenset({Field.SCAN_AT, Field.SCAN_STATUS})),
)
_PERSONAL: Final = frozenset({TableKind.ORDERS, TableKind.BUYERS, TableKind.PARCELS})


def guess(headers: Sequence[str], looks: Sequence[Look], name: str = "") -> dict[str, Field]:
    """Return header -> meaning for the columns whose meaning can be told.

    `looks` says of each column what its values look like; `name` is the name of the sheet and file.
    A header that is a known word wins over one that only contains it; each meaning is given once.
    """
    normals = [normal(header) for header in headers]
    found: dict[int, Field] = {}
    for place, header in enumerate(normals):
        if header in SYNONYMS:
            _give(found, place, SYNONYMS[header])
    kind = kind_of(found.values()) or kind_by_name(name)
    if kind is not None:
        for place, header in enumerate(normals):
            meaning = BY_KIND.get(kind, {}).get(_last(header))
            if meaning is not None and (place not in found or _last(header) == header):
                found.pop(place, None)
                _give(found, place, meaning)
    for place, header in enumerate(normals):
        if place not in found:
            meaning = _inside(header, looks[place])
            if meaning is not None:
                _give(found, place, meaning)
    _by_values(found, looks, kind)
    return {headers[place]: found[place] for place in sorted(found)}


def kind_of(fields: Collection[Field]) -> TableKind | None:
    """Return what the rows of a table with these columns are, None when it cannot be told."""
    has = frozenset(fields)
    for kind, all_of, any_of in _TOLD_BY:
        if all_of <= has and (not any_of or any_of & has):
            return kind
    if Field.ORDER in has:
        return _kind_with_order(has)
    if Field.PRODUCT in has and Field.TITLE in has:
        return TableKind.PRODUCTS
    return TableKind.BUYERS if Field.BUYER in has else None


def kind_by_name(name: str) -> TableKind | None:
    """Return what a sheet or file name says about its rows."""
    lowered = normal(name)
    return next((kind for kind, words in KIND_WORDS.items() if any(word in lowered for word in words)), None)


def field_named(text: str) -> Field | None:
    """Return the field of an English name, a Chinese title or another known word; None when unknown."""
    return SYNONYMS.get(normal(text))


def _kind_with_order(has: frozenset[Field]) -> TableKind:
    if Field.INVOICE_TITLE in has and not has & {Field.STATE, Field.TOTAL}:
        return TableKind.INVOICES
    if has & {Field.STATE, Field.TOTAL, Field.PAID, Field.BUYER}:
        return TableKind.ORDERS
    if Field.WAYBILL in has and not has & {Field.PRODUCT, Field.QUANTITY}:
        return TableKind.PARCELS
    return TableKind.ITEMS if has & {Field.PRODUCT, Field.TITLE} else TableKind.ORDERS


def _give(found: dict[int, Field], place: int, meaning: Field) -> None:
    if meaning not in found.values():
        found[place] = meaning


def _last(header: str) -> str:
    return header.rpartition(".")[2]


def _inside(header: str, look: Look) -> Field | None:
    """Return the meaning of the longest known word that the header ends with, if it is a good part of it.

    What a compound is stands at its end, in Chinese and in English: 收货人电话 is a phone.
    """
    last = _last(header)
    if last in SYNONYMS and last != header:
        return SYNONYMS[last]
    if any(word in header for word in OTHER_THINGS):
        return None
    bare = _UNIT.sub("", header)
    ends = (
        word
        for word, field in SYNONYMS.items()
        if len(word) >= max(_SHORTEST, _GOOD_PART * len(bare))
        and bare.endswith(word)
        and word not in VAGUE
        and _fits(field, look)
    )
    longest = max(ends, key=len, default=None)
    return None if longest is None else SYNONYMS[longest]


def _fits(field: Field, look: Look) -> bool:
    if field in _MOMENTS:
        return look in {Look.MOMENT, Look.NOTHING}
    if field in _AMOUNTS:
        return look in _NUMBERS
    if field is Field.QUANTITY:
        return look in {Look.COUNT, Look.NOTHING}
    if field is Field.PHONE:
        return look in {Look.PHONE, Look.NOTHING, Look.TEXT}
    return True


def _by_values(found: dict[int, Field], looks: Sequence[Look], kind: TableKind | None) -> None:
    if kind not in _PERSONAL or Field.PHONE in found.values():
        return
    phones = [place for place, look in enumerate(looks) if look is Look.PHONE and place not in found]
    if len(phones) == 1:
        found[phones[0]] = Field.PHONE


def chosen(
    guessed: Mapping[str, Field], decided: Mapping[str, Field | None], headers: Sequence[str]
) -> dict[str, Field]:
    """Return the columns after a person's decisions: theirs win, and take a meaning from a guess.

    `decided` speaks of headers by their normal form; None leaves a column out.
    """
    theirs = {header: decided[normal(header)] for header in headers if normal(header) in decided}
    taken = {field for field in theirs.values() if field is not None}
    kept = {header: field for header, field in guessed.items() if header not in theirs and field not in taken}
    return {**{header: field for header, field in theirs.items() if field is not None}, **kept}

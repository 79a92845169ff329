"""JSON documents into rows of text: one row a record, inner lists spread over further rows.

Understood: an array of objects; one object a line; an object whose values are such arrays; an object
keyed by id. Inner objects become `outer.inner` columns. A list of objects inside a record spreads it
over as many rows, each with the record's own values, exactly as spreadsheets write an order with
several items; several lists stand side by side. Lists of plain values become lines of one cell.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from xiaoer.base.sheets.model import Limits, UnreadableError

KEY: Final = "key"  # header of the key of an object keyed by id; key2 is the next one outwards
Record = tuple[int, dict[str, str]]


def parse(text: str) -> object:
    """Return the document, numbers as the text they were written in. Raises UnreadableError `bad_json`."""
    try:
        return _loads(text)
    except json.JSONDecodeError as error:
        lines = _lines(text)
        if lines is not None:
            return lines
        raise UnreadableError("bad_json", f"JSON 在这一行写错了：{error.msg}", error.lineno) from error
    except RecursionError as error:
        raise UnreadableError("too_deep", "JSON 嵌套太深") from error


def tables_of(document: object, limits: Limits) -> Iterator[tuple[str, list[Record]]]:
    """Yield (name, records) of every table in a document; a record is (place, values by header)."""
    match document:
        case list():
            yield "", _records(document, (), limits)
        case dict() if any(_is_table(value) for value in document.values()):
            for name, value in document.items():
                if _is_table(value):
                    yield str(name), _records(value, (), limits)
        case dict():
            yield "", _keyed_records(document, limits)
        case _:
            raise UnreadableError("no_table", "JSON 里没有表：应当是对象的数组")


def _is_table(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _loads(text: str) -> object:
    return json.loads(text, parse_float=str, parse_int=str, parse_constant=_no_constant)


def _no_constant(name: str) -> object:
    raise json.JSONDecodeError(f"{name} 不是合法的数值", "", 0)


def _lines(text: str) -> list[object] | None:
    objects: list[object] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            objects.append(_loads(line))
        except json.JSONDecodeError as error:
            if len(objects) > 1:
                raise UnreadableError("bad_json", f"这一行的 JSON 写错了：{error.msg}", number) from error
            return None
    return objects if len(objects) > 1 else None


def _records(items: list[Any], keys: tuple[str, ...], limits: Limits) -> list[Record]:
    found: list[Record] = []
    for place, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            raise UnreadableError("bad_record", "数组里应当都是对象", place)
        found.extend((place, values) for values in _spread(item, keys, limits))
    return found


def _keyed_records(document: Mapping[str, Any], limits: Limits) -> list[Record]:
    found: list[Record] = []
    for place, (keys, item) in enumerate(_keyed(document, (), limits), start=1):
        found.extend((place, values) for values in _spread(item, keys, limits))
    return found


def _keyed(
    node: Mapping[str, Any], keys: tuple[str, ...], limits: Limits
) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Go down an object keyed by id to the objects that hold values, and yield those with their keys."""
    if len(keys) > limits.depth:
        raise UnreadableError("too_deep", "JSON 嵌套太深")
    for key, value in node.items():
        if not isinstance(value, dict):
            raise UnreadableError("no_table", "JSON 里没有表：应当是对象的数组")
        inner = (*keys, str(key))
        if value and all(isinstance(child, dict) for child in value.values()):
            yield from _keyed(value, inner, limits)
        else:
            yield inner, value


def _spread(item: Mapping[str, Any], keys: tuple[str, ...], limits: Limits) -> Iterator[dict[str, str]]:
    head: dict[str, str] = {}
    for distance, key in enumerate(reversed(keys), start=1):
        head[KEY if distance == 1 else f"{KEY}{distance}"] = key
    lists: dict[str, list[dict[str, str]]] = {}
    _flatten(item, "", head, lists, limits, 1)
    rows = max((len(members) for members in lists.values()), default=0)
    yield head | _nth(lists, 0)
    for index in range(1, rows):
        yield head | _nth(lists, index)


def _nth(lists: Mapping[str, list[dict[str, str]]], index: int) -> dict[str, str]:
    values: dict[str, str] = {}
    for members in lists.values():
        if index < len(members):
            values.update(members[index])
    return values


def _flatten(
    item: Mapping[str, Any],
    prefix: str,
    head: dict[str, str],
    lists: dict[str, list[dict[str, str]]],
    limits: Limits,
    depth: int,
) -> None:
    if depth > limits.depth:
        raise UnreadableError("too_deep", "JSON 嵌套太深")
    for key, value in item.items():
        name = f"{prefix}{key}"
        match value:
            case dict():
                _flatten(value, f"{name}.", head, lists, limits, depth + 1)
            case list() if any(isinstance(member, dict) for member in value):
                members = lists.setdefault(name, [])
                for member in value:
                    inner: dict[str, str] = {}
                    if isinstance(member, dict):
                        _flatten(member, f"{name}.", inner, {}, limits, depth + 1)
                    members.append(inner)
            case list():
                head[name] = "\n".join(_scalar(member) for member in value)
            case _:
                head[name] = _scalar(value)


def _scalar(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)

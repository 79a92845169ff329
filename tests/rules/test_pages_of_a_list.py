"""Cursors: opaque, read back, and refused when somebody else made them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoer.base.errors import XiaoerError
from xiaoer.infra.http.pagination import cut, decode_cursor, encode_cursor

PLACES = st.tuples(st.integers(-(2**62), 2**62), st.text(st.characters(exclude_categories=["Cs"])))


@given(PLACES)
def test_a_cursor_is_read_back(place: tuple[int, str]) -> None:
    assert decode_cursor(encode_cursor(place), (int, str)) == place


def test_no_cursor_is_the_first_page() -> None:
    assert decode_cursor(None, (int, str)) is None


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "nonsense",
        "%%%",
        "王",
        encode_cursor((1,)),
        encode_cursor(("1", "x")),
        encode_cursor((1, "x", 2)),
        encode_cursor((2**63, "x")),
        "bnVsbA",
        "W3RydWUsICJ4Il0",
    ],
)
def test_a_strange_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(XiaoerError) as refused:
        decode_cursor(cursor, (int, str))
    assert (refused.value.status, refused.value.code) == (422, "invalid_cursor")


@given(st.lists(st.integers(), unique=True, max_size=30).map(sorted), st.integers(1, 10))
def test_pages_hold_every_row_once_and_in_order(rows: list[int], limit: int) -> None:
    seen: list[int] = []
    cursor: str | None = None
    while True:
        place = decode_cursor(cursor, (str,))
        after = int(place[0]) if place else None
        asked = [row for row in rows if after is None or row > after][: limit + 1]
        page, cursor = cut(asked, limit, lambda row: (str(row),))
        seen += page
        if cursor is None:
            break
    assert seen == rows

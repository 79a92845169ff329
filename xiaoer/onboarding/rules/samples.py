"""Which sample of a column a person is shown: the first filled value, with personal data masked."""

import re
from collections.abc import Iterable
from typing import Final

from xiaoer.base.sheets.cells import empty
from xiaoer.onboarding.model import Field

_NAMES: Final = frozenset({Field.NAME, Field.RECIPIENT, Field.BUYER})
_PLACES: Final = frozenset({Field.ADDRESS, Field.REGION})
_LONG_NUMBER: Final = re.compile(r"\d{7,}")
_SAMPLE: Final = 40


def sample_of(values: Iterable[str], field: Field | None) -> str:
    """Return the first filled value, short and masked where the column speaks of a person.

    A column that nobody has named may hold anything, so long numbers in it are masked too.
    """
    value = next((value for value in values if not empty(value)), "")
    if field in _NAMES:
        return f"{value[:1]}**" if value else ""
    if field in _PLACES:
        return f"{value[:6]}…" if value else ""
    shown = value if len(value) <= _SAMPLE else f"{value[:_SAMPLE]}…"
    if field is None or field is Field.PHONE:
        return _LONG_NUMBER.sub(lambda number: f"{number.group()[:3]}****{number.group()[-2:]}", shown)
    return shown

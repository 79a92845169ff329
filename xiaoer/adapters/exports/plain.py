"""Our own ordinary format: products, FAQ, orders, items, waybills, buyers with the columns of docs/import.md.

It is also what an unknown file is read as, once the meaning of its columns has been guessed or said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from xiaoer.adapters.exports.vendor import read_tables
from xiaoer.adapters.exports.writing import Writing
from xiaoer.base.ids import ShopId
from xiaoer.onboarding.model import Layout, MappedTable, Records

_LAST_RESORT: Final = 0.1  # below every vendor that is sure


@dataclass(frozen=True, slots=True)
class PlainFormat:
    """The ordinary format. Implements `onboarding.ports.ExportFormat`."""

    name: str = "plain"
    title: str = "普通表格"

    def recognises(self, headers: Sequence[str]) -> float:
        """Return a little for every table: it is read when no vendor's signature is there."""
        return _LAST_RESORT if headers else 0.0

    def layout(self, headers: Sequence[str]) -> Layout:  # noqa: ARG002 - the words are the room's own
        """Return nothing: what the columns mean is told by the room's words for them."""
        return Layout(None, {})

    def read(self, tables: Sequence[MappedTable], shop: ShopId) -> Records:
        """Return the records of all tables, heads and items of orders joined by order number."""
        return read_tables(tables, shop, Writing())


PLAIN: Final = PlainFormat()

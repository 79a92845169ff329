"""Formats as this room sees them: told by their headers, read into records. Eight ship, one our own."""

from collections.abc import Sequence
from typing import Protocol

from xiaoer.base.ids import ShopId
from xiaoer.onboarding.model import Layout, MappedTable, Records


class ExportFormat(Protocol):
    """The files that one system exports."""

    @property
    def name(self) -> str:
        """Return the stable name, such as `qianniu`."""
        ...

    @property
    def title(self) -> str:
        """Return the name in zh-CN, such as 千牛."""
        ...

    def recognises(self, headers: Sequence[str]) -> float:
        """Return from 0 to 1 how surely a table with these headers is one of this format."""
        ...

    def layout(self, headers: Sequence[str]) -> Layout:
        """Return the meaning of the columns of a table that `recognises` likes."""
        ...

    def read(self, tables: Sequence[MappedTable], shop: ShopId) -> Records:
        """Return the records of all tables of one import that are of this format, joined.

        What cannot be taken is a problem with its line; nothing made of such a line is returned.
        """
        ...

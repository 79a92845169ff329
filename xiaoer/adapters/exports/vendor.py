"""A format that is known by its headers: what its tables look like, and how they become records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from xiaoer.adapters.exports.catalogue import faqs_of, products_of
from xiaoer.adapters.exports.lines import Line, lines_of
from xiaoer.adapters.exports.offers import invoices_of, promotions_of
from xiaoer.adapters.exports.orders import gather, order_of, refuse_other_shops
from xiaoer.adapters.exports.parcels import parcels_of_lines, parcels_of_order
from xiaoer.adapters.exports.people import buyers_of
from xiaoer.adapters.exports.writing import Writing
from xiaoer.base.ids import ShopId
from xiaoer.base.sheets.headers import normal
from xiaoer.onboarding.model import Field, Layout, MappedTable, Problem, Record, Records, TableKind

_SURE: Final = 0.6  # of the signature; less may be any table with an order number


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a vendor: its rows, the headers that tell it, and what its columns mean.

    Each member of `signature` is a header, or several ways to write it separated by "|". `columns`
    stand in the order in which they are preferred where several have one meaning.
    """

    kind: TableKind
    signature: tuple[str, ...]
    columns: Mapping[str, Field]

    def likeness(self, headers: frozenset[str]) -> float:
        """Return the share of the signature that is among the headers (in normal form)."""
        hits = sum(1 for ways in self.signature if any(normal(way) in headers for way in ways.split("|")))
        return hits / len(self.signature)


@dataclass(frozen=True, slots=True)
class VendorFormat:
    """A vendor's exports. Implements `onboarding.ports.ExportFormat`."""

    name: str
    title: str
    tables: tuple[Table, ...]
    writing: Writing

    def recognises(self, headers: Sequence[str]) -> float:
        """Return how much of a table's signature is there, 0 when too little to be sure."""
        normals = frozenset(normal(header) for header in headers)
        best = max(table.likeness(normals) for table in self.tables)
        return best if best >= _SURE else 0.0

    def layout(self, headers: Sequence[str]) -> Layout:
        """Return the columns of the table that the headers are most like."""
        normals = {normal(header): header for header in headers}
        table = max(self.tables, key=lambda table: table.likeness(frozenset(normals)))
        known = {normal(header): field for header, field in table.columns.items()}
        return Layout(
            table.kind, {normals[header]: field for header, field in known.items() if header in normals}
        )

    def read(self, tables: Sequence[MappedTable], shop: ShopId) -> Records:
        """Return the records of all tables, joined by order number."""
        return read_tables(tables, shop, self.writing)


def read_tables(tables: Sequence[MappedTable], shop: ShopId, writing: Writing) -> Records:
    """Return the records of mapped tables of one format."""
    problems: list[Problem] = []
    lines = {
        kind: list(lines_of((table for table in tables if table.kind is kind), problems))
        for kind in TableKind
    }
    heads = lines[TableKind.ORDERS]
    refuse_other_shops(heads)
    values: list[Record] = [
        *products_of(lines[TableKind.PRODUCTS], shop),
        *faqs_of(lines[TableKind.FAQS], shop),
        *promotions_of(lines[TableKind.PROMOTIONS], shop),
        *buyers_of(lines[TableKind.BUYERS], shop),
        *_orders(heads, lines[TableKind.ITEMS], lines[TableKind.AFTERSALES], shop, writing),
        *invoices_of(lines[TableKind.INVOICES], shop),
        *parcels_of_lines(lines[TableKind.PARCELS], shop),
    ]
    return Records(tuple(values), tuple(problems))


def _orders(
    heads: list[Line], items: list[Line], cases: list[Line], shop: ShopId, writing: Writing
) -> list[Record]:
    orders: list[Record] = []
    parcels: list[Record] = []
    for gathered in gather(heads, items, cases, writing):
        order = order_of(gathered, shop, writing)
        if order is None:
            continue
        named = parcels_of_order(gathered, order)
        if not gathered.bad():
            orders.append(order)
            parcels.extend(named)
    return [*orders, *parcels]

"""Row-level security on PostgreSQL: whoever forgets the shop in a query still sees no other shop's rows."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import MetaData, text

from xiaoer.infra.database.statement import Statement
from xiaoer.infra.database.unit import Unit

_BYPASSES: Final = Statement(
    text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
)

# The unit of work sets `xiaoer.shops` to its shops (comma between them) or to `*` for the machinery.
# CASE, not OR: the planner takes an OR of this kind for one row in two hundred, and then sorts whole
# conversations to find their last line; of a CASE it expects one row in two.
SEES_SHOP: Final = (
    "CASE current_setting('xiaoer.shops', true) WHEN '*' THEN true WHEN shop_id THEN true "
    "ELSE shop_id = ANY (string_to_array(current_setting('xiaoer.shops', true), ',')) END"
)


def protect(table: str) -> Iterator[str]:
    """Yield the statements that bind everybody, the table's owner too, to their shops' rows.

    Migrations use it, so what it yields never changes; a new policy is a new function.
    """
    yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    yield f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'
    yield f'CREATE POLICY own_shops ON "{table}" USING ({SEES_SHOP}) WITH CHECK ({SEES_SHOP})'


def shop_tables(metadata: MetaData) -> list[str]:
    """Return the tables whose rows belong to a shop, by name."""
    return sorted(table.name for table in metadata.tables.values() if "shop_id" in table.columns)


def bypasses_row_security(unit: Unit) -> bool:
    """Return whether no policy binds the role of this connection, as with superusers. PostgreSQL only."""
    row = unit.one(_BYPASSES, {})
    return row is not None and bool(row[0])

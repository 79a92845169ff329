"""The unit of work on both databases."""

from xiaoer.infra.database.database import Database
from xiaoer.infra.database.log import last_number
from xiaoer.infra.database.unit import EVERY_SHOP


def test_empty(database: Database) -> None:
    assert database.read_now(last_number, EVERY_SHOP) == 0

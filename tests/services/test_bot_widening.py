"""A shop with more products than are kept in memory: what the bot may mean is found by id, talk and words."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from xiaoer.base.ids import ProductId, ShopId
from xiaoer.base.money import Money
from xiaoer.bot.model import Memory
from xiaoer.bot.widening import REST_MS, WideCatalogues, in_talk
from xiaoer.infra.database.sqlite import SqliteDatabase
from xiaoer.knowledge.model import Product, ProductState
from xiaoer.knowledge.service import Knowledge
from xiaoer.migrations.migrate import migrate

SHOP = ShopId("wide")
SCOPE = frozenset({SHOP})


@dataclass
class Ground:
    """A database with a knowledge room, and a clock that stands."""

    database: SqliteDatabase
    folder: Path
    now_ms: int = 1_000

    def record(self, *numbers: int, title: str = "第{}号保温杯 {}ml") -> None:
        """Record products of the shop."""
        knowledge = Knowledge()
        for number in numbers:
            product = Product(
                ProductId(f"{number:06}"), SHOP, title.format(number, number), ProductState.LISTED, Money(100)
            )
            self.database.write_now(lambda unit, one=product: knowledge.record(unit, one), SCOPE)

    def version(self) -> int:
        """Return the version of what the shop knows."""
        return self.database.read_now(lambda unit: Knowledge().version(unit, SHOP), SCOPE)

    def wide(self) -> WideCatalogues:
        """Return the catalogues of a new process."""
        return WideCatalogues(self.database, Knowledge(), self.folder, lambda: self.now_ms, wide=20)

    def found(self, wide: WideCatalogues, said: str, *others: str) -> list[str]:
        """Return the ids of a turn's shelf."""
        version = self.version()
        shelf = self.database.read_now(lambda unit: wide.shelf(unit, SHOP, version, said, others), SCOPE)
        return [str(product.id) for product in shelf]


@pytest.fixture
def land(tmp_path: Path) -> Iterator[Ground]:
    migrate(f"sqlite:///{tmp_path / 'x.db'}")
    database = SqliteDatabase(tmp_path / "x.db", lambda: 1_000)
    ground = Ground(database, tmp_path / "catalogues")
    ground.record(*range(1, 31))
    yield ground
    database.close()


def test_a_shop_is_wide_above_its_number(land: Ground) -> None:
    wide = land.wide()
    assert land.database.read_now(lambda unit: wide.is_wide(unit, SHOP), SCOPE)
    assert not land.database.read_now(lambda unit: wide.is_wide(unit, ShopId("small")), SCOPE)
    wide.stop()


def test_ids_are_found_at_once_and_words_when_the_index_is_made(land: Ground) -> None:
    wide = land.wide()
    assert land.found(wide, "000007有货吗", "000009", "unknown") == ["000007", "000009"]
    wide.idle()
    assert land.found(wide, "第17号保温杯 17ml多少钱")[0] == "000017"
    wide.stop()


def test_a_new_product_is_found_by_words_after_a_rest(land: Ground) -> None:
    wide = land.wide()
    land.found(wide, "")
    wide.idle()
    land.record(99, title="雪山{}号登山杖 {}cm")
    assert land.found(wide, "登山杖") == []
    assert land.found(wide, "000099") == ["000099"]
    wide.idle()
    assert land.found(wide, "登山杖") == []
    land.now_ms += REST_MS
    land.found(wide, "登山杖")
    wide.idle()
    assert land.found(wide, "登山杖") == ["000099"]
    wide.stop()


def test_a_new_process_takes_the_index_that_is_there_and_mends_a_broken_one(land: Ground) -> None:
    first = land.wide()
    land.found(first, "")
    first.idle()
    first.stop()
    made = (land.folder / SHOP / "head.json").stat().st_mtime_ns
    second = land.wide()
    land.found(second, "")
    second.idle()
    assert (land.folder / SHOP / "head.json").stat().st_mtime_ns == made
    second.stop()
    (land.folder / SHOP / "head.json").write_text("{")
    third = land.wide()
    land.found(third, "")
    third.idle()
    assert land.found(third, "第17号保温杯 17ml")[0] == "000017"
    third.stop()


def test_what_the_talk_is_about_comes_along() -> None:
    memory = Memory(products=["1", "2"], compared=["3"])
    assert in_talk(memory, "9", ["4"]) == ["9", "1", "2", "3", "4"]

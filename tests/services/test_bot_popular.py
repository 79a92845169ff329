"""What other buyers ask often stands in the greeting, once enough of them have asked."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.rules.bot_shop import view
from xiaoer.base.ids import ConversationId, ShopId
from xiaoer.bot.model import Outcome, TurnRecord
from xiaoer.bot.popular import KEPT_MS, LEAST, SPAN_MS, Popular
from xiaoer.bot.rules.think import welcome
from xiaoer.bot.store_turns import save_turn
from xiaoer.bot.taxonomy import by_id
from xiaoer.conversations.model import Choices
from xiaoer.infra.database.sqlite import SqliteDatabase
from xiaoer.migrations.migrate import migrate

SHOP = ShopId("s")
SCOPE = frozenset({SHOP})
START = 10 * SPAN_MS


class Ground:
    """A database with turns, at a moment that is set."""

    def __init__(self, file: Path) -> None:
        migrate(f"sqlite:///{file}")
        self.now_ms = START
        self.database = SqliteDatabase(file, lambda: self.now_ms)
        self._turns = 0

    def ask(self, intent: str, times: int, outcome: Outcome = Outcome.ANSWERED, shop: ShopId = SHOP) -> None:
        for _ in range(times):
            self._turns += 1
            record = TurnRecord(
                shop, ConversationId(f"c{self._turns}"), 1, self.now_ms, outcome, "", intent, 1, "", 9, ""
            )
            self.database.write_now(lambda unit, one=record: save_turn(unit, one), frozenset({shop}))

    def titles(self, popular: Popular) -> tuple[str, ...]:
        return self.database.read_now(lambda unit: popular(unit, SHOP), SCOPE)


@pytest.fixture
def land(tmp_path: Path) -> Iterator[Ground]:
    ground = Ground(tmp_path / "x.db")
    yield ground
    ground.database.close()


def test_the_commonest_questions_of_this_shop_in_order(land: Ground) -> None:
    land.ask("refund.amount", LEAST + 2)
    land.ask("refund.when", LEAST)
    land.ask("cancel.can", LEAST - 1)
    land.ask("out.abuse", LEAST * 3)
    land.ask("fact", LEAST * 3)
    land.ask("invoice.when", LEAST * 3, Outcome.UNKNOWN)
    land.ask("invoice.when", LEAST * 3, shop=ShopId("another"))
    assert land.titles(Popular()) == (by_id()["refund.amount"].title, by_id()["refund.when"].title)


def test_counted_anew_after_a_while_and_forgotten_after_a_week(land: Ground) -> None:
    popular = Popular()
    assert land.titles(popular) == ()
    land.ask("refund.when", LEAST)
    assert land.titles(popular) == ()
    land.now_ms += KEPT_MS
    assert land.titles(popular) == (by_id()["refund.when"].title,)
    land.now_ms += SPAN_MS
    assert land.titles(popular) == ()


def test_they_are_choices_of_the_greeting() -> None:
    greeted = welcome(replace(view(), popular=("退款何时到账",)), None)
    content = greeted.replies[-1].content
    assert isinstance(content, Choices)
    assert "退款何时到账" in [choice.label for choice in content.options]

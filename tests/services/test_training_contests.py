"""Several wordings of one answer: drawn by conversation in the real view, counted from what was said."""

from pathlib import Path

import pytest

from tests.houses import ground, sample
from tests.training import SHOP, Desk
from xiaoer.base.clock import StillClock
from xiaoer.base.ids import BuyerId, ConversationId, UlidIds
from xiaoer.bot import store_turns
from xiaoer.bot.model import Evidence, Outcome, Reply, TurnRecord
from xiaoer.bot.service import evidence_of
from xiaoer.conversations.model import Text
from xiaoer.conversations.service import Line
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import Unit
from xiaoer.knowledge.model import Faq

HERE = sample().demo.shop.id
A, B = "满99元包邮", "不满99元收8元邮费"


@pytest.fixture
def desk(database: Database, still_clock: StillClock, ids: UlidIds) -> Desk:
    return Desk(database, still_clock, ids)


def test_a_view_draws_only_where_an_answer_has_several_wordings(tmp_path: Path) -> None:
    house = ground(tmp_path).house()

    def draws(unit: Unit) -> list[int]:
        heads = (house.conversations.open(unit, HERE, BuyerId(f"b{n}"), "web") for n in range(40))
        return [house.look(unit, head).draw for head in heads]

    write = house.database.write_now
    assert set(write(draws, frozenset({HERE}))) == {0}
    faq = Faq("f1", HERE, "包邮吗", A, variants=(B,))
    write(lambda unit: house.knowledge.record(unit, faq), frozenset({HERE}))
    drawn = write(draws, frozenset({HERE}))
    assert min(drawn) >= 1
    assert len(set(drawn)) > 6
    assert write(draws, frozenset({HERE})) == drawn
    house.close()


def heard(desk: Desk, text: str, then: str, outcome: Outcome) -> None:
    """Let a buyer ask, the bot answer from the entry, the buyer go on, the bot come to `outcome`."""

    def work(unit: Unit) -> None:
        head = desk.conversations.open(unit, SHOP, BuyerId("b1"), f"web-{desk.ids.new('x')}")
        desk.conversations.hear(unit, SHOP, head.id, Text("包邮吗"), "c1")
        reply = Reply(Text(f"亲，{text}"), (Evidence("faq", "f1", "answer"),))
        said = Line(reply.content, evidence_of(reply, None))
        desk.conversations.say_as_bot(unit, SHOP, head.id, [said], token=head.token, answers=1)
        turn(unit, head.id, 1, Outcome.ANSWERED)
        desk.conversations.hear(unit, SHOP, head.id, Text(then), "c2")
        turn(unit, head.id, 3, outcome)

    def turn(unit: Unit, conversation: ConversationId, answered: int, came_to: Outcome) -> None:
        record = TurnRecord(SHOP, conversation, answered, unit.now_ms, came_to, "", "", 1.0, "words", 0, "")
        store_turns.save_turn(unit, record)

    desk.do(work)


def test_what_each_wording_came_to_is_counted(desk: Desk) -> None:
    desk.do(lambda unit: desk.knowledge.record(unit, Faq("f1", SHOP, "包邮吗", A, variants=(B,))))
    heard(desk, A, "好的", Outcome.TALKED)
    heard(desk, B, "到底包邮吗", Outcome.ANSWERED)
    heard(desk, B, "转人工", Outcome.HANDED_OVER)
    desk.chat(("buyer", "别的"), ("bot", "嗯"), outcome=Outcome.ANSWERED)
    now = desk.clock.now_ms()
    found = desk.do(lambda unit: desk.training.contests.of(unit, SHOP, "f1", now - 1000, now + 1))
    assert [(side.text, side.shown, side.asked_again, side.handed_over) for side in found.sides] == [
        (A, 1, 0, 0),
        (B, 2, 1, 1),
    ]
    assert (found.enough, found.better, found.cut) == (False, None, False)


def test_the_bot_says_what_means_the_same(desk: Desk) -> None:
    assert desk.bot.alike(["什么时候发货"], []) == [[]]
    [nearest] = desk.bot.alike(["什么时候发货呀"], ["怎么退货", "什么时候到货", "什么时候发货"])
    assert nearest[0] == (2, pytest.approx(1.0, abs=0.2))
    assert all(score < 0.55 for place, score in nearest if place != 2)

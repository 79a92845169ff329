"""Two wordings of one answer: equal shares, always the same one, honest about what counts can show."""

from collections import Counter
from dataclasses import replace

import pytest

from xiaoer.base.ids import ConversationId, MessageId, ShopId
from xiaoer.bot.rules.wording import DRAWS, draw_of, wording
from xiaoer.conversations.model import Message, Speaker, Text
from xiaoer.knowledge.model import Faq
from xiaoer.training.rules.contesting import Heard, Side, better, contest, heard

SHOP = ShopId("shp_a")
FAQ = Faq("f1", SHOP, "包邮吗", "满99包邮", variants=("不满99收8元邮费",))
TEXTS = (FAQ.answer, *FAQ.variants)


def test_each_wording_is_heard_equally_and_always_the_same() -> None:
    told = Counter(wording(FAQ, draw) for draw in range(1, DRAWS + 1))
    assert told == {FAQ.answer: 6, FAQ.variants[0]: 6}
    three = replace(FAQ, variants=("b", "c"))
    assert set(Counter(wording(three, draw) for draw in range(1, DRAWS + 1)).values()) == {4}
    draws = [draw_of(f"cnv_{number}", (FAQ,)) for number in range(2400)]
    assert draws == [draw_of(f"cnv_{number}", (FAQ,)) for number in range(2400)]
    assert min(Counter(draws).values()) > 150


def test_nothing_is_drawn_where_there_is_one_wording() -> None:
    assert draw_of("cnv_1", (replace(FAQ, variants=()),)) == 0
    assert wording(FAQ, 0) == FAQ.answer


def test_what_is_heard_of_one_entry_says_nothing_about_another() -> None:
    other = replace(FAQ, id="f2")
    both = Counter((wording(FAQ, draw), wording(other, draw)) for draw in range(1, DRAWS + 1))
    assert len(both) == 4


def message(seq: int, speaker: Speaker, text: str, evidence: str = "") -> Message:
    conversation = ConversationId("c1")
    return Message(
        MessageId(f"m{seq}"), SHOP, conversation, seq, speaker, "", Text(text), 0, evidence=evidence
    )


EVIDENCE = '{"items":[{"kind":"faq","id":"f1","part":"answer","quote":""}]}'
SAID = message(2, Speaker.BOT, "小主，不满99收8元邮费哦", EVIDENCE)


def test_what_came_of_a_conversation() -> None:
    asked = message(1, Speaker.BUYER, "包邮吗")
    assert heard("f1", TEXTS, [asked, SAID], 0, 5) == Heard(1, asked_again=False, handed_over=False, rating=5)
    again = message(3, Speaker.BUYER, "到底包邮吗")
    found = heard("f1", TEXTS, [asked, SAID, again], 3, 0)
    assert found == Heard(1, asked_again=True, handed_over=True, rating=0)
    assert heard("f2", TEXTS, [asked, SAID], 0, 0) is None
    assert heard("f1", ("别的说法",), [asked, SAID], 0, 0) is None


def side(shown: int, failed: int) -> Side:
    return Side("", shown, failed, 0, failed, 0, 0)


@pytest.mark.parametrize(
    ("a", "b", "won"),
    [
        ((200, 60), (200, 20), 1),
        ((200, 20), (200, 60), 0),
        ((200, 40), (200, 44), None),
        ((50, 0), (50, 0), None),
    ],
)
def test_only_a_real_difference_wins(a: tuple[int, int], b: tuple[int, int], won: int | None) -> None:
    assert better(side(*a), side(*b)) == won


def test_few_conversations_say_nothing() -> None:
    each = [Heard(n % 2, asked_again=n % 2 == 0, handed_over=False, rating=4) for n in range(40)]
    found = contest("f1", TEXTS, each, cut=False)
    assert (found.enough, found.better) == (False, None)
    assert [(one.shown, one.failed, one.rated) for one in found.sides] == [(20, 20, 20), (20, 0, 20)]
    more = contest("f1", TEXTS, each * 2, cut=False)
    assert (more.enough, more.better) == (True, 1)

"""The trainer's desk on real databases: drafts, releases, what was missed, learning from people."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.tenants import refused
from tests.training import AGENT, OTHER, SHOP, TRAINER, Desk
from xiaoer.base.clock import StillClock
from xiaoer.base.fact import Fact
from xiaoer.base.ids import UlidIds
from xiaoer.bot.model import Outcome
from xiaoer.facts.training import ReleasePublished
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import Unit
from xiaoer.knowledge.model import Conditions, Faq
from xiaoer.training.model import (
    Draft,
    DraftState,
    Group,
    GroupState,
    Release,
    SourceKind,
)
from xiaoer.training.service import Gathered


@pytest.fixture
def desk(database: Database, still_clock: StillClock, ids: UlidIds) -> Desk:
    return Desk(database, still_clock, ids)


def approve(desk: Desk, *drafts: Draft, accept: bool = False, run: str = "") -> list[Draft]:
    return desk.do(
        lambda unit: desk.training.drafts.approve(
            unit, SHOP, [d.id for d in drafts], by=TRAINER, run=run, accept_failures=accept
        )[0]
    )


# ---------------------------------------------------------------- drafts and releases


def test_the_same_draft_is_proposed_once(desk: Desk) -> None:
    first = desk.propose("包邮吗？", "全场包邮")
    again = desk.propose("请问包邮吗", "全场包邮。")
    assert again == first
    assert desk.propose("包邮吗？", "偏远地区除外").id != first.id
    counts = desk.do(lambda unit: desk.training.drafts.counts(unit, SHOP))
    assert counts == {DraftState.PROPOSED: 2}
    assert desk.do(lambda unit: desk.training.drafts.page(unit, OTHER), OTHER) == []


def test_an_approved_draft_is_knowledge_and_twice_changes_nothing(desk: Desk) -> None:
    draft = desk.propose("包邮吗", "全场包邮", similar=("免运费吗",))

    def both(unit: Unit) -> tuple[list[Draft], Release | None, list[Fact]]:
        done = desk.training.drafts.approve(unit, SHOP, [draft.id], by=TRAINER)
        return *done, [note.fact for note in unit.told]

    approved, release, facts = desk.do(both)
    assert approved[0].state is DraftState.APPROVED
    assert release is not None
    assert release.number == 1
    assert ReleasePublished(1, 1, 0) in facts
    faq = desk.faqs()[draft.id]
    assert (faq.question, faq.answer, faq.similar, faq.source) == (
        "包邮吗",
        "全场包邮",
        ("免运费吗",),
        "trainer",
    )
    assert desk.do(lambda unit: desk.training.drafts.approve(unit, SHOP, [draft.id], by=TRAINER))[1] is None
    assert desk.do(lambda unit: desk.training.releases.last(unit, SHOP)) == 1
    assert refused(lambda: desk.do(lambda u: desk.training.drafts.edit(u, SHOP, draft.id, answer="x")))[
        1
    ] == ("draft_decided")


def test_many_are_approved_at_once_and_opened_again(desk: Desk) -> None:
    drafts = [desk.propose(f"第{n}个问题怎么办", f"答案{n}") for n in range(5)]
    approve(desk, *drafts)
    assert len(desk.faqs()) == 5
    opened, release = desk.do(
        lambda unit: desk.training.drafts.reopen(unit, SHOP, [d.id for d in drafts[:2]], by=TRAINER)
    )
    assert {draft.state for draft in opened} == {DraftState.PROPOSED}
    assert release is not None
    assert len(release.changes) == 2
    assert set(desk.faqs()) == {draft.id for draft in drafts[2:]}


def test_a_rejected_draft_stays_so_until_it_is_opened(desk: Desk) -> None:
    draft = desk.propose("包邮吗", "全场包邮")
    drafts = desk.training.drafts
    desk.do(lambda unit: drafts.reject(unit, SHOP, [draft.id], by=TRAINER, reason="过期"))
    assert desk.propose("包邮吗", "全场包邮").state is DraftState.REJECTED
    opened = desk.do(lambda unit: drafts.reopen(unit, SHOP, [draft.id], by=TRAINER))[0]
    assert opened[0].state is DraftState.PROPOSED
    assert desk.faqs() == {}


def test_an_edit_of_an_entry_keeps_its_conditions(desk: Desk) -> None:
    old = Faq(
        "f1", SHOP, "几点发货", "下午发", variants=("下午就发",), conditions=Conditions(channels=("web",))
    )
    desk.do(lambda unit: desk.knowledge.record(unit, old))
    approve(desk, desk.propose("几点发货", "每天16点前的当天发", entry="f1"))
    assert desk.faqs() == {"f1": replace(old, answer="每天16点前的当天发", source="trainer", similar=())}


def test_what_asks_the_same_is_shown_with_contradictions(desk: Desk) -> None:
    desk.do(lambda unit: desk.knowledge.record(unit, Faq("f1", SHOP, "你们发什么快递", "发京东")))
    desk.do(lambda unit: desk.knowledge.record(unit, Faq("f2", SHOP, "可以开发票吗", "可以")))
    draft = desk.propose("请问发什么快递呀", "一律发顺丰速运")
    [found] = desk.do(lambda unit: desk.training.drafts.alike(unit, draft))
    assert (found.id, found.contradicts) == ("f1", True)


def test_rolling_back_restores_what_was_before(desk: Desk) -> None:
    first = Faq("f1", SHOP, "几点发货", "下午发")
    desk.do(lambda unit: desk.knowledge.record(unit, first))
    approve(desk, desk.propose("包邮吗", "包邮"))  # 1
    approve(desk, desk.propose("几点发货", "上午发", entry="f1"))  # 2
    approve(desk, desk.propose("几点发货", "晚上发", entry="f1"))  # 3
    releases = desk.training.releases
    undone = desk.do(lambda unit: releases.roll_back(unit, SHOP, 2, by=TRAINER))
    assert undone is not None
    assert (undone.number, undone.undoes) == (4, 2)
    assert desk.faqs()["f1"] == first
    assert len(desk.faqs()) == 2
    assert desk.do(lambda unit: releases.roll_back(unit, SHOP, 2, by=TRAINER)) is None
    desk.do(lambda unit: releases.roll_back(unit, SHOP, 1, by=TRAINER))
    assert desk.faqs() == {"f1": first}
    assert refused(lambda: desk.do(lambda u: releases.roll_back(u, SHOP, 99, by=TRAINER)))[0] == 404


def test_rolling_back_over_a_change_made_elsewhere_asks_first(desk: Desk) -> None:
    draft = approve(desk, desk.propose("包邮吗", "包邮"))[0]
    changed = replace(desk.faqs()[draft.entry], answer="满99包邮")
    desk.do(lambda unit: desk.knowledge.record(unit, changed))
    releases = desk.training.releases
    assert refused(lambda: desk.do(lambda u: releases.roll_back(u, SHOP, 1, by=TRAINER)))[1] == (
        "entries_changed"
    )
    assert desk.faqs()[draft.entry] == changed
    desk.do(lambda unit: releases.roll_back(unit, SHOP, 1, by=TRAINER, accept_changes=True))
    assert desk.faqs() == {}


# ---------------------------------------------------------------- what was missed


def gather(desk: Desk) -> Gathered:
    look = desk.do(lambda unit: desk.training.questions.look(unit, SHOP))
    found = desk.training.questions.sort(look)
    return desk.do(lambda unit: desk.training.questions.keep(unit, found))


def groups(desk: Desk) -> list[Group]:
    return desk.do(lambda unit: desk.training.questions.page(unit, SHOP))


def test_missed_questions_are_grouped_by_meaning_once(desk: Desk) -> None:
    desk.chat(("buyer", "这个能放洗碗机里洗吗"), ("bot", "不清楚"))
    desk.chat(("buyer", "能放洗碗机洗吗？"), ("bot", "不清楚"))
    desk.chat(("buyer", "有没有教育优惠"), ("bot", "不清楚"))
    desk.chat(("buyer", "有货吗"), ("bot", "有"), outcome=Outcome.ANSWERED)
    desk.chat(("buyer", "转人工"), ("bot", "好的"), outcome=Outcome.HANDED_OVER)
    assert gather(desk) == Gathered(5, 3, 0, more=False)
    assert [(group.question, group.count) for group in groups(desk)] == [
        ("这个能放洗碗机里洗吗", 2),
        ("有没有教育优惠", 1),
    ]
    assert gather(desk).missed == 0
    assert [group.count for group in groups(desk)] == [2, 1]


def test_words_of_buyers_are_kept_masked(desk: Desk) -> None:
    desk.chat(("buyer", "打我电话13812345678问安装的事可以吗"), ("bot", "不清楚"))
    gather(desk)
    assert "13812345678" not in groups(desk)[0].question


def test_answering_a_group_publishes_at_once_and_twice_changes_nothing(desk: Desk) -> None:
    desk.chat(("buyer", "这个能放洗碗机里洗吗"), ("bot", "不清楚"))
    desk.chat(("buyer", "能放洗碗机洗吗"), ("bot", "不清楚"))
    gather(desk)
    group = groups(desk)[0]

    def answer(unit: Unit) -> tuple[Group, Draft, Release | None]:
        return desk.training.questions.answer(unit, SHOP, group.id, "可以，上层即可", by=TRAINER)

    answered, draft, release = desk.do(answer)
    assert answered.state is GroupState.ANSWERED
    assert release is not None
    [faq] = desk.faqs().values()
    assert (faq.id, faq.question, faq.similar) == (
        draft.entry,
        "这个能放洗碗机里洗吗",
        ("能放洗碗机洗吗",),
    )
    assert desk.do(answer)[2] is None
    desk.clock.advance(timedelta(seconds=1))
    desk.chat(("buyer", "这个可以放洗碗机里洗吗"), ("bot", "不清楚"))
    gather(desk)
    again = groups(desk)[0]
    assert (again.state, again.again, again.count) == (GroupState.OPEN, 1, 3)


def test_a_good_reply_of_a_person_is_suggested_and_proposed(desk: Desk) -> None:
    said = (
        ("buyer", "这个能放洗碗机里洗吗"),
        ("bot", "不清楚"),
        ("staff", "您好"),
        ("staff", "可以放洗碗机，水温不要超过65度"),
        ("buyer", "好的谢谢"),
    )
    conversation = desk.chat(*said)
    gather(desk)
    group = groups(desk)[0]
    found = desk.do(lambda unit: desk.training.questions.suggestions(unit, group))
    assert (found[0].kind, found[0].answer) == ("person", "可以放洗碗机，水温不要超过65度")
    assert desk.do(lambda unit: desk.training.drafts.page(unit, SHOP)) == []  # the chat goes on
    desk.do(lambda unit: desk.conversations.close(unit, SHOP, conversation, by=AGENT))
    assert gather(desk).proposed == 1
    [draft] = desk.do(lambda unit: desk.training.drafts.page(unit, SHOP))
    assert (draft.source.kind, draft.source.file) == (SourceKind.CONVERSATION, conversation)
    assert draft.state is DraftState.PROPOSED
    assert gather(desk).proposed == 0


@pytest.mark.parametrize(
    "reply",
    [
        "稍等，我帮您查一下",
        "您的运单 784512369871 已经到了",
        "请联系13812345678安装师傅",
        "请打[电话]找师傅约时间",
    ],
)
def test_replies_that_are_not_for_everybody_are_not_proposed(desk: Desk, reply: str) -> None:
    desk.chat(("buyer", "师傅什么时候来装"), ("bot", "不清楚"), ("staff", reply), ("buyer", "好"))
    desk.clock.advance(timedelta(days=2))
    assert gather(desk).proposed == 0

"""The trainer's desk on real databases: test sets, runs, what drafts would break, trials, figures."""

import asyncio
import json

import pytest

from tests.tenants import refused
from tests.training import HERE, SHOP, TRAINER, Desk
from xiaoer.base.clock import StillClock
from xiaoer.base.ids import JobId, UlidIds
from xiaoer.bot.model import Outcome
from xiaoer.infra.database.database import Database
from xiaoer.infra.jobs.model import Handler, Job
from xiaoer.knowledge.model import Faq
from xiaoer.training.jobs import PlayTests, TryChats
from xiaoer.training.model import (
    Draft,
    Run,
    TestSet,
    Trial,
    Verdict,
    WorkState,
)

DAY_MS = 86_400_000


@pytest.fixture
def desk(database: Database, still_clock: StillClock, ids: UlidIds) -> Desk:
    return Desk(database, still_clock, ids)


def approve(desk: Desk, *drafts: Draft, accept: bool = False, run: str = "") -> list[Draft]:
    return desk.do(
        lambda unit: desk.training.drafts.approve(
            unit, SHOP, [d.id for d in drafts], by=TRAINER, run=run, accept_failures=accept
        )[0]
    )


# ---------------------------------------------------------------- tests and runs


def made_set(desk: Desk, *tests: dict[str, object]) -> TestSet:
    made = desk.do(lambda unit: desk.training.tests.make(unit, SHOP, "常见问题"))
    lines = "\n".join(json.dumps(test, ensure_ascii=False) for test in tests)
    desk.do(lambda unit: desk.training.tests.put(unit, SHOP, made.id, lines))
    return made


def played(desk: Desk, of: TestSet, *drafts: Draft) -> Run:
    run = desk.do(
        lambda unit: desk.training.runs.begin(unit, SHOP, of.id, [d.id for d in drafts], by=TRAINER)
    )
    carry(desk, PlayTests(desk.database, desk.training, desk.player).handle, "run", run.id)
    return desk.do(lambda unit: desk.training.runs.get(unit, SHOP, run.id))


def carry(desk: Desk, handle: Handler, name: str, identifier: str) -> None:
    job = Job(JobId("job_1"), "x", identifier, SHOP, None, {name: identifier}, 0, 1, 1)

    async def whole() -> None:
        ending = await handle(job)
        await desk.database.write(ending, HERE)

    asyncio.run(whole())


TEST = {"id": "q1", "say": "几点发货", "all": ["16点"]}


def test_a_run_shows_what_drafts_would_break_and_publishing_asks(desk: Desk) -> None:
    desk.do(lambda unit: desk.knowledge.record(unit, Faq("f1", SHOP, "几点发货", "每天16点")))
    of = made_set(desk, TEST, {"id": "q2", "say": "包邮吗", "all": ["包邮"]})
    bad = desk.propose("几点发货", "看心情", entry="f1")
    good = desk.propose("包邮吗", "全场包邮")
    run = played(desk, of, bad, good)
    assert run.state is WorkState.DONE
    by_test = {result.test: result for result in run.results}
    assert (by_test["q1"].broken, by_test["q2"].mended) == (True, True)
    assert by_test["q1"].after.why == ("'16点' not said",)
    status, code = refused(lambda: approve(desk, bad, good))
    assert (status, code) == (409, "would_break")
    assert desk.faqs()["f1"].answer == "每天16点"
    approve(desk, bad, good, accept=True, run=run.id)
    assert desk.faqs()["f1"].answer == "看心情"
    assert desk.do(lambda unit: desk.training.releases.get(unit, SHOP, 1)).run == run.id


def test_a_run_of_other_drafts_or_older_knowledge_is_refused(desk: Desk) -> None:
    of = made_set(desk, TEST)
    one, other = desk.propose("几点发货", "每天16点"), desk.propose("包邮吗", "包邮")
    run = played(desk, of, one)
    assert refused(lambda: approve(desk, one, other, run=run.id))[1] == "run_outdated"
    approve(desk, other)
    assert refused(lambda: approve(desk, one, run=run.id))[1] == "run_outdated"


def test_a_run_without_drafts_and_a_cancelled_one(desk: Desk) -> None:
    of = made_set(desk, TEST)
    run = played(desk, of)
    assert [(one.test, one.after.passed, one.before) for one in run.results] == [("q1", False, None)]
    stopped = desk.do(lambda unit: desk.training.runs.begin(unit, SHOP, of.id, [], by=TRAINER))
    desk.do(lambda unit: desk.training.runs.stop(unit, SHOP, stopped.id))
    carry(desk, PlayTests(desk.database, desk.training, desk.player).handle, "run", stopped.id)
    assert desk.do(lambda unit: desk.training.runs.get(unit, SHOP, stopped.id)).state is WorkState.CANCELLED
    empty = desk.do(lambda unit: desk.training.tests.make(unit, SHOP, "空"))
    assert refused(lambda: desk.do(lambda u: desk.training.runs.begin(u, SHOP, empty.id, [], by="")))[1] == (
        "test_set_empty"
    )


def test_a_set_keeps_what_came_in_and_takes_none_of_a_wrong_file(desk: Desk) -> None:
    of = made_set(desk, TEST)
    tests = desk.training.tests
    assert refused(lambda: desk.do(lambda u: tests.put(u, SHOP, of.id, '{"id":"a","say":"x"}\n[1]')))[1] == (
        "bad_tests"
    )
    [kept] = desk.do(lambda unit: tests.tests(unit, SHOP, of.id))
    assert json.loads(kept.body) == TEST
    desk.do(lambda unit: tests.put(unit, SHOP, of.id, json.dumps({**TEST, "all": ["17点"]})))
    assert desk.do(lambda unit: tests.get(unit, SHOP, of.id)).count == 1
    assert desk.do(lambda unit: tests.remove(unit, SHOP, of.id))
    assert not desk.do(lambda unit: tests.remove(unit, SHOP, of.id))


def test_a_conversation_becomes_a_test_without_personal_data(desk: Desk) -> None:
    of = made_set(desk, TEST)
    conversation = desk.chat(
        ("buyer", "几点发货"),
        ("bot", "每天16点前付款当天发"),
        ("buyer", "我电话13812345678"),
        ("staff", "记下了，安装费80元"),
    )
    made = desk.do(lambda unit: desk.training.tests.of_conversation(unit, SHOP, of.id, conversation))
    body = json.loads(made.body)
    assert [goal["say"] for goal in body["goals"]] == ["几点发货", "我电话138****5678"]
    assert body["expect"]["replies"] == [
        {"goal": 0, "any": ["16点前"]},
        {"goal": 1, "any": ["80元"]},
    ]


# ---------------------------------------------------------------- trials and figures


def tried(desk: Desk, from_ms: int, until_ms: int) -> Trial:
    trial = desk.do(lambda unit: desk.training.trials.begin(unit, SHOP, from_ms, until_ms, by=TRAINER))
    carry(desk, TryChats(desk.database, desk.training).handle, "trial", trial.id)
    return desk.do(lambda unit: desk.training.trials.get(unit, SHOP, trial.id))


def test_a_trial_answers_unseen_beside_what_people_said(desk: Desk) -> None:
    desk.do(lambda unit: desk.knowledge.record(unit, Faq("f1", SHOP, "几点发货", "每天16点前付款，当天发货")))
    desk.do(lambda unit: desk.knowledge.record(unit, Faq("f2", SHOP, "包邮吗", "满99元包邮")))
    held = desk.chat(
        ("buyer", "几点发货"),
        ("staff", "16点前付款的当天发货哦"),
        ("buyer", "包邮吗"),
        ("staff", "不包的呢亲"),
        ("buyer", "能便宜吗"),
        ("staff", "已经是最低价啦"),
        ("buyer", "好吧"),
    )
    desk.chat(("buyer", "几点发货"), ("bot", "每天"), outcome=Outcome.ANSWERED)
    before = desk.do(lambda unit: desk.conversations.get(unit, SHOP, held))
    now = desk.clock.now_ms()
    trial = tried(desk, now - DAY_MS, now + 1)
    assert (trial.state, trial.turns, trial.hits, trial.misses, trial.none) == (WorkState.DONE, 3, 1, 1, 1)
    turns = desk.do(lambda unit: desk.training.trials.turns(unit, SHOP, trial.id))
    assert [turn.verdict for turn in turns] == [Verdict.HIT, Verdict.MISS, Verdict.NONE]
    assert turns[0].said_by_bot == "每天16点前付款，当天发货"
    assert desk.do(lambda unit: desk.conversations.get(unit, SHOP, held)) == before


def test_figures_count_turns_and_conversations(desk: Desk) -> None:
    for outcome in (Outcome.ANSWERED, Outcome.ANSWERED, Outcome.UNKNOWN, Outcome.HANDED_OVER, Outcome.ASKED):
        desk.chat(("buyer", "你好问一下"), ("bot", "嗯"), outcome=outcome)
    desk.chat(("buyer", "有人吗"), ("bot", "嗯"), ("staff", "我来了"), outcome=Outcome.ANSWERED)
    now = desk.clock.now_ms()
    report = desk.do(lambda unit: desk.training.reports.of(unit, SHOP, now - DAY_MS, now + 1))
    whole = report.whole
    assert (whole.turns, whole.hits, whole.unknown, whole.asked, whole.handed_over) == (6, 3, 1, 1, 1)
    assert (whole.conversations, whole.contained) == (6, 4)
    assert [share.name for share in report.days] == ["2025-04-03"]

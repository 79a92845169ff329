"""Entries with conditions, intents, keyword rules and notices in the tables: kept whole, once, told."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from xiaoer.base.errors import XiaoerError
from xiaoer.base.fact import Fact
from xiaoer.base.ids import ProductId, ShopId
from xiaoer.base.recorded import Recorded
from xiaoer.facts.knowledge import (
    FaqRecorded,
    FaqRemoved,
    IntentRemoved,
    IntentSaved,
    KeywordRuleRemoved,
    KeywordRuleSaved,
    NoticeRemoved,
    NoticeSaved,
)
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import Unit
from xiaoer.knowledge.model import Conditions, Faq, Intent, KeywordRule, Notice, RuleAct, Stage
from xiaoer.knowledge.service import Knowledge

SHOP, OTHER = ShopId("shp_1"), ShopId("shp_2")
BOTH = frozenset({SHOP, OTHER})
knowledge = Knowledge()

LIMITS = Conditions(
    from_ms=10, until_ms=20, channels=("web",), products=("p",), regions=("新疆",), audience=("new",)
)
FAQ = Faq(
    "f1",
    SHOP,
    "多久发货",
    "48小时内",
    ProductId("p"),
    ("啥时候发",),
    ("两天内",),
    "parcel.when",
    LIMITS,
    "console",
)
RULE = KeywordRule(
    "r1", SHOP, "停发", ("停发",), ("新疆",), ("西藏",), RuleAct.ANSWER, "20日恢复", 3, LIMITS, False, 5
)
NOTICE = Notice("n1", SHOP, "停发", "20日恢复", ("parcel",), False, Conditions(from_ms=1), 7)
INTENT = Intent(
    "parcel.where", "物流查询", Stage.DURING, "到哪了", ("到哪了", "走到哪"), "parcel.where", "在路上"
)


T = TypeVar("T")


def write(database: Database, work: Callable[[Unit], T]) -> tuple[T, list[Fact]]:
    def both(unit: Unit) -> tuple[T, list[Fact]]:
        done = work(unit)
        return done, [note.fact for note in unit.told]

    return database.write_now(both, BOTH)


def versions(database: Database, shop: ShopId = SHOP) -> tuple[int, int]:
    return database.read_now(lambda unit: knowledge.versions(unit, shop), BOTH)


def test_each_comes_back_whole_is_told_once_and_is_taken_out_once(database: Database) -> None:
    read = database.read_now
    cases = (
        (
            lambda unit: knowledge.save_faq(unit, FAQ),
            lambda unit: knowledge.remove_faq(unit, SHOP, "f1"),
            lambda unit: knowledge.faqs(unit, SHOP),
            FAQ,
            (FaqRecorded("f1"), FaqRemoved("f1")),
        ),
        (
            lambda unit: knowledge.save_rule(unit, RULE),
            lambda unit: knowledge.remove_rule(unit, SHOP, "r1"),
            lambda unit: knowledge.rules(unit, SHOP),
            RULE,
            (KeywordRuleSaved("r1"), KeywordRuleRemoved("r1")),
        ),
        (
            lambda unit: knowledge.save_notice(unit, NOTICE),
            lambda unit: knowledge.remove_notice(unit, SHOP, "n1"),
            lambda unit: knowledge.notices(unit, SHOP),
            NOTICE,
            (NoticeSaved("n1"), NoticeRemoved("n1")),
        ),
        (
            lambda unit: knowledge.save_intent(unit, SHOP, INTENT),
            lambda unit: knowledge.remove_intent(unit, SHOP, INTENT.id),
            lambda unit: knowledge.intents(unit, SHOP),
            INTENT,
            (IntentSaved(INTENT.id), IntentRemoved(INTENT.id)),
        ),
    )
    for save, remove, kept, entry, (saved, removed) in cases:
        assert write(database, save) == (Recorded.RECORDED, [saved])
        assert read(kept, BOTH) == (entry,)
        assert write(database, save) == (Recorded.UNCHANGED, [])
        assert write(database, remove) == (True, [removed])
        assert write(database, remove) == (False, [])
        assert read(kept, BOTH) == ()


def test_an_emergency_raises_its_own_version_only(database: Database) -> None:
    assert versions(database) == (0, 0)
    write(database, lambda unit: knowledge.save_rule(unit, RULE))
    write(database, lambda unit: knowledge.save_notice(unit, NOTICE))
    assert versions(database) == (0, 2)
    write(database, lambda unit: knowledge.save_faq(unit, FAQ))
    write(database, lambda unit: knowledge.save_intent(unit, SHOP, INTENT))
    assert versions(database) == (2, 2)
    write(database, lambda unit: knowledge.remove_rule(unit, SHOP, "r1"))
    assert versions(database) == (2, 3)
    assert versions(database, OTHER) == (0, 0)


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (replace(RULE, any_of=(), all_of=()), "rule_empty"),
        (replace(RULE, any_of=("停发", " ")), "word_empty"),
        (replace(RULE, answer=" "), "answer_empty"),
        (replace(RULE, conditions=Conditions(from_ms=20, until_ms=20)), "window_backwards"),
        (replace(NOTICE, title=""), "title_empty"),
        (replace(NOTICE, text=""), "answer_empty"),
        (replace(NOTICE, conditions=Conditions(from_ms=20, until_ms=10)), "window_backwards"),
        (replace(FAQ, question=" "), "question_empty"),
        (replace(FAQ, answer=""), "answer_empty"),
        (replace(INTENT, phrasings=()), "phrasings_empty"),
        (replace(INTENT, title=""), "title_empty"),
    ],
)
def test_what_cannot_be_kept_is_said_in_one_error(
    database: Database, entry: Faq | KeywordRule | Notice | Intent, code: str
) -> None:
    def save(unit: Unit) -> Recorded:
        match entry:
            case Faq():
                return knowledge.save_faq(unit, entry)
            case KeywordRule():
                return knowledge.save_rule(unit, entry)
            case Notice():
                return knowledge.save_notice(unit, entry)
            case Intent():
                return knowledge.save_intent(unit, SHOP, entry)

    with pytest.raises(XiaoerError) as raised:
        write(database, save)
    assert (raised.value.code, raised.value.status) == (code, 422)


def test_a_rule_without_answer_may_hand_over(database: Database) -> None:
    write(database, lambda unit: knowledge.save_rule(unit, replace(RULE, act=RuleAct.HANDOFF, answer="")))


def test_the_same_rule_or_question_under_another_id_is_refused(database: Database) -> None:
    write(database, lambda unit: (knowledge.save_rule(unit, RULE), knowledge.save_faq(unit, FAQ)))
    with pytest.raises(XiaoerError) as raised:
        write(database, lambda unit: knowledge.save_rule(unit, replace(RULE, id="r2", answer="别的")))
    assert (raised.value.code, raised.value.status) == ("rule_duplicate", 409)
    with pytest.raises(XiaoerError) as raised:
        write(database, lambda unit: knowledge.save_faq(unit, replace(FAQ, id="f2", question="多久发货？")))
    assert (raised.value.code, raised.value.status) == ("faq_duplicate", 409)
    elsewhere = replace(FAQ, id="f2", conditions=Conditions(regions=("西藏",)))
    assert write(database, lambda unit: knowledge.save_faq(unit, elsewhere))[0] is Recorded.RECORDED


def test_entries_are_found_by_words_product_and_intent(database: Database) -> None:
    entries = [
        FAQ,
        Faq("f2", SHOP, "保修多久", "一年"),
        Faq("f3", SHOP, "运费", "包邮", similar=("邮费谁出",)),
    ]
    write(database, lambda unit: knowledge.save_faqs(unit, SHOP, entries))

    def found(**asked: str) -> list[str]:
        return database.read_now(
            lambda unit: [faq.id for faq in knowledge.faq_page(unit, SHOP, **asked)],  # type: ignore[arg-type]  # only texts
            BOTH,
        )

    assert found() == ["f1", "f2", "f3"]
    assert found(after="f1") == ["f2", "f3"]
    assert found(q="邮费") == ["f3"]
    assert found(q="一年") == ["f2"]
    assert found(product="p") == ["f1"]
    assert found(intent="parcel.when") == ["f1"]


def test_likenesses_put_contradictions_first(database: Database) -> None:
    entries = [
        Faq("a", SHOP, "七天无理由怎么退", "7天内可以退货"),
        Faq("b", SHOP, "怎么七天无理由退货", "15天内可以退货", similar=("七天无理由怎么退呀",)),
        Faq("c", SHOP, "发票什么时候开", "签收后开具"),
        Faq("d", SHOP, "发票什么时候开呢？", "签收后开具", conditions=Conditions(regions=("上海",))),
        Faq("e", SHOP, "能不能上门安装", "可以上门安装", ProductId("p")),
        Faq("f", SHOP, "能不能上门安装", "不能上门安装", ProductId("q")),
    ]
    write(database, lambda unit: knowledge.save_faqs(unit, SHOP, entries))
    found = database.read_now(lambda unit: knowledge.likenesses(unit, SHOP), BOTH)
    assert [(one.first.id, one.second.id, one.conflict.value) for one in found] == [
        ("a", "b", "numbers"),
        ("c", "d", "none"),
    ]
    assert found[0].share == 1


def test_notices_in_force_of_some_shops_by_the_clock(database: Database) -> None:
    def both(unit: Unit) -> None:
        now = unit.now_ms
        knowledge.save_notice(unit, replace(NOTICE, conditions=Conditions(until_ms=now + 10_000)))
        knowledge.save_notice(unit, replace(NOTICE, id="over", conditions=Conditions(until_ms=now)))
        later = Conditions(from_ms=now + 10_000)
        knowledge.save_notice(unit, replace(NOTICE, id="later", conditions=later))
        knowledge.save_notice(
            unit, replace(NOTICE, id="n2", shop=OTHER, conditions=Conditions(), created_ms=9)
        )

    write(database, both)
    read = database.read_now
    assert [n.id for n in read(lambda unit: knowledge.in_force(unit, [SHOP, OTHER]), BOTH)] == ["n2", "n1"]
    assert [n.id for n in read(lambda unit: knowledge.in_force(unit, [SHOP]), BOTH)] == ["n1"]
    assert read(lambda unit: knowledge.in_force(unit, []), BOTH) == []

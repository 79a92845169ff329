"""The packs of trade knowledge that ship: complete, loadable, and honest about medicine."""

import re

import pytest

from xiaoer.bot.industries import entries, industry, trade

PACKS = ("medical", "mother_baby", "fmcg")
_DRUGS = re.compile("布洛芬|乙酰氨基酚|阿莫西林|头孢|抗生素|蒙脱石|连花|泰诺|美林")
_PROMISES = re.compile("保证(能|会|治|有效|不|没)|一定(能|会)|百分之百|100%有效|包治|根治")


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_has_kinds_topics_and_thirty_answers_of_its_own(name: str) -> None:
    pack = industry(name)
    ids = [entry.id for entry in pack.entries]
    assert len(ids) >= 30
    assert len(set(ids)) == len(ids)
    assert all(one.startswith(f"{name}.") for one in ids)
    assert pack.kinds
    assert pack.goods
    assert len(trade((name,)).topics) >= len(pack.topics) >= 15


@pytest.mark.parametrize("name", PACKS)
def test_no_wording_stands_in_two_entries(name: str) -> None:
    wordings = [wording for faq in entries((name,)) for wording in (faq.question, *faq.similar)]
    assert len(set(wordings)) == len(wordings)


@pytest.mark.parametrize("name", PACKS)
def test_no_answer_names_a_drug_or_promises_an_effect(name: str) -> None:
    answers = [entry.answer for entry in industry(name).entries]
    assert [answer for answer in answers if _DRUGS.search(answer) or _PROMISES.search(answer)] == []


@pytest.mark.parametrize(
    ("name", "said", "topic"),
    [
        ("medical", "执行什么标准", "standard"),
        ("medical", "一盒多少只", "pack"),
        ("medical", "能洗了再用吗", "reuse"),
        ("medical", "生产日期是哪天", "produced"),
        ("mother_baby", "16斤穿什么码", "diaper.size"),
        ("mother_baby", "这是几段的", "stage"),
        ("mother_baby", "奶瓶能高温消毒吗", "sterilise"),
        ("fmcg", "有哪些口味", "flavour"),
        ("fmcg", "配料表发一下", "ingredients"),
        ("fmcg", "油皮能用吗", "skin"),
    ],
)
def test_a_question_of_the_trade_finds_its_topic(name: str, said: str, topic: str) -> None:
    assert topic in {found.name for found in trade((name,)).topics_of(said)}

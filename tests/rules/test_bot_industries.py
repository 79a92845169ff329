"""Industry packs: what they know, merged with what every trade shares, and told by a shop's titles."""

import pytest

from xiaoer.bot.industries import entries, industry, names, told_by, trade


@pytest.mark.parametrize("name", names())
def test_every_pack_compiles_and_its_entries_are_whole(name: str) -> None:
    pack = industry(name)
    assert pack.title
    assert trade((name,)).topics
    assert len({entry.id for entry in pack.entries}) == len(pack.entries)
    assert all(entry.question and entry.answer for entry in pack.entries)


def test_topics_of_a_trade_stand_instead_of_the_shared_ones() -> None:
    clothes, appliances, none = trade(("clothes",)), trade(("appliances",)), trade(())
    assert "尺码" in clothes.topic("size")[0].subject
    assert appliances.topic("size")[0].subject == "尺寸" == none.topic("size")[0].subject
    assert not clothes.topic("install.fee")
    assert not clothes.topic("safety")
    assert appliances.topic("install.fee")
    assert [t.name for t in appliances.topics][:2] == ["consumption", "gift"]


def test_kinds_of_goods_are_of_their_trade() -> None:
    assert "跑步鞋" in trade(("clothes",)).expanded("有跑鞋吗")
    assert trade(("appliances",)).expanded("燃热怎么样") == "燃热怎么样 燃气热水器"
    assert trade(("appliances",)).expanded("有跑鞋吗") == "有跑鞋吗"


def test_an_unknown_name_is_passed_over() -> None:
    assert trade(("clothes", "no such trade")).names == ("clothes",)
    assert entries(("no such trade",)) == ()
    with pytest.raises(KeyError):
        industry("no such trade")


def test_titles_tell_the_industry() -> None:
    assert told_by(["男跑步鞋", "女T恤", "腰包"])[:1] == ("clothes",)
    assert told_by(["60升电热水器", "油烟机"])[:1] == ("appliances",)
    assert told_by([]) == ()


def test_entries_carry_their_source_and_categories() -> None:
    entry = next(one for one in entries(("clothes",)) if one.id == "clothes.measure_foot")
    assert entry.shop == ""
    assert entry.source == "industry:clothes"
    assert entry.conditions.categories == ("鞋",)

"""Masked values are legal, and never put over the plain value that they hide."""

import pytest

from xiaoer.base.recorded import first_known, is_masked, plainer
from xiaoer.buyers.model import Address, Buyer
from xiaoer.buyers.rules import merge

PLAIN = Address("王小明", "13800001234", "中国", "广东省", "深圳市", "南山区", "玉泉路3号")


@pytest.mark.parametrize(
    ("known", "incoming", "kept"),
    [
        ("王小明", "王**", "王小明"),
        ("13800001234", "138****1234", "13800001234"),
        ("王**", "王小明", "王小明"),
        ("王小明", "", "王小明"),
        ("", "王**", "王**"),
        ("王小明", "李**", "李**"),  # a mask that cannot hide it: another person
        ("13800001234", "138****9999", "138****9999"),
        ("王**", "李**", "李**"),
        ("王小明", "王大明", "王大明"),
        ("", "", ""),
        ("(王)", "(＊＊)", "(王)"),
    ],
)
def test_which_of_two_values_is_kept_when_the_second_is_newer(known: str, incoming: str, kept: str) -> None:
    assert plainer(known, incoming) == kept


@pytest.mark.parametrize(
    ("known", "incoming", "kept"),
    [
        ("王小明", "李四", "王小明"),
        ("", "李四", "李四"),
        ("王**", "王小明", "王小明"),
        ("王**", "李四", "王**"),
        ("王小明", "王**", "王小明"),
        ("王**", "", "王**"),
    ],
)
def test_an_older_value_only_fills_in(known: str, incoming: str, kept: str) -> None:
    assert first_known(known, incoming) == kept


def test_what_is_masked() -> None:
    assert [is_masked(text) for text in ("王**", "1＊", "王明", "")] == [True, True, False, False]


@pytest.mark.parametrize(
    ("newer", "line"),
    [
        (Address(), "广东省深圳市南山区玉泉路3号"),
        (
            Address(province="广东省", city="深圳市", district="南山区", detail="玉***"),
            "广东省深圳市南山区玉泉路3号",
        ),
        (Address(province="广东省"), "广东省深圳市南山区玉泉路3号"),
        (Address(detail="北京市朝阳区1号"), "北京市朝阳区1号"),
        (Address(province="北京市", detail="***"), "北京市***"),
    ],
)
def test_two_places_are_never_mixed(newer: Address, line: str) -> None:
    assert PLAIN.updated(newer).line() == line


def test_an_older_address_fills_in_what_is_masked() -> None:
    masked = Address("王**", "138****1234", "中国", "广东省", "深圳市", "南山区", "玉***")
    assert masked.completed(PLAIN) == PLAIN
    assert PLAIN.completed(masked) == PLAIN
    elsewhere = Address("李**", "", "中国", "北京市", "北京市", "朝阳区", "***")
    assert elsewhere.completed(PLAIN) == Address(
        "李**", "13800001234", "中国", "北京市", "北京市", "朝阳区", "***"
    )


def test_a_buyer_keeps_what_a_source_does_not_say() -> None:
    known = Buyer("b", "s", "王小明", "13800001234", "女", 30, PLAIN)  # type: ignore[arg-type]  # plain ids will do
    assert merge(known, Buyer("b", "s", name="王**")) == known  # type: ignore[arg-type]  # plain ids will do
    older = merge(known, Buyer("b", "s", age=31, gender="男"))  # type: ignore[arg-type]  # plain ids will do
    assert (older.age, older.gender, older.address) == (31, "男", PLAIN)

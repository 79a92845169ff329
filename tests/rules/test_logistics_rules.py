"""Scans merge right however often and in whatever order they come in."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from xiaoer.base.ids import OrderId, ShopId, WaybillId
from xiaoer.logistics.model import Parcel, Scan
from xiaoer.logistics.rules import latest, merge, merge_scans

PARCEL = Parcel(
    WaybillId("w"), ShopId("s"), OrderId("1"), "京东快递", recipient="王小明", phone="13800001234"
)


def test_scans_are_kept_once_and_oldest_first() -> None:
    one, two, three = Scan(1, "已揽收", "南京"), Scan(2, "运输中", "合肥"), Scan(3, "派送中", "武汉")
    assert merge_scans((one, three), (three, two, one)) == (one, two, three)


def test_two_texts_of_one_moment_are_two_scans_and_a_missing_text_is_none() -> None:
    eta, planned = (
        Scan(1, "派送中", description="预计13日送达"),
        Scan(1, "派送中", description="已进入调度系统"),
    )
    assert merge_scans((eta,), (planned, eta)) == (eta, planned)
    bare = Scan(1, "派送中", place="武汉")
    assert merge_scans((bare,), (eta,)) == (replace(eta, place="武汉"),)
    assert merge_scans((eta,), (replace(eta, operator="李师傅"),)) == (replace(eta, operator="李师傅"),)
    elsewhere = replace(bare, place="长沙")
    assert merge_scans((bare,), (elsewhere,)) == (bare, elsewhere)


def test_a_parcel_takes_nothing_back() -> None:
    known = replace(PARCEL, scans=(Scan(2, "已签收"),), promised_ms=5, delivered_ms=2)
    older = replace(PARCEL, courier="", scans=(Scan(1, "运输中"),), recipient="王**", phone="138****1234")
    merged = merge(known, older)
    assert merged == replace(known, scans=(Scan(1, "运输中"), Scan(2, "已签收")))
    assert latest(merged) == Scan(2, "已签收")
    assert latest(PARCEL) is None


scans = st.lists(
    st.builds(
        Scan, st.integers(1, 4), st.sampled_from(["运输中", "派送中"]), st.sampled_from(["武汉", "长沙"])
    ),
    max_size=8,
)


@given(scans, scans)
def test_what_comes_again_changes_nothing_and_nothing_is_lost(
    known: list[Scan], incoming: list[Scan]
) -> None:
    merged = merge_scans(known, incoming)
    assert merge_scans(merged, incoming) == merged == merge_scans(merged, known)
    assert set(merged) == {*known, *incoming}
    assert [scan.at_ms for scan in merged] == sorted(scan.at_ms for scan in merged)

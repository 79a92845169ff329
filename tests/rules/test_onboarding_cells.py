"""A cell becomes an id, money, a time, a count; what a spreadsheet damaged is refused."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoer.base.clock import CHINA, from_ms, to_ms
from xiaoer.base.sheets.cells import clean, empty, flag, identifier, moment, money, quantity
from xiaoer.base.sheets.looks import Look, look_of
from xiaoer.base.sheets.model import UnreadableError


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ('="313021098954"', "313021098954"),
        ("'13800001111", "13800001111"),
        ("\t", ""),
        ("\t6917926768823640001", "6917926768823640001"),
        ('="\t"', ""),
        ('"吴*"', "吴*"),
        ("\u3000张三\u00a0", "张三"),
        ("\ufeff订单号", "订单号"),
        ("A\u202egpj.exe", "Agpj.exe"),
        ("两行\n地址", "两行\n地址"),
        ("备注\x0b续", "备注 续"),
        ("=cmd|'/C calc'!A0", "=cmd|'/C calc'!A0"),
        ('=HYPERLINK("http://evil.example","点我")', '=HYPERLINK("http://evil.example","点我")'),
        ("👩‍👧 好评", "👩‍👧 好评"),
    ],
)
def test_cells_are_cleaned(raw: str, text: str) -> None:
    assert clean(raw) == text


@pytest.mark.parametrize(("raw", "code"), [("a\x00b", "control_character"), ("x\ud800y", "bad_text")])
def test_what_no_database_keeps_is_refused(raw: str, code: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        clean(raw)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "text", ["3.13E+11", "3.13021E+11", "3.13e11", "3E+11", "313021098954.0", "313021098954.00"]
)
def test_damaged_ids_are_refused(text: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        identifier(text)
    assert caught.value.code == "damaged_identifier"
    assert text in caught.value.reason


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("313021098954", "313021098954"),
        ("260517-607198974342268", "260517-607198974342268"),
        ("00012", "00012"),
        ("2E10", "2E10"),
        ("３１３０", "3130"),
        ("3130\u200b21", "313021"),
        ("-", ""),
        ("王**", "王**"),
    ],
)
def test_ids_stay_text(text: str, value: str) -> None:
    assert identifier(text) == value


def test_an_id_longer_than_any_is_refused() -> None:
    with pytest.raises(UnreadableError, match="超过"):
        identifier("9" * 200)


@pytest.mark.parametrize(
    ("text", "moment_in_china"),
    [
        ("2026-01-02 03:04:05", "2026-01-02T03:04:05"),
        ("2026-1-2", "2026-01-02T00:00:00"),
        ("2026/1/2 3:04", "2026-01-02T03:04:00"),
        ("2026.01.02 03:04:05.678", "2026-01-02T03:04:05"),
        ("2026年1月2日", "2026-01-02T00:00:00"),
        ("2026年1月2日 3时4分5秒", "2026-01-02T03:04:05"),
        ("2026年1月2日 下午3点4分", "2026-01-02T15:04:00"),
        ("2026/1/2 12:30:00 AM", "2026-01-02T00:30:00"),
        ("2026-01-02T03:04:05Z", "2026-01-02T11:04:05"),
        ("2026-01-02T03:04:05-05:00", "2026-01-02T16:04:05"),
        ("２０２６－０１－０２ ０３：０４", "2026-01-02T03:04:00"),
        ("20260102", "2026-01-02T00:00:00"),
        ("20260102030405", "2026-01-02T03:04:05"),
        ("46024.5", "2026-01-02T12:00:00"),
        ("1767294245", "2026-01-02T03:04:05"),
        ("1767294245000", "2026-01-02T03:04:05"),
    ],
)
def test_times_in_the_usual_forms(text: str, moment_in_china: str) -> None:
    assert from_ms(moment(text)).replace(tzinfo=None, microsecond=0).isoformat() == moment_in_china


@pytest.mark.parametrize("text", ["", "-", "0000-00-00 00:00:00", "1970-01-01 08:00:00", "无"])
def test_no_time_is_zero(text: str) -> None:
    assert moment(text) == 0


@pytest.mark.parametrize(
    "text", ["昨天", "13/01/2026", "2026-13-01", "2026-02-30", "9999-01-01", "99999999999999", "1"]
)
def test_times_that_cannot_be_known_are_refused(text: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        moment(text)
    assert caught.value.code == "bad_time"


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001 - China's zone is set below
def test_a_written_time_is_read_back(when: datetime) -> None:
    at_ms = to_ms(when.replace(microsecond=0, tzinfo=CHINA))
    assert moment(from_ms(at_ms).strftime("%Y/%m/%d %H:%M:%S")) == at_ms
    assert moment(from_ms(at_ms, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")) == at_ms


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("¥1,299.00", 129900),
        ("1299元", 129900),
        ("１２９９．５", 129950),
        ("-5", -500),
        ("0", 0),
        ("￥ 78.06", 7806),
    ],
)
def test_money_texts(text: str, fen: int) -> None:
    assert money(text).fen == fen


@pytest.mark.parametrize("text", ["免费", "99-199", "NaN", "Infinity", "1e99", "1.2万", "", "9" * 30, "=1+1"])
def test_what_is_no_money_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        money(text)
    assert caught.value.code == "bad_money"


@pytest.mark.parametrize(("text", "count"), [("2", 2), ("2.00", 2), ("3件", 3), ("1,000", 1000), ("0", 0)])
def test_counts(text: str, count: int) -> None:
    assert quantity(text) == count


@pytest.mark.parametrize("text", ["1.5", "-1", "很多", "10000001", "NaN", "Infinity"])
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        quantity(text)


def test_flags() -> None:
    assert [flag(text) for text in ("是", "TRUE", "1", "否", "", "no")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    with pytest.raises(UnreadableError):
        flag("也许")


def test_masked_values_are_values() -> None:
    assert not empty("王**")
    assert clean("138****2201") == "138****2201"


@given(st.text())
def test_cleaning_never_crashes_and_is_settled(raw: str) -> None:
    try:
        once = clean(raw)
    except UnreadableError:
        return
    assert "\x00" not in once
    assert once == once.strip()


@pytest.mark.parametrize(
    ("values", "look"),
    [
        (["13800001111", "139****2222", ""], Look.PHONE),
        (["2026-01-02", "2026/1/3 10:00"], Look.MOMENT),
        (["¥12.00", "3.50"], Look.MONEY),
        (["1", "2", "30"], Look.COUNT),
        (["260517-607198974342268", "JD1234567890"], Look.IDENTIFIER),
        (["是", "否"], Look.FLAG),
        (["红色", "2"], Look.TEXT),
        (["", "-"], Look.NOTHING),
    ],
)
def test_what_a_column_looks_like(values: list[str], look: Look) -> None:
    assert look_of(values) is look

"""Bytes become sheets: encodings, delimiters, line numbers, workbooks, JSON; hostile files are refused."""

import io
import json
import zipfile
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoer.base.sheets.model import Limits, Reading
from xiaoer.infra.sheets.reading import read_file

TEXT = "订单号,金额\nA1,1.00\nA2,2.00\n"


def cells(reading: Reading) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.line, row.cells) for sheet in reading.sheets for row in sheet.rows]


def codes(reading: Reading) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.column, problem.code) for problem in reading.problems]


def workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters(encoding: str, delimiter: str) -> None:
    reading = read_file("a.csv", TEXT.replace(",", delimiter).encode(encoding))
    assert reading.problems == ()
    assert reading.sheets[0].headers == ("订单号", "金额")
    assert cells(reading) == [(2, ("A1", "1.00")), (3, ("A2", "2.00"))]


def test_rare_characters_of_gb18030() -> None:
    assert cells(read_file("a.csv", "姓名,甲\n𠮷野,龘\n".encode("gb18030"))) == [(2, ("𠮷野", "龘"))]


def test_utf8_with_a_broken_byte_is_not_taken_for_gbk() -> None:
    data = "订单号,收货人姓名,收货地址\nA1,王小明,广东省揭阳市\n".encode() + b"A2,\xff,\n"
    assert codes(read_file("a.csv", data)) == [(3, "", "bad_encoding")]


def test_bytes_that_are_no_text_are_refused() -> None:
    assert codes(read_file("a.csv", b"\x80\x81\xff\xfe,\n\xff\xff")) == [(1, "", "bad_encoding")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b" \r\n\t", "empty_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old_workbook"),
        (b"%PDF-1.7", "not_a_table"),
        (b"PK\x03\x04broken", "bad_workbook"),
        (b'{"a": [1,', "bad_json"),
        (b"[1, 2]", "bad_record"),
        (b'{"a": 1}', "no_table"),
        (b"[NaN]", "bad_json"),
        (b"[" * 100_000, "too_deep"),
        (b'[{"a":' * 60 + b"1" + b"}]" * 60, "too_deep"),
    ],
)
def test_files_that_are_no_table(data: bytes, code: str) -> None:
    assert [problem.code for problem in read_file("x", data).problems] == [code]


def test_lines_are_counted_through_quoted_line_breaks() -> None:
    reading = read_file("a.csv", b'id,note\n1,"two\nlines"\n2,x\n\n3,y\n')
    assert cells(reading) == [(2, ("1", "two\nlines")), (4, ("2", "x")), (6, ("3", "y"))]


def test_a_title_above_the_headers_is_stepped_over() -> None:
    reading = read_file("a.csv", "店铺订单\n\n订单号,金额\nA1,1\n".encode())
    assert reading.sheets[0].headers == ("订单号", "金额")
    assert cells(reading) == [(4, ("A1", "1"))]


def test_an_unclosed_quote_names_the_line_where_it_opens() -> None:
    assert codes(read_file("a.csv", b'id,note\n1,ok\n2,"open\n3,x\n4,y\n')) == [(3, "", "open_quote")]


def test_a_row_with_too_many_cells_is_refused_and_marked() -> None:
    reading = read_file("a.csv", "id,地址\n1,中山路,1号\n2,ok,\n".encode())
    assert codes(reading) == [(2, "", "too_many_cells")]
    assert [row.damaged for row in reading.sheets[0].rows] == [True, False]


def test_headers_that_repeat_are_told_apart() -> None:
    assert read_file("a.csv", b"id,name,name\n1,a,b\n").sheets[0].headers == ("id", "name", "name_2")


def test_nul_and_ten_megabytes_in_a_cell_are_refused_by_line_and_column() -> None:
    data = b"id,note\n1,a\x00b\n2," + b"x" * 10_000_000 + b"\n3,fine\n"
    reading = read_file("a.csv", data)
    assert codes(reading) == [(2, "note", "control_character"), (3, "note", "cell_too_long")]
    assert [row.damaged for row in reading.sheets[0].rows] == [True, True, False]


def test_formulas_in_a_text_file_are_text() -> None:
    reading = read_file("a.csv", b"id,note\n1,=cmd|'/C calc'!A0\n2,@SUM(1+1)\n3,+1+2\n")
    assert [row.cells[1] for row in reading.sheets[0].rows] == ["=cmd|'/C calc'!A0", "@SUM(1+1)", "+1+2"]


def test_a_workbook_with_several_sheets_and_typed_cells() -> None:
    data = workbook(
        订单=[["订单号", "金额", "时间", "加急"], ["A1", 12.5, datetime(2026, 1, 2, 3, 4, 5), True]],  # noqa: DTZ001 - cells have no zone
        明细=[["订单号", "商品ID", "数量"], [313021098954, 42, 1.0]],
        空=[],
    )
    reading = read_file("a.xlsx", data)
    assert [sheet.name for sheet in reading.sheets] == ["订单", "明细"]
    assert cells(reading) == [
        (2, ("A1", "12.5", "2026-01-02 03:04:05", "是")),
        (2, ("313021098954", "42", "1")),
    ]


def test_a_number_with_more_digits_than_a_spreadsheet_keeps_shows_as_damaged() -> None:
    reading = read_file(
        "a.xlsx", workbook(s=[["订单号", "x"], [2145678901230000117, 1], [2.14567890123e18, 1]])
    )
    assert [row.cells[0] for row in reading.sheets[0].rows] == [
        "2.14567890123000E+18",
        "2.14567890123000E+18",
    ]


def test_formulas_in_a_workbook_are_never_run() -> None:
    data = workbook(s=[["订单号", "金额"], ['="313021098954"', "=1+1"], ["=cmd|'/C calc'!A0", 3]])
    assert cells(read_file("a.xlsx", data)) == [
        (2, ("313021098954", "=1+1")),
        (3, ("=cmd|'/C calc'!A0", "3")),
    ]


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 200_000_000)
    reading = read_file("a.xlsx", stream.getvalue(), Limits(unpacked_bytes=100_000_000))
    assert [problem.code for problem in reading.problems] == ["too_big"]


def test_an_entity_bomb_in_a_workbook_is_refused() -> None:
    book = workbook(s=[["订单号", "金额"], ["A1", 1]])
    bomb = b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "' + b"a" * 100 + b'">'
    bomb += b"".join(
        b'<!ENTITY b%d "%s">' % (n, b"&a;" * 10 if n == 0 else b"&b%d;" % (n - 1) * 10) for n in range(9)
    )
    bomb += b"]><worksheet><sheetData><row><c><v>&b8;</v></c></row></sheetData></worksheet>"
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            target.writestr(name, bomb if name.startswith("xl/worksheets/") else source.read(name))
    assert [problem.code for problem in read_file("a.xlsx", stream.getvalue()).problems] == ["bad_workbook"]


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(rows=1), "too_many_rows"),
        (Limits(columns=1), "too_many_columns"),
        (Limits(file_bytes=10), "too_big"),
    ],
)
def test_limits(limits: Limits, code: str) -> None:
    assert [problem.code for problem in read_file("a.csv", TEXT.encode(), limits).problems] == [code]


def test_blank_rows_cost_nothing_and_keep_the_line_numbers() -> None:
    data = b"\n" * 30 + b"id,name\n" + b"1,a\n" + b",\n" * 30 + b"2,b\n"
    reading = read_file("a.csv", data, Limits(rows=2))
    assert reading.problems == ()
    assert cells(reading) == [(32, ("1", "a")), (63, ("2", "b"))]


def test_json_arrays_lines_objects_of_arrays_and_objects_by_id() -> None:
    record = {"id": "1", "n": 2}
    expected = [(1, ("1", "2")), (2, ("1", "2"))]
    assert cells(read_file("a", json.dumps([record, record]).encode())) == expected
    assert cells(read_file("a", f"{json.dumps(record)}\n{json.dumps(record)}\n".encode())) == expected
    both = read_file("a", json.dumps({"orders": [record], "items": [record], "code": 0}).encode())
    assert [sheet.name for sheet in both.sheets] == ["orders", "items"]
    keyed = read_file("a", json.dumps({"jd": {"shop": {"k1": record, "k2": record}}}).encode())
    assert keyed.sheets[0].headers == ("key", "key2", "key3", "id", "n")
    assert cells(keyed) == [(1, ("k1", "shop", "jd", "1", "2")), (2, ("k2", "shop", "jd", "1", "2"))]


def test_json_lists_spread_over_rows_and_numbers_keep_their_digits() -> None:
    text = '[{"id": 3.13E+11, "total": 1299.50, "ok": true, "no": null, "tags": ["a", "b"],'
    text += ' "items": [{"p": 1}, {"p": 2}], "gifts": [{"g": "x"}], "at": {"city": "揭阳"}}]'
    sheet = read_file("a.json", text.encode()).sheets[0]
    assert sheet.headers == ("id", "total", "ok", "no", "tags", "at.city", "items.p", "gifts.g")
    assert [row.cells for row in sheet.rows] == [
        ("3.13E+11", "1299.50", "true", "", "a\nb", "揭阳", "1", "x"),
        ("3.13E+11", "1299.50", "true", "", "a\nb", "揭阳", "2", ""),
    ]


def test_half_a_character_in_json_is_refused() -> None:
    assert codes(read_file("a.json", b'[{"id": "1", "name": "\\ud800"}]')) == [(1, "name", "bad_text")]


@given(st.binary(max_size=2_000))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    reading = read_file("x", data)
    assert reading.sheets or reading.problems


@given(st.text(max_size=500))
def test_no_text_crashes_the_reader(text: str) -> None:
    reading = read_file("x.csv", text.encode("utf-8", "surrogatepass"))
    assert all(len(row.cells) == len(sheet.headers) for sheet in reading.sheets for row in sheet.rows)

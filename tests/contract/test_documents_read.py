"""Every kind of file that the desk takes is read with its places; a hostile one gives one clear error."""

import json
from pathlib import Path

import pytest

from tests.papers import bomb, locked, pdf, word, workbook
from xiaoer.adapters.documents.chats import lines_of_chat
from xiaoer.adapters.documents.reading import FileReader
from xiaoer.adapters.documents.shelf import FolderShelf
from xiaoer.base.errors import XiaoerError
from xiaoer.infra.http.masking import mask
from xiaoer.training.model import Document, Passage, SourceKind
from xiaoer.training.rules.reading import found_in

PAGES = [
    ["电热水壶说明书", "1. 首次使用", "加水至最高水位，煮沸后倒掉，重复两次。", "- 1 -"],
    ["电热水壶说明书", "2. 除水垢", "倒入白醋与水各一半，煮沸后静置半小时，再用清水冲洗干净。", "- 2 -"],
    ["电热水壶说明书", "3. 故障处理", "不加热时检查底座是否放平，仍不行请联系售后。", "- 3 -"],
    ["电热水壶说明书", "4. 保修", "整机保修一年，人为损坏除外，凭购买记录办理。", "- 4 -"],
]


def read(name: str, data: bytes) -> Document:
    return FileReader().read(name, data, lambda: False)


def test_a_pdf_is_read_by_heading_with_its_page_and_without_running_heads() -> None:
    document = read("manual.pdf", pdf(PAGES))
    assert document.passages[1] == Passage(
        "第2页", "除水垢", "倒入白醋与水各一半，煮沸后静置半小时，再用清水冲洗干净。"
    )
    assert [passage.heading for passage in document.passages] == ["首次使用", "除水垢", "故障处理", "保修"]
    found = found_in(document, mask)
    assert (found.kind, len(found.drafts)) == (SourceKind.MANUAL, 4)


def test_a_word_document_gives_passages_and_tables() -> None:
    rows = [["故障代码", "可能原因", "处理方法"], ["E1", "缺水", "加水到最低水位以上"]]
    document = read("manual.docx", word("# 清洁", "用软布擦拭，不要用钢丝球。", "# 故障", rows))
    assert document.passages[0] == Passage("第1段", "清洁", "用软布擦拭，不要用钢丝球。")
    assert document.tables[0].headers == ("故障代码", "可能原因", "处理方法")
    assert [draft.question for draft in found_in(document, mask).drafts] == ["显示E1怎么办", "清洁"]


@pytest.mark.parametrize("kind", ["xlsx", "csv", "json", "gbk"])
def test_ready_replies_of_every_kind_give_the_same_drafts(kind: str) -> None:
    rows = (["分组", "快捷编码", "快捷短语"], ["物流", "发货时间", "16点前付款当天发货"])
    data = {
        "xlsx": workbook(*rows),
        "csv": "\n".join(",".join(row) for row in rows).encode(),
        "json": json.dumps([dict(zip(*rows, strict=True))], ensure_ascii=False).encode(),
        "gbk": "\n".join("\t".join(row) for row in rows).encode("gb18030"),
    }[kind]
    [draft] = found_in(read(f"replies.{'csv' if kind == 'gbk' else kind}", data), mask).drafts
    assert (draft.question, draft.answer) == ("发货时间", "16点前付款当天发货")
    assert draft.source.kind is SourceKind.READY_REPLIES


def test_a_chat_log_as_json_sessions() -> None:
    said = [{"role": "buyer", "text": "能用电磁炉吗"}, {"role": "agent", "text": "可以的，明火也行"}]
    log = json.dumps([{"session_id": "s1", "messages": said}], ensure_ascii=False).encode()
    [draft] = found_in(read("log.json", log), mask).drafts
    assert (draft.question, draft.answer) == ("能用电磁炉吗", "可以的，明火也行")
    assert draft.source.kind is SourceKind.CHAT_LOG


@pytest.mark.parametrize(
    "log",
    [
        "买家：能用电磁炉吗\n客服：可以的，明火也行\n买家：好",
        "2024-05-01 10:22:33 tb01\n能用电磁炉吗\n2024-05-01 10:22:50 某店:小美\n可以的，明火也行\n",
        "tb01 (2024-05-01 10:22:33): 能用电磁炉吗\n某店:小美 (2024-05-01 10:22:50): 可以的，明火也行",
        "[10:22] tb01: 能用电磁炉吗\n[10:23] 客服小美: 可以的，明火也行",
    ],
)
def test_a_chat_log_as_text(log: str) -> None:
    assert [line.text for line in lines_of_chat(log)][:2] == ["能用电磁炉吗", "可以的，明火也行"]
    [draft] = found_in(read("log.txt", log.encode()), mask).drafts
    assert (draft.question, draft.answer) == ("能用电磁炉吗", "可以的，明火也行")


def test_plain_text_and_markdown_by_heading() -> None:
    document = read("a.md", "# 退换货\n签收七天内可以退，吊牌要在。\n## 运费\n质量问题我们出运费。".encode())
    assert [passage.heading for passage in document.passages] == ["退换货", "运费"]
    assert lines_of_chat("说明：\n请先阅读\n然后安装") == ()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.pdf", b"%PDF-1.7 broken", "bad_pdf"),
        ("a.pdf", pdf(PAGES)[:400], "bad_pdf"),
        ("a.pdf", pdf([[" "]]), "no_text"),
        ("a.pdf", locked(pdf(PAGES)), "encrypted"),
        ("a.pdf", pdf([["第一页文字"]] * 401), "too_long"),
        ("a.docx", bomb("word/document.xml", 60 << 20), "too_big"),
        ("a.docx", bomb("word/document.xml", 100), "bad_word"),
        ("a.xlsx", bomb("xl/worksheets/sheet1.xml", 300 << 20), "too_big"),
        ("a.xlsx", bomb("nothing", 10), "bad_workbook"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "old_workbook"),
        ("a.txt", b"  \n ", "empty_file"),
        ("a.txt", bytes(range(128, 256)) * 4, "bad_encoding"),
        ("a.json", b'[{"a": ', "bad_json"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "not_a_table"),
    ],
)
def test_a_hostile_file_gives_one_clear_error(name: str, data: bytes, code: str) -> None:
    with pytest.raises(XiaoerError) as error:
        read(name, data)
    assert (error.value.code, error.value.status) == (code, 422)
    assert error.value.detail


def test_the_shelf_keeps_bytes_by_their_hash(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path / "files")
    name, digest = shelf.keep("../../etc/说明.pdf\x00", b"x")
    assert name == "说明.pdf"
    assert shelf.keep("b.pdf", b"x") == ("b.pdf", digest)
    assert shelf.take(digest) == b"x"
    with pytest.raises(XiaoerError) as error:
        shelf.take("0" * 64)
    assert error.value.code == "file_missing"


@pytest.mark.parametrize(
    "text",
    [
        "a" + " " * 400_000 + "b",
        "# " + "#" * 400_000 + "x",
        "买家：" + "能" * 400_000 + "\n客服：" + "可" * 400_000,
        "【" * 400_000,
        "1." * 200_000,
        "[" * 400_000 + "\n" + "问：" * 200_000,
    ],
)
def test_one_endless_line_costs_no_more_than_its_length(text: str) -> None:
    found = found_in(read("a.txt", text.encode()), mask)
    assert all(len(draft.answer) <= 4000 for draft in found.drafts)

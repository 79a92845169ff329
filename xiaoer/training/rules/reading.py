"""What becomes a draft of a file that was read: ready replies, chat logs, sheets and manuals."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from xiaoer.base.ids import ProductId, ShopId
from xiaoer.training.model import (
    Document,
    Draft,
    DraftId,
    Found,
    Passage,
    Skipped,
    Source,
    SourceKind,
    Spoken,
    Table,
)
from xiaoer.training.rules.chatting import pairs_of
from xiaoer.training.rules.columns import Columns, Means, Shape, cell, columns_of, shape_of
from xiaoer.training.rules.drafting import LONGEST_ANSWER, LONGEST_QUESTION
from xiaoer.training.rules.learning import is_masked

MOST_DRAFTS: Final = 3000  # of one file
_NOWHERE: Final = ShopId("")  # whose file it is says who asked for the reading
_QUOTE: Final = 300
_LONGEST_PASSAGE: Final = 1200
_LEAST_PASSAGE: Final = 12
_NOTHING_TO_ASK: Final = re.compile(r"目录|封面|版权|声明|前言|装箱|修订|序言|保修卡|合格证|^附录|联系我们")
_ASKED: Final = re.compile(r"^(?:问|Q|q|问题)\s*\d*\s*[:：.、]\s*(.+)$")
_SAID: Final = re.compile(r"^(?:答|A|a|回答|回复)\s*\d*\s*[:：.、]\s*(.*)$")
_TELLING: Final = re.compile(r"说明|方法|注意|保养|清洁|使用|安装|步骤|售后|保修|发货|退换")
_CHINESE: Final = re.compile(r"[一-龥]{2,}")
_CLAUSE: Final = re.compile(r"[，。！？；,!?;~～\n]")
_CODE: Final = re.compile(r"^[A-Za-z]{0,3}\d{1,4}$")
_BUYERS: Final = frozenset({"买家", "顾客", "客户", "用户", "访客", "buyer", "customer", "user", "visitor"})
_SELLERS: Final = frozenset(
    {"客服", "卖家", "商家", "人工", "人工客服", "agent", "seller", "staff", "assistant", "service", "human"}
)

Hide = Callable[[str], str]


def found_in(document: Document, hide: Hide = lambda text: text) -> Found:
    """Return the drafts that a document gives, and what was left out and why.

    `hide` masks personal data: of chats nothing that it would change is repeated; what the shop wrote for
    everybody (its service phone, its return address) is kept with a note to check it.
    """
    drafts: list[Draft] = []
    skipped: list[Skipped] = []
    kinds: list[SourceKind] = []
    if document.lines:
        _take(_of_chat(document.name, document.lines, hide), drafts, skipped, kinds)
    for table in document.tables:
        _take(_of_table(document, table, hide), drafts, skipped, kinds)
    if document.passages:
        _take(_of_passages(document.name, document.passages), drafts, skipped, kinds)
    known: dict[tuple[str, str], Draft] = {(draft.question, draft.answer): draft for draft in drafts}
    kept = tuple(_warned(draft, hide) for draft in known.values())
    if len(kept) > MOST_DRAFTS:
        skipped.append(
            Skipped("", f"一个文件最多取 {MOST_DRAFTS} 条，其余 {len(kept) - MOST_DRAFTS} 条请拆开上传")
        )
    kind = max(kinds, key=kinds.count) if kinds else SourceKind.MANUAL
    return Found(kind, kept[:MOST_DRAFTS], tuple(skipped))


def _take(found: Found, drafts: list[Draft], skipped: list[Skipped], kinds: list[SourceKind]) -> None:
    drafts += found.drafts
    skipped += found.skipped
    kinds += [found.kind] * len(found.drafts)


# ---------------------------------------------------------------- chats


def _of_chat(name: str, lines: Sequence[Spoken], hide: Hide) -> Found:
    pairs, skipped = pairs_of(lines, hide)
    drafts = []
    for pair in pairs:
        source = Source(SourceKind.CHAT_LOG, name, pair.place, pair.quote[:_QUOTE])
        sure = min(0.95, 0.4 + 0.1 * pair.times) * pair.agreed
        draft = Draft(
            _NOWHERE, DraftId(""), pair.question, pair.answer, source, similar=pair.similar, confidence=sure
        )
        drafts.append(draft)
    return Found(SourceKind.CHAT_LOG, tuple(drafts), skipped)


def _lines_of(table: Table, columns: Columns) -> list[Spoken]:
    found = []
    for row, line in _rows(table):
        text = cell(row, columns, Means.SAID)
        role = cell(row, columns, Means.ROLE).lower()
        who = cell(row, columns, Means.SPEAKER) or role
        if text:
            side = True if role in _BUYERS else False if role in _SELLERS else None
            named = f"{who} {role}" if side is None else who
            found.append(Spoken(_place(table, line), cell(row, columns, Means.CHAT), named, side, text))
    return sorted(found, key=lambda line: line.chat) if Means.CHAT in columns else found


# ---------------------------------------------------------------- tables


def _of_table(document: Document, table: Table, hide: Hide) -> Found:
    columns = columns_of(table.headers)
    match shape_of(columns):
        case Shape.CHATS:
            return _of_chat(document.name, _lines_of(table, columns), hide)
        case Shape.QUESTIONS:
            return _rows_to(table, SourceKind.SHEET, lambda row: _question(row, columns), document.name)
        case Shape.READY_REPLIES:
            return _rows_to(table, SourceKind.READY_REPLIES, lambda row: _ready(row, columns), document.name)
        case Shape.FAULTS:
            return _rows_to(table, SourceKind.MANUAL, lambda row: _fault(row, columns), document.name)
        case Shape.PRODUCTS:
            return _of_products(document.name, table, columns)
        case None:
            headers = "、".join(header for header in table.headers if header)[:60]
            return Found(
                SourceKind.SHEET, (), (Skipped(table.place, f"看不出这张表讲什么（列：{headers}）"),)
            )


_Row = tuple[str, str, tuple[str, ...], str, float]  # question, answer, similar, product, confidence


def _rows_to(table: Table, kind: SourceKind, read: Callable[[Sequence[str]], _Row], name: str) -> Found:
    drafts: list[Draft] = []
    skipped: list[Skipped] = []
    for row, line in _rows(table):
        question, answer, similar, product, sure = read(row)
        place = _place(table, line)
        why = _flaw(question, answer)
        if why:
            skipped.append(Skipped(place, why))
            continue
        drafts.append(
            Draft(
                _NOWHERE,
                DraftId(""),
                question,
                answer,
                Source(kind, name, place, answer[:_QUOTE]),
                similar=similar,
                product=ProductId(product) if product else None,
                confidence=sure,
            )
        )
    return Found(kind, tuple(drafts), tuple(skipped))


def _question(row: Sequence[str], columns: Columns) -> _Row:
    similar = tuple(re.split(r"[\n;；|]+", cell(row, columns, Means.SIMILAR)))
    kept = tuple(text.strip() for text in similar if text.strip())
    product = cell(row, columns, Means.PRODUCT)
    return cell(row, columns, Means.QUESTION), cell(row, columns, Means.ANSWER), kept, product, 0.9


def _ready(row: Sequence[str], columns: Columns) -> _Row:
    """Draft the question of a ready reply: its title, else its group, else how it begins."""
    answer = cell(row, columns, Means.ANSWER)
    title, group = cell(row, columns, Means.CODE), cell(row, columns, Means.GROUP)
    product = cell(row, columns, Means.PRODUCT)
    if _CHINESE.search(title) or len(title.split()) > 1:
        return title, answer, (), product, 0.7
    begin = next((part.strip() for part in _CLAUSE.split(answer) if len(part.strip()) >= 4), answer)  # noqa: PLR2004 - a word or two say nothing
    if _CHINESE.search(group):
        return f"{group}：{begin[:30]}", answer, (), product, 0.4
    return begin[:40], answer, (), product, 0.3


def _fault(row: Sequence[str], columns: Columns) -> _Row:
    said = [row[place].strip() for place in columns[Means.FAULT] if place < len(row) and row[place].strip()]
    cause, remedy = cell(row, columns, Means.CAUSE), cell(row, columns, Means.REMEDY)
    named = " ".join(said)
    question = f"显示{named}怎么办" if _CODE.match(named) else f"{named}怎么办"
    answer = f"可能原因：{cause}\n处理方法：{remedy}" if cause and remedy else remedy
    similar = tuple(f"{one}是什么故障" for one in said if _CODE.match(one))
    return (question if said else ""), answer, similar, "", 0.8


def _of_products(name: str, table: Table, columns: Columns) -> Found:
    """Draft what a product sheet tells in words; its figures come in by the import, as attributes."""
    telling = [
        place
        for place, header in enumerate(table.headers)
        if _TELLING.search(header) and place not in _of(columns)
    ]
    drafts: list[Draft] = []
    for row, line in _rows(table):
        title, product = cell(row, columns, Means.TITLE), cell(row, columns, Means.PRODUCT)
        for place in telling:
            header, answer = table.headers[place], row[place].strip() if place < len(row) else ""
            question = f"{title}的{header}"
            if len(answer) >= _LEAST_PASSAGE and not _flaw(question, answer):
                source = Source(SourceKind.SHEET, name, _place(table, line), answer[:_QUOTE])
                drafts.append(
                    Draft(
                        _NOWHERE,
                        DraftId(""),
                        question,
                        answer,
                        source,
                        product=ProductId(product) if product else None,
                        confidence=0.6,
                    )
                )
    note = Skipped(table.place, "商品表的参数请用“导入”功能，这里只取成段的说明")
    return Found(SourceKind.SHEET, tuple(drafts), (note,))


def _of(columns: Columns) -> frozenset[int]:
    return frozenset(place for places in columns.values() for place in places)


def _rows(table: Table) -> Iterable[tuple[Sequence[str], int]]:
    return zip(table.rows, table.lines or range(1, len(table.rows) + 1), strict=False)


def _place(table: Table, line: int) -> str:
    return f"{table.place} 第{line}行".strip()


# ---------------------------------------------------------------- manuals


def _of_passages(name: str, passages: Sequence[Passage]) -> Found:
    drafts: list[Draft] = []
    skipped: list[Skipped] = []
    for passage in passages:
        asked = _asked_in(passage.text)
        if asked:
            pairs = [(question, answer, 0.9) for question, answer in asked]
        else:
            why = _nothing_in(passage)
            if why:
                skipped.append(Skipped(_at(passage), why))
                continue
            pairs = [(passage.heading, _shortened(passage.text), 0.5)]
        for question, answer, sure in pairs:
            why = _flaw(question, answer)
            if why:
                skipped.append(Skipped(_at(passage), why))
            else:
                source = Source(SourceKind.MANUAL, name, _at(passage), answer[:_QUOTE])
                drafts.append(Draft(_NOWHERE, DraftId(""), question, answer, source, confidence=sure))
    return Found(SourceKind.MANUAL, tuple(drafts), tuple(skipped))


def _asked_in(text: str) -> list[tuple[str, str]]:
    """Return the questions and answers of a text that writes them so (问：… 答：…)."""
    found: list[tuple[str, list[str]]] = []
    answering = False
    for line in text.splitlines():
        asked, said = _ASKED.match(line), _SAID.match(line)
        if asked:
            found.append((asked.group(1).strip(), []))
            answering = False
        elif said and found:
            found[-1][1].append(said.group(1).strip())
            answering = True
        elif answering:
            found[-1][1].append(line)
    return [(question, "\n".join(answer).strip()) for question, answer in found if any(answer)]


def _nothing_in(passage: Passage) -> str:
    if not passage.heading:
        return "这一段没有标题，看不出回答什么"
    if _NOTHING_TO_ASK.search(passage.heading):
        return "目录、声明一类，买家不会问"
    return "内容太短" if len(passage.text) < _LEAST_PASSAGE else ""


def _shortened(text: str) -> str:
    """Return the text, cut after a sentence when it is too long for a chat."""
    if len(text) <= _LONGEST_PASSAGE:
        return text
    end = max(text.rfind(sign, 0, _LONGEST_PASSAGE) for sign in "。；\n")
    return text[: end + 1 if end > 0 else _LONGEST_PASSAGE].strip()


def _at(passage: Passage) -> str:
    return f"{passage.place} {passage.heading}".strip()


def _flaw(question: str, answer: str) -> str:
    """Return why nothing can be drafted of it, "" when it can."""
    if not question or not answer:
        return "缺问题或答案"
    if len(question) > LONGEST_QUESTION or len(answer) > LONGEST_ANSWER:
        return "问题或答案太长"
    return "有被隐去的内容，不能照搬" if is_masked(question) or is_masked(answer) else ""


def _warned(draft: Draft, hide: Hide) -> Draft:
    """Return the draft with a note when it names a phone or an address: the shop's own may stand in it."""
    if hide(draft.answer) == draft.answer and hide(draft.question) == draft.question:
        return draft
    return replace(draft, reason="有电话或地址，请核对是店铺自己的", confidence=draft.confidence / 2)

"""A product's texts cut into passages that can be found and quoted one by one."""

import re
from dataclasses import dataclass
from itertools import pairwise

from xiaoer.bot.catalogue.tables import grid_in
from xiaoer.bot.industries import Trade
from xiaoer.knowledge.model import Product

_HEADING = re.compile(
    r"【([^】]{1,12})】|(?:^|(?<=[。\n；]))\s*([^。；，：:\n【】\d]{2,10}(?:要求|流程(?:如下)?|费用(?:说明)?|政策|服务|事项|项目|标准|范围|凭证|步骤))\s*[:：]"
)
_SENTENCE = re.compile(
    r"(?<=[。；;\n！!])|(?=[①②③④⑤⑥⑦⑧⑨⑩⑪⑫◎●•])|(?<=[。；;，,：:\s）)])(?=\d{1,2}[.、)）] ?[^\d])"
)
_LONG = 90
_COMMA = re.compile(r"(?<=[，,])")
_HAN = re.compile("[\u4e00-\u9fff]")
_HAN_OR_CODE = re.compile(r"[\u4e00-\u9fff]|[a-z0-9.]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence or part of a sentence of a product's texts, with where it stands."""

    section: str
    heading: str
    text: str
    at: int
    folded: str
    grams: frozenset[str]
    letters: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All passages of a product, in reading order, with the number of passages that hold a pair."""

    product: Product
    passages: tuple[Passage, ...]
    spread: dict[str, int]
    trade: Trade


def pairs(folded: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters and the words in Latin letters of a folded text."""
    pieces = _HAN_OR_CODE.findall(folded)
    return frozenset(
        {a + b for a, b in pairwise(pieces) if len(a) == 1 and len(b) == 1}
        | {piece for piece in pieces if len(piece) > 1}
    )


def letters(folded: str) -> frozenset[str]:
    """Return the single Chinese characters of a folded text."""
    return frozenset(_HAN.findall(folded))


def _blocks(text: str) -> list[tuple[str, str]]:
    blocks: list[tuple[str, str]] = []
    heading, start = "", 0
    for found in _HEADING.finditer(text):
        if text[start : found.start()].strip():
            blocks.append((heading, text[start : found.start()]))
        heading, start = (found.group(1) or found.group(2)).strip(), found.end()
    blocks.append((heading, text[start:]))
    return blocks


def _pieces(block: str) -> list[str]:
    result: list[str] = []
    for sentence in (piece.strip() for piece in _SENTENCE.split(block)):
        if len(sentence) <= _LONG:
            result.append(sentence)
            continue
        line = ""
        for part in _COMMA.split(sentence):
            if line and len(line) + len(part) > _LONG:
                result.append(line)
                line = ""
            line += part
        result.append(line)
    return [piece for piece in result if re.search(r"\w", piece)]


def _folded(text: str) -> str:
    return text.lower().replace("\u2011", "-").replace(" ", " ")


def sheet_of(product: Product, trade: Trade) -> Sheet:
    """Return the passages of a product's title, attributes, description, gifts … faults and options."""
    raw: list[tuple[str, str, str]] = [("title", "", product.title)]
    raw += [piece for name, value in product.attributes for piece in _attribute(name, value)]
    for section, text in (
        ("description", product.description),
        ("installation", product.installation),
        ("repair", product.repair),
    ):
        raw += [(section, heading, piece) for heading, block in _blocks(text) for piece in _pieces(block)]
    raw += [("gift", gift.name, _item(gift.name, gift.description)) for gift in product.gifts]
    raw += [("accessory", item.name, _item(item.name, item.description)) for item in product.accessories]
    raw += [
        ("fault", fault.code, f"{fault.code}（{fault.name}）：{fault.remedy}") for fault in product.faults
    ]
    raw += [("exchange", str(option.product), option.description) for option in product.exchanges]
    passages = []
    spread: dict[str, int] = {}
    for at, (section, heading, text) in enumerate(raw):
        folded = _folded(text)
        found = pairs(f"{_folded(heading)} {folded}")
        single = letters(folded)
        passages.append(Passage(section, heading, text.strip(), at, folded, found, single))
        for pair in found | single:
            spread[pair] = spread.get(pair, 0) + 1
    return Sheet(product, tuple(passages), spread, trade)


def _attribute(name: str, value: str) -> list[tuple[str, str, str]]:
    """Return an attribute as one piece, a table as one a row."""
    grid = grid_in(value)
    if grid is None:
        return [("attribute", name, f"{name}：{value}")]
    return [("table", name, f"{row}：{grid.line(cells)}") for row, cells in grid.rows]


def _item(name: str, description: str) -> str:
    return description if name and name in description[: len(name) + 6] else f"{name}：{description}"

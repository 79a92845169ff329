"""Which size fits: measures read from the buyer's words, matched to the product's own measurement table."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from xiaoer.bot.catalogue.tables import grid_in, told, without_unit
from xiaoer.bot.catalogue.variants import size_named
from xiaoer.knowledge.model import Product

HEIGHT, WEIGHT, FOOT, USUAL = "height", "weight", "foot", "usual"
CHEST, UNDERBUST, WAIST, HIPS = "chest", "underbust", "waist", "hips"
FIT, SHAPE = "fit", "shape"
UNITS = {WEIGHT: "kg", FOOT: "mm"}  # all others are in cm
NAMES = {
    HEIGHT: "身高",
    WEIGHT: "体重",
    FOOT: "脚长",
    CHEST: "胸围",
    UNDERBUST: "下胸围",
    WAIST: "腰围",
    HIPS: "臀围",
}
_OWN = "(适合|净|人体).{0,2}"
_BODY = (  # columns that measure the buyer; others measure the garment and are only told
    (re.compile("身高"), HEIGHT),
    (re.compile("体重"), WEIGHT),
    (re.compile("脚长|足长|脚内长"), FOOT),
    (re.compile(f"{_OWN}下胸围"), UNDERBUST),
    (re.compile(f"{_OWN}(?<!下)胸围"), CHEST),
    (re.compile(f"{_OWN}腰围"), WAIST),
    (re.compile(f"{_OWN}臀围"), HIPS),
)
_RANGE = re.compile(r"(\d+(?:\.\d+)?)(?: ?[-–~至到] ?(\d+(?:\.\d+)?))?")
_DIGITS = "零一二三四五六七八九"
_METRES = re.compile(
    r"(?<![\d.])(1)[.米m](\d{1,2})(?!\d|公斤|斤|kg)米?|一米([一二三四五六七八九])([一二三四五六七八九零])?"
)
_IS = "(?:是|有|大概|约|差不多)?[:： ]?"
_HEIGHT = re.compile(
    rf"(?:身高|个子|高){_IS}(\d{{2,3}})(?!\d|斤|公斤|kg)|(?<!\d)(1\d{{2}})(?:cm|厘米|公分|高)"
)
_WEIGHT = re.compile(
    rf"(\d{{2,3}}(?:\.\d)?) ?(斤|公斤|kg|千克)|(?:体重|重){_IS}(\d{{2,3}}(?:\.\d)?)(?!\d|cm|厘米)"
)
_PAIR = re.compile(r"(?<!\d)(1[2-9]\d|200)[ ,，/、和的]{0,2}(\d{2,3}) ?(斤|公斤|kg)?(?!\d|码|mm|毫米|cm)")
_FOOT = re.compile(
    r"(?:脚长|脚|足长|内长)(?:大概|约|是|有|量(?:了|出来)?|长)*[:： ]?"
    r"(\d{3}|\d{2}(?:\.\d)?)(?!\d) ?(mm|毫米|cm|厘米|公分)?(?!码)"
    r"|(?<!\d)(2\d{2}|1[3-9]\d) ?(?:mm|毫米)|(?<!\d)(1[3-9]\.\d|2\d\.\d) ?(?:cm|厘米|公分)"
)
_GIRTHS = (
    (UNDERBUST, re.compile(rf"下(?:胸)?围{_IS}(\d{{2,3}})(?:cm|厘米)?")),
    (CHEST, re.compile(rf"(?<!下)(?:上)?胸围{_IS}(\d{{2,3}})(?:cm|厘米)?")),
    (WAIST, re.compile(rf"腰(?:围)?{_IS}(\d{{2,3}})(?:cm|厘米)?")),
    (HIPS, re.compile(rf"臀(?:围)?{_IS}(\d{{2,3}})(?:cm|厘米)?")),
)
_CHI = re.compile(r"(?:腰围?|裤腰)(?:是|约)?([二三\d])尺([一二三四五六七八九\d])?")
_USUAL = re.compile(
    r"(?:平时|平常|一般|以前|之前|日常|别家|其他鞋|别的鞋|我|都)(?:都|的|是|也)?(?:穿|拍|买|要)"
    r"(?:的|都|是|别家|运动鞋|鞋子?|衣服|t恤|裤子)*[:： ]?"
    r"(\d{2}(?:\.5)?|\d?x{0,4}l|x?s|m)(?![a-z\d]|斤|公斤|kg)(?:码|号)?"
    r"|(?<!\d)(\d{2})码?的脚"
)
_LOOSE = "(宽松|松一点|松点|大一点|肥一点|oversize|不要太紧|不紧)"
_CLOSE = "(修身|贴身|紧一点|紧身一点|合身|不要太松|包脚)"
_WIDE = "脚背(比较|有点|偏|很)?高|脚(面)?(比较|有点|偏|很)?(宽|胖|肥|厚)|高脚背|宽脚|胖脚|脚型宽"
_SLIM = "脚(比较|有点|偏|很)?(瘦|窄|薄)|瘦脚|窄脚"
_WISHES = tuple(
    (slot, value, re.compile(cue))
    for slot, value, cue in (
        (FIT, "loose", _LOOSE),
        (FIT, "close", _CLOSE),
        (SHAPE, "wide", _WIDE),
        (SHAPE, "slim", _SLIM),
    )
)
_TALL = (90.0, 215.0)  # cm that a height may be
_ABOUT_HUNDRED = 85  # a weight without unit and height above this is in 斤
_USUAL_BODY = 20.0  # kg/m², what most buyers are near: tells 斤 from 公斤


@dataclass(frozen=True, slots=True)
class Table:
    """A measurement table: its columns, and for each size the texts below them."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]

    def measures(self) -> dict[str, int]:
        """Return the measures of the buyer that the table asks for, with the place of their column."""
        found: dict[str, int] = {}
        for place, column in enumerate(self.columns):
            measure = next((measure for cue, measure in _BODY if cue.search(column)), "")
            if measure:
                found.setdefault(measure, place)
        return found

    @property
    def sizes(self) -> tuple[str, ...]:
        """Return the sizes, smallest first as written."""
        return tuple(size for size, _ in self.rows)


@dataclass(frozen=True, slots=True)
class Advice:
    """What is advised. `size` "" when none fits; `why` says it; `lacks` are measures not known yet."""

    size: str
    why: str
    quote: str = ""
    lacks: tuple[str, ...] = ()


@lru_cache(maxsize=8192)
def table_of(product: Product) -> Table | None:
    """Return the measurement table among a product's attributes: lines of columns divided by | or tabs."""
    for name, value in product.attributes:
        grid = grid_in(value)
        if grid is not None:
            return Table(name, grid.columns, grid.rows)
    return None


def note_of(product: Product) -> str:
    """Return the shop's own words about how the product fits, "" for none."""
    return next(
        (value for name, value in product.attributes if re.search("尺码建议|选码|尺码说明", name)), ""
    )


def body_in(text: str, known: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the measures that a plain text says: cm, kg, mm as numbers, usual size, wished fit, shape."""
    found = _height(text)
    weight, pair = _WEIGHT.search(text), _PAIR.search(text)
    tall = float(found.get(HEIGHT) or (known or {}).get(HEIGHT) or 0)
    if weight:
        found[WEIGHT] = _kilograms(float(weight.group(1) or weight.group(3)), weight.group(2) or "", tall)
    elif pair:
        found[WEIGHT] = _kilograms(float(pair.group(2)), pair.group(3) or "", tall)
    found |= _foot(text)
    for measure, cue in _GIRTHS:
        said = cue.search(text)
        if said:
            found[measure] = said.group(1)
    inches = _CHI.search(text)
    if inches:
        found[WAIST] = f"{(_numeral(inches.group(1)) + _numeral(inches.group(2) or '0') / 10) * 100 / 3:.0f}"
    usual = _USUAL.search(text)
    if usual:
        found[USUAL] = usual.group(1) or usual.group(2)
    for slot, value, cue in _WISHES:
        if cue.search(text):
            found[slot] = value
    return found


def bare_in(text: str, wanted: Sequence[str], known: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the measures that numbers alone mean, where `wanted` were asked for (172 130, 25.5)."""
    found: dict[str, str] = {}
    for said in re.findall(r"(?<![\d.])\d{2,3}(?:\.\d)?(?![\d.])", text):
        number = float(said)
        open_to = [measure for measure in wanted if measure not in found]
        if HEIGHT in open_to and _TALL[0] <= number <= _TALL[1] and not (known or {}).get(HEIGHT):
            found[HEIGHT] = said
        elif WEIGHT in open_to:
            tall = float(found.get(HEIGHT) or (known or {}).get(HEIGHT) or 0)
            found[WEIGHT] = _kilograms(number, "", tall)
        elif FOOT in open_to:
            found |= _foot(f"脚长{said}") or {USUAL: said}
        elif open_to:
            found[open_to[0]] = said
    return found


def _height(text: str) -> dict[str, str]:
    metres, said, pair = _METRES.search(text), _HEIGHT.search(text), _PAIR.search(text)
    if metres:
        return {HEIGHT: _from_metres(metres)}
    if said:
        return {HEIGHT: said.group(1) or said.group(2)}
    return {HEIGHT: pair.group(1)} if pair else {}


def _from_metres(said: re.Match[str]) -> str:
    if said.group(1):
        return f"1{said.group(2).ljust(2, '0')}"
    tens, ones = said.group(3), said.group(4) or "零"
    return f"1{_DIGITS.index(tens)}{_DIGITS.index(ones)}"


def _numeral(said: str) -> float:
    return float(said) if said.isdigit() else float(_DIGITS.index(said))


def _kilograms(number: float, unit: str, height: float) -> str:
    """Return a weight in kg. Without a unit the one that makes the likelier body; 斤 is half a kilogram."""
    if unit in {"公斤", "kg", "千克"}:
        return f"{number:g}"
    if unit == "斤":
        return f"{number / 2:g}"
    if height:
        metres = height / 100
        in_kilograms, in_jin = number / metres**2, number / 2 / metres**2
        half = abs(in_jin - _USUAL_BODY) < abs(in_kilograms - _USUAL_BODY)
    else:
        half = number > _ABOUT_HUNDRED
    return f"{number / 2:g}" if half else f"{number:g}"


def _foot(text: str) -> dict[str, str]:
    said = _FOOT.search(text)
    if not said:
        return {}
    number = float(next(group for group in (said.group(1), said.group(3), said.group(4)) if group))
    centimetres = number < 50  # noqa: PLR2004 no foot is 5 cm, none is half a metre
    if said.group(1) and not said.group(2) and centimetres and number > 30:  # noqa: PLR2004 a shoe number, not a length
        return {}
    return {FOOT: f"{number * 10 if centimetres else number:g}"}


def advise(product: Product, body: Mapping[str, str]) -> Advice | None:
    """Return which size fits a body, None when the product has no measurement table to tell by."""
    table = table_of(product)
    if table is None:
        return None
    note = note_of(product)
    asked = table.measures()
    known = {measure: float(body[measure]) for measure in asked if measure in body}
    if known:
        return _by_measures(table, asked, known, note, body)
    usual = size_named(table.sizes, body[USUAL]) if USUAL in body else ""
    if usual:
        return _by_usual(table, usual, note, body)
    return Advice("", "", lacks=tuple(asked) or (USUAL,))


def _by_measures(
    table: Table, asked: Mapping[str, int], known: Mapping[str, float], note: str, body: Mapping[str, str]
) -> Advice:
    """Return the size by each measure that is known; when they differ, the bigger, said honestly."""
    places = {measure: _place(table, asked[measure], number) for measure, number in known.items()}
    said = "、".join(f"{NAMES[m]}{known[m]:g}{UNITS.get(m, 'cm')}" for m in known)
    outside = [measure for measure, (low, _) in places.items() if low is None]
    if outside:
        ends = f"{table.sizes[0]}到{table.sizes[-1]}"
        spans = "，".join(f"{NAMES[m]}{_span(table, asked[m])}{UNITS.get(m, 'cm')}" for m in outside)
        return Advice(
            "",
            f"按您的{said}，超出了这款尺码表的范围（{ends}，{spans}），没有合适的尺码，不建议勉强选",
            _quote(table),
        )
    lows = [low for low, _ in places.values() if low is not None]
    highs = [high for _, high in places.values()]
    # Where ranges touch, the other measures decide; where none does, the buyer stands between two sizes.
    low, high = sorted((max(lows), min(highs)))
    chosen = low if body.get(FIT) == "close" and high > low else high
    if body.get(FIT) == "loose" and high == low and set(known) & {HEIGHT, WEIGHT, CHEST}:
        chosen = min(high + 1, len(table.sizes) - 1)
    chosen, shift = _shaped(table, chosen, note, body) if FOOT in known else (chosen, "")
    size, row = table.rows[chosen]
    why = f"按您的{said}，建议选{_named(size)}（尺码表：{_row(table, row)}）"
    if high > low:
        smaller = _named(table.sizes[low])
        why += f"；您在{smaller}和{_named(table.sizes[high])}之间，喜欢宽松选大的，喜欢贴身选{smaller}"
    elif body.get(FIT) == "loose" and chosen > high:
        why += f"；按表是{_named(table.sizes[high])}，您喜欢宽松，所以大一码"
    why += shift or (f"。尺码建议：{note}" if note else "")
    lacks = tuple(measure for measure in asked if measure not in known)
    return Advice(size, why, _quote(table, chosen), lacks)


def _by_usual(table: Table, usual: str, note: str, body: Mapping[str, str]) -> Advice:
    place = table.sizes.index(usual)
    chosen, shift = _shaped(table, place, note, body)
    step = 0
    if chosen == place and not body.get(SHAPE):
        step = 1 if re.search("偏小", note) else -1 if re.search("偏大", note) else 0
        chosen = max(0, min(len(table.sizes) - 1, place + step))
    size, row = table.rows[chosen]
    why = f"您平时穿{_named(usual)}，建议选{_named(size)}（尺码表：{_row(table, row)}）"
    why += shift or (f"。尺码建议：{note}" if note else "")
    return Advice(size, why, _quote(table, chosen))


def _shaped(table: Table, place: int, note: str, body: Mapping[str, str]) -> tuple[int, str]:
    """Return the size after what the shop says about feet like the buyer's (脚背高建议大一码)."""
    shape = body.get(SHAPE, "")
    cues = {"wide": "脚(背高|宽|胖|面高)", "slim": "脚(瘦|窄)"}.get(shape)
    said = re.search(rf"[^；;。，,]*{cues}[^；;。，,]*", note) if cues else None
    if not said:
        return place, ""
    step = (
        1 if re.search("大(一|半)码", said.group()) else -1 if re.search("小(一|半)码", said.group()) else 0
    )
    moved = max(0, min(len(table.sizes) - 1, place + step))
    return moved, f"。依据：尺码建议“{said.group().strip('，, ')}”" if step else ""


def _place(table: Table, column: int, number: float) -> tuple[int | None, int]:
    """Return the first and last place whose range holds a number; the next bigger one in a gap.

    (None, 0) when it is beyond the table. A column of single numbers gives the most that a size takes.
    """
    spans = [_numbers(row[column]) for _, row in table.rows]
    known = [(place, span) for place, span in enumerate(spans) if span]
    holding = [place for place, (low, high) in known if low <= number <= high and low != high]
    if holding:
        return holding[0], holding[-1]
    single = all(low == high for _, (low, high) in known)
    bigger = [place for place, (low, high) in known if (high if single else low) >= number]
    first = known[0][1] if known else (0.0, 0.0)
    slack = (known[1][1][1] - first[1]) if single and len(known) > 1 else 0.0
    if not bigger or number <= first[0] - slack:
        return None, 0
    return bigger[0], bigger[0]


def _numbers(cell: str) -> tuple[float, float] | None:
    found = _RANGE.search(cell)
    if not found:
        return None
    low = float(found.group(1))
    return low, float(found.group(2) or low)


def _span(table: Table, column: int) -> str:
    numbers = [span for _, row in table.rows if (span := _numbers(row[column]))]
    return f"{min(low for low, _ in numbers):g}-{max(high for _, high in numbers):g}"


def _named(size: str) -> str:
    return f"{size}码" if size[-1:].isdigit() or size.isascii() else size


def _row(table: Table, row: Sequence[str]) -> str:
    return "，".join(told(column, cell) for column, cell in zip(table.columns, row, strict=True))


def _quote(table: Table, place: int | None = None) -> str:
    rows = table.rows if place is None else table.rows[place : place + 1]
    return "；".join(f"{size}：{_row(table, row)}" for size, row in rows)[:200]


def cell_told(product: Product, text: str) -> tuple[str, str] | None:
    """Return the line of a size that a text asks the measures of (XL的衣长是多少), and its quote."""
    table = table_of(product)
    if table is None:
        return None
    column = next((c for c in table.columns if _bare_column(c) in text), "")
    sizes = [size for size in table.sizes if _says_size(size, text)]
    if not sizes or not (column or re.search("对应|多少|多长|多大", text)):
        return None
    row = dict(table.rows)[sizes[-1]]
    said = told(column, row[table.columns.index(column)]) if column else _row(table, row)
    return f"{_named(sizes[-1])}：{said}", _quote(table, table.sizes.index(sizes[-1]))


def _bare_column(column: str) -> str:
    return without_unit(column).removeprefix("适合")


def _says_size(size: str, text: str) -> bool:
    return bool(re.search(rf"(?<![a-z\d.]){re.escape(size.lower())}(?![a-z\d.])", text))


def whole_table(product: Product) -> str:
    """Return the whole table in lines, "" for none."""
    table = table_of(product)
    if table is None:
        return ""
    return "\n".join(f"{_named(size)}：{_row(table, row)}" for size, row in table.rows)

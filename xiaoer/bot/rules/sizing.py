"""Size advice and variants in conversation: keeps the buyer's measures, asks for what is missing, advises."""

import re
from typing import Final

from xiaoer.bot.catalogue.passages import Sheet
from xiaoer.bot.catalogue.variants import mentioned, size_axis, stock_line, variants_of
from xiaoer.bot.model import Evidence, Memory
from xiaoer.bot.rules.course import Course
from xiaoer.bot.rules.search import Fact
from xiaoer.bot.rules.sizes import (
    CHEST,
    FIT,
    FOOT,
    HEIGHT,
    HIPS,
    NAMES,
    SHAPE,
    UNDERBUST,
    USUAL,
    WAIST,
    WEIGHT,
    Advice,
    advise,
    bare_in,
    body_in,
    cell_told,
    note_of,
    table_of,
    whole_table,
)
from xiaoer.knowledge.model import Product

TOPIC: Final = "size.advice"
ASKED: Final = "measures"
_WANTED: Final = "wanted"
_UNKNOWN: Final = re.compile("不知道|不清楚|不记得|没量|没称|忘了|不方便|就按|只知道|随便|不用了|不想说")
_ADVISED: Final = "advised"
_MOST_ASKED: Final = 2
_MEASURES: Final = frozenset({HEIGHT, WEIGHT, FOOT, CHEST, UNDERBUST, WAIST, HIPS, USUAL})
_BESIDE: Final = frozenset({"stock", "material", "care", "color", "price", "thickness", "gift"})
_MEASURED: Final = re.compile("脚长|内长|[胸腰臀]围|肩宽|[衣裤袖裙]长|多(长|宽)|厘米|公分|cm|mm|对应")
_DIRECTION: Final = re.compile("偏(大|小)|正码|标准码|(尺码|码数|大小|尺寸).{0,2}(准|标准|正)")
_HAVE: Final = re.compile("有(吗|么|没|不|货|现货)|还有|有没有|能买|没货|缺货")
_EVERY: Final = re.compile("哪些|几个|什么码|全|都|齐")
_WHOLE: Final = re.compile("尺码表|尺寸表|码数表|(发|看|有).{0,4}(尺码|尺寸|码数)")
_VARIANT_TOPICS: Final = frozenset({"stock", "color", "size"})


def measured(text: str) -> bool:
    """Say whether a clause gives measures of the buyer, a usual size or a wish about the fit."""
    return bool(body_in(text))


def heard(course: Course) -> None:
    """Keep the measures that the turn says; a new person's measures push out the old ones (给孩子买)."""
    memory = course.memory
    said = body_in(course.reading.text, memory.body)
    if not said and memory.asked == ASKED:
        said = bare_in(course.reading.text, memory.body.get(_WANTED, "").split(), memory.body)
    if _MEASURES & said.keys() and _other_person(course):
        memory.body = {}
    memory.body |= said


def answers(text: str, memory: Memory) -> bool:
    """Say whether a clause answers what was asked for a size: with numbers, or that they are not known."""
    if memory.asked != ASKED:
        return False
    wanted = memory.body.get(_WANTED, "").split()
    return bool(_UNKNOWN.search(text)) or bool(bare_in(text, wanted, memory.body))


def _other_person(course: Course) -> bool:
    return bool(re.search("(给|帮)(我)?(孩子|儿子|女儿|老公|老婆|爸|妈|朋友|对象)", course.reading.text))


def answered(course: Course, product: Product, asked: set[str]) -> bool:
    """Advise a size, where the turn asks for one or gives measures; say whether it did."""
    memory, said = course.memory, body_in(course.reading.text)
    if not said and _DIRECTION.search(course.reading.text) and note_of(product):
        note = note_of(product)
        course.say(f"尺码建议：{note}", Evidence("product", str(product.id), "attribute:尺码建议", note))
        return True
    goes_on = (said or answers(course.reading.text, memory)) and _goes_on(course, asked)
    if table_of(product) is None or not (TOPIC in asked or goes_on):
        return False
    if USUAL not in said and said.keys() & {FOOT}:
        memory.body.pop(USUAL, None)
    advice = advise(product, memory.body)
    if advice is None:
        return False
    memory.topic, memory.missed = TOPIC, 0
    memory.body[_ADVISED] = f"{product.id} {advice.size}" if advice.size else ""
    evidence = Evidence("product", str(product.id), "attribute:尺码表", advice.quote)
    lacking = _to_ask(course, advice, product)
    if lacking:
        names = "和".join(NAMES.get(measure, "平时穿的码") for measure in lacking)
        known = "收到。" if said else ""
        memory.body[_WANTED] = " ".join(lacking)
        course.ask_for(
            ASKED,
            f"{known}请问您的{names}大概是多少呢？我按{course.view.catalogue.called(str(product.id))}的尺码表帮您看。",
        )
        return True
    if memory.asked == ASKED:
        memory.asked, memory.asked_times = "", 0
    if not advice.why:
        course.say(f"这款的尺码表是：\n{whole_table(product)}", evidence)
        return True
    course.say(advice.why, evidence)
    return True


def asks_stock(product: Product, text: str) -> bool:
    """Say whether a text asks if a colour or size can be had (34码天蓝有吗)."""
    return bool(_HAVE.search(text)) and bool(mentioned(variants_of(product), text))


def with_advised(course: Course, product: Product, text: str) -> str:
    """Return a question about a colour with the size that was advised for this product, if it names none."""
    advised, _, size = course.memory.body.get(_ADVISED, "").partition(" ")
    variants = variants_of(product)
    said = mentioned(variants, text)
    if advised != product.id or not size or not said or size_axis(variants) in said or _EVERY.search(text):
        return text
    return f"{text}，{size}码"


def _goes_on(course: Course, asked: set[str]) -> bool:
    """Say whether measures that are only given belong to a question about sizes."""
    memory = course.memory
    about = (
        memory.topic == TOPIC
        or memory.asked == ASKED
        or bool(_MEASURES & body_in(course.reading.text).keys())
    )
    return about and not asked & _BESIDE


def _to_ask(course: Course, advice: Advice, product: Product) -> tuple[str, ...]:
    """Return the measures to ask for: height and weight go together, of all others one is enough."""
    memory = course.memory
    unknown = memory.asked == ASKED and _UNKNOWN.search(course.reading.text)
    if unknown or (memory.asked == ASKED and memory.asked_times >= _MOST_ASKED):
        return ()
    table = table_of(product)
    wanted = table.measures() if table else {}
    body = tuple(measure for measure in (HEIGHT, WEIGHT) if measure in wanted)
    missing = tuple(measure for measure in body if measure not in memory.body)
    if advice.why and USUAL in memory.body and not set(wanted) & memory.body.keys():
        return ()
    if body and missing and len(missing) <= len(body):
        return missing if len(missing) < len(body) or not advice.why else ()
    return advice.lacks[:2] if not advice.why else ()


def variant_fact(sheet: Sheet, topic: str, subject: str, text: str) -> Fact | None:
    """Return what of a product's variants can be had, or a cell of its table; None when that is not asked."""
    product = sheet.product
    if topic == "size":
        cell = cell_told(product, text)
        if cell and _MEASURED.search(text):
            return _fact(sheet, subject, cell[0], "attribute:尺码表", cell[1], topic)
        if _WHOLE.search(text) and whole_table(product):
            table = f"尺码表：\n{whole_table(product)}"
            return _fact(sheet, subject, table, "attribute:尺码表", table[:200], topic)
    variants = variants_of(product)
    if topic not in _VARIANT_TOPICS or not variants or (topic != "stock" and _MEASURED.search(text)):
        return None
    said = mentioned(variants, text)
    axes = {size_axis(variants) if topic == "size" else "颜色"}
    if topic != "stock" and not said.keys() - axes:
        return None
    line = stock_line(variants, text)
    return _fact(sheet, subject, line, "exchanges", line[:200], topic)


def _fact(sheet: Sheet, subject: str, text: str, part: str, quote: str, topic: str) -> Fact:
    return Fact(subject, text, (Evidence("product", str(sheet.product.id), part, quote),), 1.0, topic)


__all__ = ["FIT", "SHAPE", "TOPIC", "answered", "heard", "measured", "variant_fact"]

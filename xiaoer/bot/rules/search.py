"""The sentences of a product's texts that answer a question: found, cut to what was asked, best first."""

import math
import re
from dataclasses import dataclass

from xiaoer.bot.catalogue.passages import Passage, Sheet, letters, pairs
from xiaoer.bot.industries import Topic, Trade
from xiaoer.bot.model import Evidence

_EMPTY = re.compile(
    r"[ⓅⓄⒻⓌⓉⒶⓁ]|请问|你好|您好|帮我|这款|这个|这台|那款|那个|那台|一下|多少|怎么|什么|可以|是不是|有没有|能不能|麻烦|我想|想问|问下|谢谢|这种|的话|到底|多长时间|多久"
)
_ENDS = re.compile(
    r"^ *(?:那|还|也|请)?(?:能|会|有|带|是|用|要)(?=[\u4e00-\u9fff]{2})|(?:不|吗|么|嘛|没|呢|啊|呀)+ *$"
)
_ENOUGH = 2.4
_COVERED = 0.8
_CLOSE = 0.72
_MOST = 3  # the answer and what supports it
_BRIEF = 130  # characters of an answer: more sentences are quoted only while they stay below
_SHORT = 56
_WHOLE = frozenset({"fault", "gift", "title"})  # never cut: steps and terms belong together
_VALUE = 1.2  # a sentence with a number of the kind that is asked for
_VALUES = tuple(
    (re.compile(cue), re.compile(value))
    for cue, value in (
        ("百分之|几成|百分比|几个点", "\\d ?%"),
        (
            "几(分钟|秒)|多少(分钟|秒)|(几|多少)个?(小时|钟头)",
            "\\d ?(min|s(?![a-z])|秒|分钟|h(?![a-z])|小时)",
        ),
        (
            "几(天|周|个?月|年)|多少(天|个?月|年)|多久|多长时间",
            "\\d+ ?(天|日|h(?![a-z])|小时|个?月|年|周|个?工作日)",
        ),
        ("直径|口径|管径|孔径", "[φø]|直径"),
        ("多少钱|几块|多少元|什么价|啥价|收多少|要多少", "\\d ?(元|%)|[¥￥]"),
    )
)
_GROUP_LEAST = 0.6  # a word of the same meaning, when half of the passages have one
_GROUP_RARE = 0.45
_NEARLY = 0.65
_TITLE = 0.75
_LETTER = 0.5  # one character says less than a pair
_RARE = 0.1
_FEW = 2
_USUAL = frozenset(
    "的了吗呢么是不有没要会能可以这那个多少几怎什啥我你您它他们用给和与或都也还在到就很好大小上下里一二三四五六七八九十"
)
_LENGTH = re.compile(r"(\d+(?:\.\d+)?) ?(mm|毫米|cm|厘米|公分|m(?![a-z²³])|米)")
_LEAST = re.compile(
    r"(?:≥|>=|不小于|大于|至少|不少于|不低于|留出|预留|各) ?"
    r"(\d+(?:\.\d+)?) ?(mm|毫米|cm|厘米|m(?![a-z²³])|米)"
)
_MILLIMETRES = {"mm": 1.0, "毫米": 1.0, "cm": 10.0, "厘米": 10.0, "公分": 10.0, "m": 1000.0, "米": 1000.0}
_CUT = re.compile(r"(?<=[，,；;])(?![^（(]*[)）])")
_NUMBERED = re.compile(r"^\s*(?:[①②③④⑤⑥⑦⑧⑨⑩⑪⑫◎●•]|[（(]?\d{1,2}[.、)）]) ?(?=\D)")


@dataclass(frozen=True, slots=True)
class Fact:
    """An answer from a product's texts: what it is about, the words, where they stand, how sure (0 to 1)."""

    subject: str
    text: str
    evidence: tuple[Evidence, ...]
    sure: float
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage with its score."""

    score: float
    passage: Passage


def evidence_of(sheet: Sheet, passages: list[Passage]) -> tuple[Evidence, ...]:
    """Return where quoted passages stand."""
    return tuple(
        Evidence("product", str(sheet.product.id), f"{p.section}:{p.heading}".rstrip(":"), p.text[:200])
        for p in passages
    )


def tidy(text: str) -> str:
    """Return a passage without the number or dot that lists it and without its last stop."""
    return _NUMBERED.sub("", text).strip().strip("；;。 ")


def query_of(text: str) -> frozenset[str]:
    """Return the pairs of characters of a question that say what it is about."""
    return pairs(_ENDS.sub(" ", _EMPTY.sub(" ", text)))


def scored(
    sheet: Sheet, asked: tuple[Topic, ...], text: str, only: tuple[str, ...] = (), *, closely: bool = False
) -> list[Scored]:
    """Return the passages of a product by how well they answer, best first.

    `closely` looks at single rare characters too (结霜 finds 无霜), for what nothing else finds.
    """
    query = query_of(text)
    weighed = [(group, _telling_apart(sheet, group)) for group in sheet.trade.meanings(text)]
    total = len(sheet.passages)
    rare = {
        letter: math.log(1 + total / sheet.spread[letter]) * _LETTER
        for letter in (letters(_EMPTY.sub(" ", text)) - _USUAL if closely else ())
        if sheet.spread.get(letter, total) <= max(_FEW, total * _RARE)
    }
    result = []
    value = _value_asked(text)
    for passage in sheet.passages:
        if (
            passage.section == "exchange"
            or passage.text.endswith(("：", ":"))
            or (only and passage.section not in only)
        ):
            continue
        score = sum(math.log(1 + total / sheet.spread[pair]) for pair in query & passage.grams) * 0.8
        score += sum(rare[letter] for letter in rare.keys() & passage.letters)
        for group, weight in weighed:
            met = sum(word in passage.folded or word in passage.heading for word in group)
            score += weight + 0.3 * min(met, 3) if met else 0.0
        of_title = passage.section == "title"
        score += sum(_fitting(topic, passage) for topic in asked if not of_title or "title" in topic.sections)
        if score > 0 and value and not of_title and value.search(passage.folded):
            score += _VALUE
        if of_title and not any("title" in topic.sections for topic in asked):
            score *= _TITLE  # it repeats the words of many questions and answers few
        if score > 0:
            prior = max((topic.sections.get(passage.section, 0) for topic in asked), default=0)
            result.append(Scored(score + prior * 0.45, passage))
    result.sort(key=lambda item: (-item.score, item.passage.at))
    return _with_values(result, asked)


def _value_asked(text: str) -> re.Pattern[str] | None:
    """Return what the number that a question wants looks like (百分之几 → %), None when it wants none."""
    return next((value for cue, value in _VALUES if cue.search(text)), None)


def _telling_apart(sheet: Sheet, group: tuple[str, ...]) -> float:
    """Return how much it counts that a passage has a word of a group: more when few passages have one."""
    having = sum(any(word in passage.folded for word in group) for passage in sheet.passages)
    return _GROUP_LEAST + _GROUP_RARE * math.log(1 + len(sheet.passages) / (1 + having))


def _with_values(found: list[Scored], asked: tuple[Topic, ...]) -> list[Scored]:
    """Keep only what looks like an answer, for topics that are answered by nothing else (kilograms …)."""
    must = [topic for topic in asked if topic.must]
    if not must or len(must) < len(asked):
        return found
    kept: list[Scored] = []
    for topic in must:
        values, words = topic.values, topic.words
        fitting = [
            item
            for item in found
            if values
            and values.search(item.passage.folded)
            and (item.passage.section != "title" or "title" in topic.sections)
        ]
        both = [item for item in fitting if any(word in item.passage.folded for word in words)]
        said = [
            item
            for item in found
            if any(word in item.passage.folded for word in words) and item.passage.section != "title"
        ]
        kept += [item for item in both or fitting or said if item not in kept]
    return sorted(kept, key=lambda item: (-item.score, item.passage.at))


def covered(sheet: Sheet, item: Scored, text: str) -> float:
    """Return which part of the question stands in a passage (0 to 1), rare words counting more."""
    total = len(sheet.passages)
    weights = {pair: math.log(1 + total / sheet.spread.get(pair, 1)) for pair in query_of(text)}
    whole = sum(weights.values())
    return sum(weights[pair] for pair in weights.keys() & item.passage.grams) / whole if whole else 0.0


def _fitting(topic: Topic, passage: Passage) -> float:
    score = 0.0
    if passage.heading and any(heading in passage.heading for heading in topic.headings):
        score += 1.5
    if any(word in passage.folded for word in topic.words):
        score += 1.5
    if topic.values and topic.values.search(passage.folded):
        score += 2.0
    return score


def searched(
    sheet: Sheet, asked: tuple[Topic, ...], text: str, only: tuple[str, ...] = (), least: float = _ENOUGH
) -> Fact | None:
    """Return the sentences that answer best, the best one first, as few as say it; None when none does."""
    found = scored(sheet, asked, text, only)
    if not found or found[0].score < least:
        found = scored(sheet, asked, text, only, closely=True)
    share = covered(sheet, found[0], text) if found and not asked else 0.0
    if not found or (found[0].score < least and share < _COVERED):
        return None
    strict = next((topic for topic in asked if topic.strict), None)
    if strict and not any(word in found[0].passage.folded for word in strict.words):
        return None
    surest = found[0].score
    found = _below(found, asked)
    best = found[0].score
    chosen: list[Passage] = []
    said: list[str] = []
    for item in found[:_MOST]:
        if said and item.passage.section == "title":
            continue  # a title supports nothing
        piece = trimmed(item.passage, asked, text, sheet.trade)
        if item.score < best * _CLOSE or (said and len("".join(said)) + len(piece) > _BRIEF):
            continue
        chosen.append(item.passage)
        said.append(piece)
    body = "；".join(dict.fromkeys(said))
    subject = asked[0].subject if asked else "该商品"
    verdict = _verdict(text, body)
    sure = max(min(1.0, surest / 8), share * 0.6)
    return Fact(subject, verdict + body, evidence_of(sheet, chosen), sure, asked[0].name if asked else "")


def _below(found: list[Scored], asked: tuple[Topic, ...]) -> list[Scored]:
    """Leave out a title in front where a sentence answers nearly as well, unless titles are asked."""
    first, rest = found[0], found[1:]
    asked_first = bool(asked) and "title" in asked[0].sections
    sentence = bool(rest) and rest[0].score >= first.score * _NEARLY and rest[0].passage.section != "title"
    return rest if first.passage.section == "title" and sentence and not asked_first else found


def trimmed(passage: Passage, asked: tuple[Topic, ...], text: str, trade: Trade) -> str:
    """Return a long sentence cut to the parts that answer, from the first to the last of them."""
    whole = tidy(passage.text)
    parts = [part for part in _CUT.split(whole) if part]
    if passage.section in _WHOLE or len(whole) <= _SHORT or len(parts) < _FEW:
        return whole
    query, groups = query_of(text), trade.meanings(text)
    value = _value_asked(text)
    telling = [
        _telling(part.lower(), asked, query, groups) + (1.5 if value and value.search(part.lower()) else 0.0)
        for part in parts
    ]
    most = max(telling)
    if most <= 0:
        return whole
    held = [place for place, score in enumerate(telling) if score >= most * 0.5]
    first, last = held[0], held[-1] + 1
    while last < len(parts) and len("".join(parts[first : last + 1])) <= _SHORT:
        last += 1
    while first > 0 and len("".join(parts[first - 1 : last])) <= _SHORT:
        first -= 1
    return tidy("".join(parts[first:last])).rstrip("，,")


def _telling(
    part: str, asked: tuple[Topic, ...], query: frozenset[str], groups: tuple[tuple[str, ...], ...]
) -> float:
    score = float(len(query & pairs(part)))
    score += sum(1.5 for group in groups if any(word in part for word in group))
    for topic in asked:
        score += 1.5 if any(word in part for word in topic.words) else 0.0
        score += 2.0 if topic.values and topic.values.search(part) else 0.0
    return score


def _verdict(text: str, body: str) -> str:
    """Return "可以的" when a length that the buyer has meets the least one that the texts ask for."""
    if not re.search(r"可以|能|行|够", text):
        return ""
    has, least = _LENGTH.search(text), _LEAST.search(body.lower())
    if not has or not least:
        return ""
    own = float(has.group(1)) * _MILLIMETRES[has.group(2)]
    need = float(least.group(1)) * _MILLIMETRES[least.group(2)]
    return "可以的，符合安装要求：" if own >= need else "空间可能不够，安装要求是："

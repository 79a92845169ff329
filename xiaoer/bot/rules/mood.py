"""How a buyer feels and how much he is in a hurry, told by words and pictographs. Pure; needs no model."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

from xiaoer.bot import packs
from xiaoer.bot.catalogue import normalise

_STRONG: Final = 2  # weight of a word that is made stronger (太, 死了)
_FURIOUS: Final = 4  # so much annoyance is anger
_LOOK_BACK: Final = 20  # characters before a word that may turn it round
_CHINESE: Final = re.compile("[\u4e00-\u9fff]")


class Sentiment(StrEnum):
    """How the buyer feels. (情绪)"""

    PLEASED = "pleased"
    CALM = "calm"
    WORRIED = "worried"
    ANNOYED = "annoyed"
    ANGRY = "angry"
    RESIGNED = "resigned"  # the quiet "oh, fine then": the usual loss


@dataclass(frozen=True, slots=True)
class Mood:
    """A message's mood. `urgency` 0 none, 1 soon, 2 at once; `signs` are the words that told it."""

    sentiment: Sentiment = Sentiment.CALM
    urgency: int = 0
    signs: tuple[str, ...] = ()

    def traced(self) -> dict[str, object]:
        """Return what is kept of it in a turn's trace."""
        return {"sentiment": self.sentiment.value, "urgency": self.urgency, "signs": list(self.signs)}


@dataclass(frozen=True, slots=True)
class _Lexicon:
    cues: dict[Sentiment, re.Pattern[str]]
    whole: dict[Sentiment, re.Pattern[str]]
    pictures: dict[Sentiment, re.Pattern[str]]
    opposite: dict[Sentiment, Sentiment]
    negation: re.Pattern[str]
    twice: re.Pattern[str]  # a no before the no (没有不满意)
    reason: re.Pattern[str]  # a dislike that only asks for the rules (不喜欢可以退吗)
    asked: re.Pattern[str]
    pleased_question: re.Pattern[str]
    stronger_before: re.Pattern[str]
    stronger_after: re.Pattern[str]
    urgency: dict[str, re.Pattern[str]]
    unhurried: re.Pattern[str]
    nudge: re.Pattern[str]
    loud: re.Pattern[str]


def mood(text: str) -> Mood:
    """Return the mood of what was typed, pictographs included; Chinese words count when any is there."""
    plain = normalise.plain(text)
    lexicon = _lexicon("zh" if _CHINESE.search(plain) else "en")
    weights: dict[Sentiment, int] = {}
    signs: list[str] = []
    for sentiment, weight, sign in _felt(plain, lexicon):
        weights[sentiment] = weights.get(sentiment, 0) + weight
        signs.append(sign)
    if weights and (loud := lexicon.loud.search(plain)):
        strongest = max(weights, key=lambda sentiment: weights[sentiment])
        weights[strongest] += 1
        signs.append(loud.group())
    urgency, why = _urgency(plain, lexicon)
    return Mood(_decided(weights), urgency, tuple(dict.fromkeys((*signs, *why))))


def _felt(text: str, lexicon: _Lexicon) -> Iterator[tuple[Sentiment, int, str]]:
    """Yield what each sign says and how strongly; a turned or asked word says something else or nothing."""
    for sentiment, cues in lexicon.cues.items():
        for found in cues.finditer(text):
            before = text[max(0, found.start() - _LOOK_BACK) : found.start()]
            after = text[found.end() :]
            if lexicon.negation.search(before):
                if sentiment in lexicon.opposite and not (
                    lexicon.twice.search(before) or lexicon.reason.search(after)
                ):
                    yield lexicon.opposite[sentiment], 1, before[-1:] + found.group()
            elif not _asked(sentiment, before, after, lexicon):
                strong = lexicon.stronger_before.search(before) or lexicon.stronger_after.search(after)
                yield sentiment, _STRONG if strong else 1, found.group()
    for sentiment, whole in lexicon.whole.items():
        if whole.fullmatch(normalise.without_emoji(text).strip()):
            yield sentiment, 1, text
    for sentiment, pictures in lexicon.pictures.items():
        for found in pictures.finditer(text):
            yield sentiment, 1, found.group()


def _asked(sentiment: Sentiment, before: str, after: str, lexicon: _Lexicon) -> bool:
    """Say whether a word only stands in a neutral question (会不会很吵, 好用吗, 怎么投诉)."""
    if sentiment is Sentiment.PLEASED:
        return bool(lexicon.pleased_question.search(after) or lexicon.asked.search(before))
    return sentiment is not Sentiment.WORRIED and bool(lexicon.asked.search(before))


def _decided(weights: dict[Sentiment, int]) -> Sentiment:
    """Return the strongest bad feeling; thanks count only where there is none."""
    annoyed = weights.get(Sentiment.ANNOYED, 0)
    if weights.get(Sentiment.ANGRY) or annoyed >= _FURIOUS:
        return Sentiment.ANGRY
    bad = (Sentiment.ANNOYED, Sentiment.RESIGNED, Sentiment.WORRIED)
    strongest = max(bad, key=lambda sentiment: weights.get(sentiment, 0))
    if weights.get(strongest):
        return strongest
    return Sentiment.PLEASED if weights.get(Sentiment.PLEASED) else Sentiment.CALM


def _urgency(text: str, lexicon: _Lexicon) -> tuple[int, tuple[str, ...]]:
    """Return 0 to 2 and the words: a haste, a need that has a day (明天要用), a repeated call."""
    if lexicon.unhurried.search(text):
        return 0, ()
    found = {name: cue.search(text) for name, cue in lexicon.urgency.items()}
    need, near, far = found["need"], found["near"], found["far"]
    if found["very"]:
        return 2, (found["very"].group(),)
    if need and near:
        return 2, (near.group(), need.group())
    if found["hurry"]:
        hurry = found["hurry"]
        strong = lexicon.stronger_before.search(text[: hurry.start()]) or near
        return 2 if strong else 1, (hurry.group(),)
    if need:
        return 1, (need.group(), *([far.group()] if far else []))
    nudge = lexicon.nudge.search(text)
    return (1, (nudge.group(),)) if nudge else (0, ())


@cache
def _lexicon(language: str) -> _Lexicon:
    pack = packs.read("mood", language)
    turned = pack["turned"]
    return _Lexicon(
        cues=_by_sentiment({name: "|".join(cues) for name, cues in pack["cues"].items()}),
        whole=_by_sentiment(pack["whole"]),
        pictures=_by_sentiment(packs.read("mood", "zh")["pictures"]),
        opposite={Sentiment(one): Sentiment(other) for one, other in pack["opposite"].items()},
        negation=re.compile(turned["negation"]),
        twice=re.compile(turned["twice"]),
        reason=re.compile(turned["reason"]),
        asked=re.compile(turned["asked"]),
        pleased_question=re.compile(turned["pleased_question"]),
        stronger_before=re.compile(pack["stronger"]["before"]),
        stronger_after=re.compile(pack["stronger"]["after"]),
        urgency={name: re.compile("|".join(cues)) for name, cues in pack["urgency"].items()},
        unhurried=re.compile(pack["unhurried"]),
        nudge=re.compile(pack["nudge"]),
        loud=re.compile(pack["loud"]),
    )


def _by_sentiment(cues: dict[str, Any]) -> dict[Sentiment, re.Pattern[str]]:
    return {Sentiment(name): re.compile(cue) for name, cue in cues.items()}

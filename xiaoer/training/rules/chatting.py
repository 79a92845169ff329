"""Chat logs into questions with a good human reply: who is the buyer, what is asked, what may be repeated."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from xiaoer.training.model import Skipped, Spoken
from xiaoer.training.rules.learning import is_filler, is_masked, unfit
from xiaoer.training.rules.likeness import Nearest, folded, likeness

_BUYER: Final = re.compile(
    r"买家|顾客|客户(?!经理|服务)|用户|访客|buyer|customer|user|visitor|guest", re.IGNORECASE
)
_BOT: Final = re.compile(r"机器人|自动|智能|小蜜|系统|bot|robot|system", re.IGNORECASE)
_STAFF: Final = re.compile(
    r"客服|卖家|商家|店铺|旗舰店|专营店|专卖店|人工|agent|seller|staff|assistant|service", re.IGNORECASE
)
_MASK: Final = re.compile(r"[\[【<{][^\]】>}]{1,16}[\]】>}]|\*{2,}|#{2,}|[xX]{3,}")
_LONGEST: Final = 120
_SHORTEST: Final = 4
_MOST_LINES: Final = 3  # of a buyer before an answer; more of them are a story, not a question
_SAME: Final = 0.75
_GREETING: Final = re.compile(
    r"^(?:您好|你好|在吗|在么|在不在|亲|嗨|hi|hello|哈喽|有人吗|客服)+[?？!！。~]*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A question with the reply that a person gave, how often it came so, and where it was first seen."""

    question: str
    similar: tuple[str, ...]
    answer: str
    place: str
    quote: str
    times: int
    agreed: float  # the share of the answers to this question that say the same


@dataclass(frozen=True, slots=True)
class _Asked:
    question: str
    answer: str
    place: str


def pairs_of(
    lines: Sequence[Spoken], hide: Callable[[str], str]
) -> tuple[tuple[Pair, ...], tuple[Skipped, ...]]:
    """Return the questions of a log with their answers, the most asked first, and what was left out, why.

    `hide` masks personal data: a reply that holds any is dropped, a question is templated out. Questions
    that are nearly the same are one; of their answers the commonest stands.
    """
    asked: list[_Asked] = []
    skipped: list[Skipped] = []
    for _, chat in groupby(lines, key=lambda line: line.chat):
        for place, question, answer in _rounds(list(chat)):
            why = unfit(answer, hide)
            plain = plain_question(question, hide)
            if not why and not plain:
                why = "问句去掉隐去的内容后所剩无几"
            if why:
                skipped.append(Skipped(place, why))
            else:
                asked.append(_Asked(plain, answer, place))
    return _merged(asked), tuple(skipped)


def plain_question(text: str, hide: Callable[[str], str]) -> str:
    """Return a question without greetings, masks and personal data, one line; "" when little is left."""
    kept = [line for line in text.splitlines() if line.strip() and not _GREETING.match(line.strip())]
    joined = " ".join(kept)
    if len(joined) > 2 * _LONGEST:
        return ""
    plain = " ".join(_MASK.sub("", hide(joined)).split())
    if len(folded(plain)) < _SHORTEST or len(plain) > _LONGEST or is_masked(plain):
        return ""
    return plain


def buyer_of(lines: Sequence[Spoken]) -> Callable[[Spoken], bool | None]:
    """Return what says of a line of one chat whether the buyer said it; None: a machine, or nobody knows.

    By what the log says, else by the speaker's name, else the one who speaks first is the buyer.
    """
    first = next((line.who for line in lines if _side(line) is None and not _BOT.search(line.who)), "")
    someone = any(_side(line) is not None for line in lines)

    def tell(line: Spoken) -> bool | None:
        if line.by_buyer is None and _BOT.search(line.who):
            return None
        side = _side(line)
        if side is not None:
            return side
        sides = {_side(other) for other in lines}
        if someone:
            return False if True in sides else True if False in sides else None
        return line.who == first

    return tell


def _side(line: Spoken) -> bool | None:
    if line.by_buyer is not None:
        return line.by_buyer
    if _BUYER.search(line.who):
        return True
    if _STAFF.search(line.who) or ":" in line.who or "：" in line.who:  # 店铺:子账号
        return False
    return None


def _rounds(chat: Sequence[Spoken]) -> Iterable[tuple[str, str, str]]:
    """Yield (place, what the buyer said, what a person replied) of one chat."""
    tell = buyer_of(chat)
    told = [(tell(line), line) for line in chat]
    question: list[Spoken] = []
    answer: list[str] = []
    for by_buyer, line in told:
        if by_buyer is None:
            question, answer = ([], []) if answer else (question, answer)
        elif by_buyer:
            if answer:
                yield from _round(question, answer)
                question, answer = [], []
            question.append(line)
        elif question:
            answer.append(line.text)
    yield from _round(question, answer)


def _round(question: Sequence[Spoken], answer: Sequence[str]) -> Iterable[tuple[str, str, str]]:
    if question and answer:
        last = question[-_MOST_LINES:]
        telling = [text for text in answer if not is_filler(text)] or answer
        yield question[0].place, "\n".join(line.text for line in last), "\n".join(telling)


def _merged(asked: Sequence[_Asked]) -> tuple[Pair, ...]:
    near = Nearest()
    together: dict[str, list[_Asked]] = {}
    for one in asked:
        nearest = near.find(one.question, least=_SAME)
        key = nearest[0][1] if nearest else one.question
        if not nearest:
            near.add(key, one.question)
        together.setdefault(key, []).append(one)
    found = [_pair(key, each) for key, each in together.items()]
    return tuple(sorted(found, key=lambda pair: -pair.times))


def _pair(question: str, asked: Sequence[_Asked]) -> Pair:
    answers = Counter(one.answer for one in asked)
    answer = max(answers, key=lambda text: (answers[text], -len(text)))
    agreed = sum(likeness(one.answer, answer) >= _SAME for one in asked) / len(asked)
    first = next(one for one in asked if one.answer == answer)
    others = dict.fromkeys(one.question for one in asked if folded(one.question) != folded(question))
    return Pair(question, tuple(others)[:20], answer, first.place, first.answer, len(asked), agreed)

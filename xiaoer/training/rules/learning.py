"""Which replies of people are worth being proposed as knowledge."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from xiaoer.conversations.model import Message, Speaker, words
from xiaoer.training.rules.likeness import likeness

_SHORTEST: Final = 6
_LONGEST: Final = 600
_GOOD_RATING: Final = 4
_SAME: Final = 0.5
_PERSONAL: Final = "姓名|电话|手机|地址|订单|单号|昵称|用户|买家|客户|链接|name|phone|address|order|user|url"
_MASK: Final = re.compile(
    rf"\*{{2,}}|#{{2,}}|x{{3,}}|[\[【<{{]\s*(?:{_PERSONAL})[^\]】>}}]{{0,12}}[\]】>}}]", re.IGNORECASE
)
_NUMBER: Final = re.compile(r"(?<!\d)\d{8,}(?!\d)")  # an order, a waybill, a phone: one buyer's own
# Said in every conversation, answers nothing.
_FILLER: Final = re.compile(
    r"稍等|稍后|请稍|在的|在呢|您好|你好|帮您查|帮您看|核实一下|有什么可以|很高兴为您|感谢您的|祝您|再见|为您服务"
)
_CLAUSE: Final = re.compile(r"[，。！？；,.!?;~～\s]+")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person replied to a question, and what happened then."""

    text: str
    rating: int
    next_words: str  # the buyer's next line, "" when there was none


def is_masked(text: str) -> bool:
    """Return whether something was hidden in the text (###, ***, [姓名]): it must not be repeated."""
    return _MASK.search(text) is not None


def is_filler(text: str) -> bool:
    """Return whether a reply only greets, thanks or asks to wait."""
    clauses = [clause for clause in _CLAUSE.split(text) if clause]
    return all(_FILLER.search(clause) or len(clause) <= 2 for clause in clauses)  # noqa: PLR2004 - 好的, 嗯嗯


def unfit(reply: str, hide: Callable[[str], str]) -> str:
    """Return why a text must not become an answer for everybody (zh-CN), "" when it may."""
    if len(reply) < _SHORTEST:
        return "回复太短"
    if len(reply) > _LONGEST:
        return "回复太长"
    if is_masked(reply):
        return "回复里有被隐去的内容"
    if hide(reply) != reply or _NUMBER.search(reply):
        return "回复里有个人信息或单号"
    if is_filler(reply):
        return "只是寒暄或请稍等"
    return ""


def is_good(question: str, reply: Reply) -> bool:
    """Return whether a reply helped: rated 4 or 5, or, unrated, the buyer did not ask the same again."""
    if reply.rating:
        return reply.rating >= _GOOD_RATING
    return not reply.next_words or likeness(question, reply.next_words) < _SAME


def reply_after(messages: Sequence[Message], answered: int, rating: int) -> Reply | None:
    """Return what a person said first after message `answered`, up to the buyer's next line.

    Greetings before the answer proper are left out. None when no person said anything.
    """
    said: list[str] = []
    for message in sorted(messages, key=lambda one: one.seq):
        if message.seq <= answered:
            continue
        text = words(message.content).strip()
        if message.speaker is Speaker.STAFF and text:
            said.append(text)
        elif message.speaker is Speaker.BUYER and any(not is_filler(line) for line in said):
            return Reply(_without_filler(said), rating, text)
    return Reply(_without_filler(said), rating, "") if said else None


def _without_filler(said: Sequence[str]) -> str:
    return "\n".join([line for line in said if not is_filler(line)] or said)

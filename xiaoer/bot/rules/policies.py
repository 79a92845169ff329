"""What the shop's rules say: its FAQ, its promotions, and the procedures as they are declared."""

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from xiaoer.bot.catalogue.normalise import plain
from xiaoer.bot.catalogue.passages import pairs
from xiaoer.bot.model import Evidence, View
from xiaoer.bot.rules import nearest
from xiaoer.bot.rules.answers import Part
from xiaoer.bot.rules.course import Course
from xiaoer.bot.rules.describing import supposed_state
from xiaoer.bot.rules.procedures import allowed_line
from xiaoer.bot.rules.windows import Runs, runs
from xiaoer.knowledge.model import Faq, Promotion

_SURE = 0.5
_MEANT = 3  # as much in common says which promotion is meant
_NOISE = re.compile(r"请问|你好|您好|一下|我想|想问|问下|帮我|那个|这个|东西|的|了|呢|吗|不|么")
_GENERAL = re.compile(
    r"(有|搞|做|什么|啥|哪些|最近|现在).{0,4}(优惠|活动|折扣|打折|政策)|(优惠|活动|折扣|打折).{0,4}(政策|有哪些|是什么)"
)
_FILLERS = {"可以": "能", "能不能": "能", "可不可以": "能", "请问": "", "是不是": ""}


@dataclass(frozen=True, slots=True)
class Asked:
    """FAQ entries with the pairs of characters of every wording, and how telling a pair is."""

    entries: tuple[tuple[Faq, tuple[frozenset[str], ...]], ...]
    spread: dict[str, int]


@lru_cache(maxsize=64)
def _prepared(faqs: tuple[Faq, ...]) -> Asked:
    entries = []
    spread: dict[str, int] = {}
    for faq in faqs:
        wordings = tuple(_pairs(wording) for wording in (faq.question, *faq.similar))
        entries.append((faq, wordings))
        for pair in frozenset().union(*wordings):
            spread[pair] = spread.get(pair, 0) + 1
    return Asked(tuple(entries), spread)


@lru_cache(maxsize=4096)
def _pairs(text: str) -> frozenset[str]:
    folded = plain(text)
    for said, same in _FILLERS.items():
        folded = folded.replace(said, same)
    return pairs(_NOISE.sub("", folded))


def faq_scores(faqs: tuple[Faq, ...], text: str) -> list[tuple[float, Faq]]:
    """Return FAQ entries by likeness to a text (weighted overlap of pairs, 0 to 1), best first."""
    prepared = _prepared(faqs)
    said = _pairs(text)
    total = len(prepared.entries) + 1

    def weight(pair: str) -> float:
        return math.log(1 + total / (1 + prepared.spread.get(pair, 0)))

    mine = sum(weight(pair) for pair in said) or 1.0
    scores = []
    for faq, wordings in prepared.entries:
        best = 0.0
        for wording in wordings:
            both = sum(weight(pair) for pair in said & wording)
            theirs = sum(weight(pair) for pair in wording) or 1.0
            best = max(best, 2 * both / (mine + theirs))
        scores.append((best, faq))
    return sorted(scores, key=lambda item: (-item[0], item[1].id))


def best_faq(course: Course, text: str, least: float = _SURE) -> Part | None:
    """Return the answer of the entry of shop or industry that fits a text, None when none is like it."""
    return nearest.best_entry(course, _unmarked(text, course), least)


def _unmarked(text: str, course: Course) -> str:
    return text.replace("Ⓦ", course.view.policy.wallet.short)


def rule_of(view: View, kind: str, text: str) -> Part:
    """Return what the declared procedure says, first yes or no when the text supposes an order state."""
    declared = view.policy.procedures[kind]
    if not declared.offered:
        return Part(f"本店暂不支持{declared.name}", (Evidence("policy", kind),))
    said = (
        f"{allowed_line(view, declared)}状态的订单可以{declared.name}"
        if declared.states
        else f"可以为您{declared.name}"
    )
    supposed = supposed_state(view, text)
    if supposed and declared.states:
        word = view.policy.states.get(supposed, supposed)
        if supposed in declared.states:
            said = f"可以的，“{word}”状态的订单能够{declared.name}。{said}"
        else:
            why = declared.refused.get(supposed, "")
            said = f"“{word}”状态的订单不能{declared.name}{f'：{why}' if why else ''}。{said}"
    if declared.refund and view.policy.wallet.refunds:
        wallet = view.policy.wallet.name
        said += f"；用{wallet}支付的，金额会退回到{wallet}余额，其他支付方式按原路退回"
    if kind == "exchange":
        said += (
            "；只能换成该商品可换货列表里、状态为“已上架”的商品，不是店里所有商品都能换，缺货或下架的不能换"
        )
    return Part(said, (Evidence("policy", kind, "states"),))


def promotion_lines(view: View, text: str) -> list[Part]:
    """Return the lines of the promotions that a question is about, all of them when it is general."""
    lines: list[tuple[float, Part]] = []
    query, groups = _pairs(text), view.catalogue.trade.meanings(text)
    now_ms = view.now_ms
    for promotion in view.promotions:
        state = runs(promotion.window, now_ms) if now_ms else Runs.UNKNOWN
        if state is Runs.ENDED:
            continue
        lines.append((_like(query, groups, f"{promotion.name}{promotion.window}"), _head(promotion, state)))
        for term in promotion.terms:
            evidence = Evidence("promotion", promotion.id, term.kind, term.description)
            remark = f"（{term.remark}）" if term.remark else ""
            lines.append(
                (
                    _like(query, groups, f"{term.kind}{term.description}"),
                    Part(f"【{term.kind}】{term.description}{remark}", (evidence,)),
                )
            )
    words = re.findall(r"[a-z]{3,}", plain(text))
    best = max((score for score, part in lines if part.text.startswith("【")), default=0.0)
    lines = [
        (best if any(word in part.text.lower() for word in words) else score, part) for score, part in lines
    ]  # a name in Latin letters (PLUS, Pro) is meant as much as the rest
    if best < 2 or _GENERAL.search(text):  # noqa: PLR2004 hardly a word in common
        return [part for _, part in lines]
    return [part for score, part in lines if score >= best * 0.5 or not part.text.startswith("【")]


def ended_promotion(view: View, text: str) -> Part | None:
    """Return that the promotion which a text means is over; None when it means a running one or none."""
    query, groups = _pairs(text), view.catalogue.trade.meanings(text)
    scored = [
        (_like(query, groups, promotion.name + _worded(promotion)), promotion)
        for promotion in view.promotions
    ]
    score, promotion = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    if promotion is None or score < _MEANT or not view.now_ms:
        return None
    if runs(promotion.window, view.now_ms) is not Runs.ENDED or _GENERAL.search(text):
        return None
    evidence = Evidence("promotion", promotion.id, "window", promotion.window)
    return Part(f"{promotion.name}已经结束了（{promotion.window}），现在不能再享受", (evidence,))


def _worded(promotion: Promotion) -> str:
    return "".join(f"{term.kind}{term.description}" for term in promotion.terms)


def _head(promotion: Promotion, state: Runs) -> Part:
    coming = "，活动还没开始" if state is Runs.COMING else ""
    return Part(
        f"{promotion.name}，有效期：{promotion.window}{coming}",
        (Evidence("promotion", promotion.id, "window", promotion.window),),
    )


def _like(query: frozenset[str], groups: tuple[tuple[str, ...], ...], text: str) -> float:
    shared = sum(1.5 for group in groups if any(word in text for word in group))
    return len(query & _pairs(text)) + shared

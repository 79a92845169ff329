"""Which orders are meant beside one that is spoken of: the other one, all but this one, one of these."""

import re

from xiaoer.bot.model import Memory, View
from xiaoer.bot.rules.describing import Found, described_in
from xiaoer.bot.rules.entities import ORDER, PRODUCT
from xiaoer.bot.rules.reading import Clause, Reading, talk

OTHER_ONE = re.compile(
    r"((另外?|还有)(的)?(那|有)?|(剩下|其他|其它|别的|其余)(的)?(那|这|有)?)(一|个|的|两|几)?(个|笔|单|台|件|订单)|另一|(?:取消|退|换)别的"
)
_BUT = re.compile(
    "(?:除了?|不算)[^，,。]{0,4}Ⓞ|Ⓞ[^，,。]{0,4}(?:以外|之外|除外|别动|不动|不要动|先别|留着|保留)"
)
_ONE_OF = re.compile("还是|或者?|其中|哪|一个|一单")
_LEFT_ALONE = re.compile("不(退|换|取消|动|改|变|催|开|约)|别(?!的)|留着|保留|先(放|等)|照旧|正常")
_SEVERAL = 2
_MORE = re.compile("都|全|各|一起|分别|和|跟|还有|、|两|俩|三")


def besides(clause: Clause, reading: Reading, view: View, memory: Memory, states: tuple[str, ...]) -> Found:
    """Return the orders besides those that are spoken of, nothing when the clause does not turn to others."""
    bare = not clause.values(ORDER)
    turning = _turning(clause, reading, view) if bare else [clause] if _BUT.search(clause.text) else []
    spoken = _spoken_of(clause, turning, reading, view, memory) if turning else set()
    others = [order for order in view.orders if str(order.id) not in spoken]
    if not spoken or not others:
        return Found()
    told = [order for one in turning for order in described_in(one, view) if order in others] if bare else []
    others = told or others
    fitting = [order for order in others if str(order.state) in states] or others
    every = bool(talk()["everything"].search(clause.text)) or "都" in clause.text
    return Found(tuple(str(order.id) for order in fitting), sure=len(fitting) == 1 or every)


def _turning(clause: Clause, reading: Reading, view: View) -> list[Clause]:
    """Return the clauses that turn to another order: this one, or one beside it that wants nothing else."""
    if OTHER_ONE.search(clause.text):
        return [clause]
    if reading.values(ORDER) or described_in(clause, view):
        return []  # its number stands beside it (另一单，313…)
    place = reading.clauses.index(clause) if clause in reading.clauses else 0
    before = reading.clauses[place - 1] if place and "这" not in clause.text else None
    alike = [
        one
        for one in reading.clauses
        if set(one.intents) <= set(clause.intents) and (not one.asking or one is before)
    ]
    return [one for one in alike if OTHER_ONE.search(one.text) and not _LEFT_ALONE.search(one.text)]


def _spoken_of(
    clause: Clause, turning: list[Clause], reading: Reading, view: View, memory: Memory
) -> set[str]:
    """Return the orders that the turn names, else those in focus, else those of the product in focus."""
    before = reading.clauses[: reading.clauses.index(clause)] if clause in reading.clauses else ()
    plain = [one for one in before if one not in turning]
    told = {str(order.id) for one in plain for order in described_in(one, view)}
    named = set(reading.values(ORDER)) or (told if len(told) < len(view.orders) else set())
    if named or memory.order:
        return named or {memory.order}
    looked = set(reading.values(PRODUCT)[:1]) or set(memory.products[:1])
    return {
        str(order.id)
        for order in view.orders
        if any({str(i.product), view.catalogue.style(str(i.product))} & looked for i in order.items)
    }


def several(named: list[str], text: str) -> Found:
    """Return the orders that a clause names; one of them must be chosen where it says so (A还是B)."""
    numbers = tuple(dict.fromkeys(named))
    return Found(numbers, sure=len(numbers) == 1 or not _ONE_OF.search(text))


def listed_before(clause: Clause, reading: Reading) -> Found:
    """Return the orders that the clause just before names, when they are several: all of them, or unsure."""
    place = reading.clauses.index(clause) if clause in reading.clauses else 0
    named = [one.values(ORDER) for one in reading.clauses[:place] if one.values(ORDER)]
    numbers = tuple(dict.fromkeys(named[-1])) if named else ()
    if len(numbers) < _SEVERAL:
        return Found()
    joined = f"{reading.clauses[place - 1].text} {clause.text}"
    return Found(numbers, sure=bool(_MORE.search(joined)) and not _ONE_OF.search(joined))

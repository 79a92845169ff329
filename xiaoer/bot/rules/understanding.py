"""What a turn means where its words alone do not say it: the nearest intents, their wishes and answers.

The cues of the packs come first. What they leave open is looked up among the intents of the taxonomy; where
that is not clear an encoder's vector is asked for (`Thought.unsure`), and at last the buyer.
"""

from collections.abc import Set as AbstractSet
from typing import Final

from xiaoer.bot.model import Evidence, Handoff, HandoffReason, Understood
from xiaoer.bot.retrieval.library import Found
from xiaoer.bot.rules import sizing
from xiaoer.bot.rules.answers import Part
from xiaoer.bot.rules.course import Course
from xiaoer.bot.rules.entities import PRODUCT
from xiaoer.bot.rules.nearest import LAYERS, allowed, best_entry, intents, library, said
from xiaoer.bot.rules.picking import picked
from xiaoer.bot.rules.reading import Clause
from xiaoer.bot.rules.rivals import KINDS
from xiaoer.bot.rules.wishes import Wish
from xiaoer.bot.rules.wording import wording
from xiaoer.knowledge.model import Intent

# Measured with a fifth of the phrasings left out (docs/decisions/0007-encoder-and-retrieval.md).
SURE: Final = 0.45  # an intent so near is taken, when its rivals stand apart
OF_GOODS: Final = 0.65  # … where the question may be one about the goods that are looked at
APART: Final = 0.06
NEAR: Final = 0.36  # so near an intent is worth a question back
WORTH: Final = 0.4  # … instead of the question which goods are meant
REACH: Final = 0.23  # so much nearer an encoder may find an intent, hardly more
TO_PERSON: Final = 0.6
_BEFORE_GENERAL: Final = 0.4  # an entry of the shop so near comes before the general answer
_VERBATIM: Final = 0.9  # so much of the words of a phrasing, and no others
_CHOICES: Final = 3
_SHORTEST: Final = 2  # characters that can mean something by themselves


def completed(course: Course, found: list[Wish], handled: AbstractSet[str]) -> list[Wish]:
    """Return the wishes of a turn, and where the cues found none or only a vague one, the nearest intent's.

    `handled` are the wishes that the bot can meet; other intents are answered by `answered`.
    """
    chosen = _chosen(course)
    if chosen is not None:
        return _taken(course, chosen, "words", 1.0, [], handled)
    text = said(course)
    verbatim = _verbatim(course, found, text)
    if verbatim is not None:
        return _taken(course, verbatim, "words", 1.0, [], handled)
    near = intents(course, text) if _open(course, found, text) else []
    looked_at = bool(found and (course.memory.products or course.turn.product))
    least = OF_GOODS if looked_at else SURE
    if near and _clear(near, least) and near[0].intent is not None:
        stage = "static" if near[0].match.encoder is None else "encoder"
        return _taken(course, near[0].intent, stage, near[0].match.score, found, handled)
    _ask_encoder(course, text, near, least - REACH)
    if found and not looked_at and near and _of_the_shop(near[0]):
        return []  # no goods are meant: better to ask which of the near questions it is than which goods
    _named(course, found)
    return found


def _of_the_shop(nearest: Found) -> bool:
    """Say whether the nearest intent is about the shop and not about goods, and worth a question back."""
    intent = nearest.intent
    return intent is not None and intent.wish != "fact" and nearest.match.score >= WORTH


def _verbatim(course: Course, found: list[Wish], text: str) -> Intent | None:
    """Return the intent that a question says in its own words, where the cues heard another one in it."""
    known = library(course).intent_of
    asks = found and all(wish.name not in KINDS | {"fact"} and known(wish.name) for wish in found)
    if not asks or course.memory.pending or course.memory.drafts or len(course.reading.clauses) != 1:
        return None
    near = intents(course, text)
    best = near[0].intent if near and near[0].match.words >= _VERBATIM else None
    if best is None or not best.answer or best.wish in {wish.name for wish in found} or best.wish in KINDS:
        return None
    return best if not best.wish else None


def _taken(
    course: Course, intent: Intent, stage: str, score: float, found: list[Wish], handled: AbstractSet[str]
) -> list[Wish]:
    """Take a turn for an intent, and return what is then wanted; nothing when only its answer is."""
    if intent.wish in KINDS and "complaint" in course.reading.acts:
        return found
    course.understood = Understood(intent.id, intent.scenario, min(score, 1.0), stage)
    if found and intent.wish == "fact":
        return found
    course.meant = intent
    course.trace["rule"] = f"near:{intent.id}"
    if intent.wish in handled:
        return [Wish(intent.wish, _clause(course, found))]
    # About goods that are looked at their own texts come first.
    return found if course.memory.products or course.turn.product else []


def _chosen(course: Course) -> Intent | None:
    """Return the intent that was picked from a question back; None when something else was said."""
    memory = course.memory
    if memory.asked != "meaning":
        return None
    title = picked(course.reading.raw.strip(), memory.options)
    memory.asked, memory.options = "", []
    known = library(course).intents.values()
    return next((intent for intent in known if title and intent.title == title), None)


def answered(course: Course) -> bool:
    """Answer what was understood from the highest layer that has an answer to it; False when none has."""
    intent = course.meant
    if intent is None:
        return False
    if intent.wish == "person" and course.understood.sure < TO_PERSON:
        return False
    part = _layered(course, intent.id, intent.answer, intent.title)
    if part is None:
        return False
    course.trace["rule"] = f"near:{intent.id}"
    course.add(part)
    if intent.wish == "person":
        course.handoff = Handoff(HandoffReason.WANTED, course.reading.raw[:200])
    return True


def asked_back(course: Course) -> bool:
    """Ask which of the nearest intents is meant, by their titles; False when none is near."""
    text = said(course)
    if len(text) < _SHORTEST:
        return False
    near = [one for one in intents(course, text) if one.match.score >= NEAR and one.intent is not None]
    titles = list(dict.fromkeys(one.intent.title for one in near if one.intent is not None))[:_CHOICES]
    if not titles:
        _ask_encoder(course, text, intents(course, text), SURE - REACH)
        return False
    course.trace["rule"] = "asked back"
    options = [(title, title) for title in titles]
    course.ask_for(
        "meaning", "不确定有没有理解对，请问您想问的是：" if len(titles) > 1 else "请问您是想问：", options
    )
    return True


def _layered(course: Course, intent: str, general: str, title: str) -> Part | None:
    found = library(course).answers(intent, allowed(course))
    if found is not None and found.faq is not None:
        evidence = Evidence(LAYERS[found.layer], found.faq.id, "answer", found.faq.question)
        return Part(wording(found.faq, course.view.draw), (evidence,))
    near = best_entry(course, said(course), _BEFORE_GENERAL)
    if near is not None:
        return near
    if not general:
        return None
    address = course.view.persona.address
    return Part(general.replace("{address}", address), (Evidence("intent", intent, "answer", title),))


def _open(course: Course, found: list[Wish], text: str) -> bool:
    """Say whether a turn still has to be understood: nothing waits, and the cues found nothing certain."""
    memory, reading = course.memory, course.reading
    if memory.pending or memory.drafts or memory.asked == "confirm" or len(text) < _SHORTEST:
        return False
    if sizing.answers(text, memory):
        return False
    if reading.picture or reading.has("greet", "thanks", "bye", "repeat", "person"):
        return False
    if not found:
        return not {"confirm", "deny", "unknown"} & set(reading.acts)
    goods = memory.products or course.turn.product or reading.values(PRODUCT)
    return all(wish.name == "fact" and not (wish.clause.topics and goods) for wish in found)


def _clear(near: list[Found], least: float) -> bool:
    """Say whether the nearest intent is near enough, and its rivals with another wish stand apart."""
    best = near[0]
    wish = best.intent.wish if best.intent else ""
    rivals = [one for one in near[1:] if not wish or one.intent is None or one.intent.wish != wish]
    return best.match.score >= least and (
        not rivals or best.match.score - rivals[0].match.score >= APART or best.match.words >= 1
    )


def _ask_encoder(course: Course, text: str, near: list[Found], hopeless: float) -> None:
    """Ask for a vector, unless what is nearest is so far that no vector would make it sure."""
    if near and near[0].match.score >= hopeless and text not in course.turn.vectors:
        course.unsure[text] = None


def _named(course: Course, found: list[Wish]) -> None:
    """Note which intent the cues' wish is, for reports; the wish itself when the taxonomy has none."""
    if not found:
        return
    name = found[0].name
    known = None if name == "fact" else library(course).intent_of(name)
    course.understood = Understood(known[0], known[1]) if known else Understood(name)


def _clause(course: Course, found: list[Wish]) -> Clause:
    if found:
        return found[0].clause
    clauses = course.reading.clauses
    return (
        next((clause for clause in clauses if clause.asking), clauses[0])
        if clauses
        else Clause("", (), (), asking=False)
    )

"""What a language model is asked, and which of its answers are taken. Texts are data, never orders."""

import re
from dataclasses import replace

import msgspec

from xiaoer.bot import packs
from xiaoer.bot.catalogue.passages import Sheet
from xiaoer.bot.model import Evidence, Heard, Outcome, Prompt, Reply, Thought, Turn, Understood, View
from xiaoer.bot.rules.grounding import lost, unfounded
from xiaoer.bot.rules.policies import faq_scores
from xiaoer.bot.rules.search import scored
from xiaoer.conversations.model import Text, words

_LONGEST_TURN = 600  # characters of the buyer's words that are shown
_LONGEST_READ = 80
_LONGEST_ANSWER = 240
_STRETCH = 1.6
_MOST_FAQS = 5
_MOST_PASSAGES = 8
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)
_SHOWN = re.compile(r"[<>{}]")


class _Read(msgspec.Struct):
    say: str = ""


class _Answered(msgspec.Struct):
    answer: str = ""
    used: list[int] = []


def said_in(turn: Turn) -> str:
    """Return the buyer's words of a turn."""
    return "\n".join(words(line.content) for line in turn.lines)


def to_read(turn: Turn) -> tuple[Prompt, ...]:
    """Return the prompts that ask for a turn in plain words."""
    return (
        Prompt("system", "\n".join(packs.read("model")["read"])),
        Prompt("user", f"买家原话：\n<<<{_data(said_in(turn))}>>>"),
    )


def as_read(turn: Turn, answer: str) -> Turn | None:
    """Return the turn in the model's plain words, None when it read nothing or added something of its own."""
    try:
        read = msgspec.json.decode(_json(answer), type=_Read)
    except msgspec.MsgspecError:
        return None
    plain = read.say.strip()
    if not plain or len(plain) > _LONGEST_READ or unfounded(plain, [said_in(turn)]):
        return None
    last = turn.lines[-1]
    return replace(turn, lines=(Heard(last.seq, last.speaker, Text(plain), last.at_ms),))


def sources(turn: Turn, view: View, products: list[str]) -> list[tuple[Evidence, str]]:
    """Return what could answer a turn: the nearest FAQ entries, and passages of the product in focus."""
    text = said_in(turn)
    found = [
        (Evidence("faq", faq.id, "answer", faq.question), f"{faq.question} {faq.answer}")
        for score, faq in faq_scores(view.faqs, text)[:_MOST_FAQS]
        if score > 0
    ]
    for product in products[:1]:
        if product in view.catalogue.by_id:
            found += _passages(view.catalogue.sheet(product), text)
    return found


def _passages(sheet: Sheet, text: str) -> list[tuple[Evidence, str]]:
    title = sheet.product.title
    return [
        (
            Evidence("product", str(sheet.product.id), item.passage.section, item.passage.text[:200]),
            f"{title}：{item.passage.text}",
        )
        for item in scored(sheet, (), text, closely=True)[:_MOST_PASSAGES]
    ]


def to_answer(turn: Turn, view: View, found: list[tuple[Evidence, str]]) -> tuple[Prompt, ...]:
    """Return the prompts that ask for an answer from numbered sources."""
    listed = "\n".join(f"[{number}] {_data(text)}" for number, (_, text) in enumerate(found, 1))
    system = "\n".join(packs.read("model")["answer"]).replace("{name}", view.persona.name)
    return (
        Prompt("system", system),
        Prompt("user", f"资料：\n{listed}\n\n买家原话：\n<<<{_data(said_in(turn))}>>>"),
    )


def as_answered(
    thought: Thought, found: list[tuple[Evidence, str]], answer: str, names: tuple[str, ...]
) -> Thought | None:
    """Return the thought with the model's answer, None unless all that it says stands in what it used."""
    try:
        said = msgspec.json.decode(_json(answer), type=_Answered)
    except msgspec.MsgspecError:
        return None
    used = [found[number - 1] for number in said.used if 0 < number <= len(found)]
    text = said.answer.strip()
    if not text or not used or len(text) > _LONGEST_ANSWER or unfounded(text, [t for _, t in used], names):
        return None
    reply = Reply(Text(text), tuple(evidence for evidence, _ in used))
    return replace(
        thought,
        replies=(reply,),
        handoff=None,
        outcome=Outcome.ANSWERED,
        understood=Understood(thought.understood.intent, thought.understood.scenario, 0.6, "model"),
        trace={**thought.trace, "model": "answered"},
    )


def may_reword(thought: Thought) -> bool:
    """Say whether the wording of a thought is free: nothing in it is shown to be confirmed or is a change."""
    return (
        thought.outcome in {Outcome.ANSWERED, Outcome.REFUSED, Outcome.TALKED}
        and not thought.changes
        and not thought.memory.pending
        and not thought.memory.drafts
        and len([reply for reply in thought.replies if isinstance(reply.content, Text)]) == 1
    )


def to_reword(thought: Thought, view: View) -> tuple[Prompt, ...]:
    """Return the prompts that ask for the same in a warmer tone."""
    system = "\n".join(packs.read("model")["rewrite"])
    system = system.replace("{name}", view.persona.name).replace("{address}", view.persona.address)
    return (Prompt("system", system), Prompt("user", f"原文：\n<<<{_data(_worded(thought))}>>>"))


def as_reworded(thought: Thought, answer: str) -> Thought | None:
    """Return the thought in the model's words, None when they say more or less than the rules did."""
    before, after = _worded(thought), answer.strip().strip("<>").strip()
    if not after or len(after) > max(40, len(before) * _STRETCH):
        return None
    if unfounded(after, [before]) or lost(before, after):
        return None
    replies = tuple(
        Reply(Text(after), reply.evidence) if isinstance(reply.content, Text) else reply
        for reply in thought.replies
    )
    return replace(thought, replies=replies, trace={**thought.trace, "model": "reworded"})


def _worded(thought: Thought) -> str:
    return next((reply.content.text for reply in thought.replies if isinstance(reply.content, Text)), "")


def _data(text: str) -> str:
    """Return a text that cannot end the marks around it."""
    return _SHOWN.sub(" ", text)[:_LONGEST_TURN]


def _json(answer: str) -> str:
    found = _OBJECT.search(answer)
    return found.group() if found else ""

"""The course of one turn: what is known, what is said so far, what is remembered; shared by the handlers."""

from dataclasses import dataclass, field

import msgspec

from xiaoer.bot.model import Evidence, Handoff, Memory, Plan, Reply, Thought, Turn, Understood, View
from xiaoer.bot.retrieval.library import Found
from xiaoer.bot.rules.answers import Part, addressed, missing
from xiaoer.bot.rules.outcome import Mark, come_to
from xiaoer.bot.rules.reading import Reading
from xiaoer.conversations.model import AnyContent, Choice, Choices, Text
from xiaoer.knowledge.model import Intent
from xiaoer.orders.model import Change

_KEPT = 6
_TAIL = 200
_REPEATED = "如果还没有答到您想问的，可以换个说法，或者回复“转人工”。"
_MOST_CARDS = 3


@dataclass(slots=True)
class Course:
    """One turn while it is thought about. `parts` are said in order, `ask` comes last."""

    turn: Turn
    view: View
    memory: Memory
    reading: Reading
    parts: list[Part] = field(default_factory=list)
    ask: Part | None = None
    options: list[tuple[str, str]] = field(default_factory=list)
    cards: list[AnyContent] = field(default_factory=list)
    changes: tuple[Change, ...] = ()
    handoff: Handoff | None = None
    trace: dict[str, object] = field(default_factory=dict)
    marks: set[Mark] = field(default_factory=set)
    understood: Understood = field(default_factory=Understood)
    unsure: dict[str, None] = field(default_factory=dict)  # texts whose vectors would help, in order
    meant: Intent | None = None  # what the turn was taken for where no cue said it
    near: dict[str, list[Found]] = field(default_factory=dict)  # intents looked up in this turn, by text
    entries: dict[tuple[str, ...], list[Found]] = field(default_factory=dict)  # the same of entries
    leans: set[str] = field(default_factory=set)  # what else than the words decided, see `Thought.leans`

    def say(self, text: str, *evidence: Evidence) -> None:
        """Add a sentence that stands on evidence."""
        self.add(Part(text, evidence))

    def add(self, part: Part) -> None:
        """Add a part, unless the same was said in this turn."""
        if all(part.text != other.text for other in self.parts):
            self.parts.append(part)

    def refused(self, reason: str) -> None:
        """Keep why a rule said no."""
        self.memory.refusal = reason
        self.marks.add(Mark.REFUSED)

    def lacks(self, subject: str) -> None:
        """Say honestly that nothing is known of a subject."""
        self.say(missing(self.view, subject))
        self.marks.add(Mark.UNKNOWN)

    def last_said(self) -> str:
        """Return the end of what the bot said last; an answer that leans on it is kept for that only."""
        self.leans.add("said")
        return self.memory.said

    def note(self, name: str, value: object) -> None:
        """Add a value to a list in the trace."""
        kept = self.trace.setdefault(name, [])
        if isinstance(kept, list):
            kept.append(value)

    def ask_for(self, slot: str, text: str, options: list[tuple[str, str]] | None = None) -> None:
        """Ask the buyer for something; the options are (label, what is said by choosing it)."""
        memory = self.memory
        memory.asked_times = memory.asked_times + 1 if memory.asked == slot else 1
        memory.asked, memory.drafts = slot, []  # who asks for a draft puts it back
        self.options = options or []
        memory.options = [say for _, say in self.options]
        lines = "".join(f"\n{number}. {label}" for number, (label, _) in enumerate(self.options, 1))
        shown = tuple(Evidence("choice", say, slot, label[:100]) for label, say in self.options)
        self.ask = Part(text + lines, shown)

    def look_at(self, product: str) -> None:
        """Put a product into focus."""
        memory = self.memory
        product = self.view.catalogue.style(product)
        memory.products = [product, *(p for p in memory.products if p != product)][:_KEPT]
        holding = [
            o
            for o in self.view.orders
            if any(self.view.catalogue.style(str(item.product)) == product for item in o.items)
        ]
        if holding and memory.order and all(str(order.id) != memory.order for order in holding):
            # What is spoken of now was bought with another order: that is the one in focus.
            memory.order = str(holding[0].id) if len(holding) == 1 else ""

    def look_at_order(self, order: str) -> None:
        """Put one of the buyer's orders into focus."""
        self.memory.order, self.memory.foreign = order, ""


def copied(memory: Memory) -> Memory:
    """Return a memory that may be changed without changing the one given."""
    return msgspec.json.decode(msgspec.json.encode(memory), type=Memory)


def cleared(memory: Memory) -> None:
    """Forget what waits for the buyer."""
    memory.pending, memory.shown, memory.drafts, memory.offer = [], [], [], None
    memory.asked, memory.asked_times, memory.options, memory.reminded = "", 0, [], 0


def shelved(memory: Memory) -> None:
    """Put aside what waits for the buyer, so that it can be taken up again (那还是第二个吧)."""
    plans = [*memory.pending, *memory.drafts]
    options = memory.options or memory.shelved_options
    cleared(memory)
    memory.shelved, memory.shelved_options = plans, options


def thought(course: Course) -> Thought:
    """Return what the course came to: one message, the question last, and the cards below it."""
    parts = [*course.parts, *([course.ask] if course.ask else [])]
    replies: tuple[Reply, ...] = ()
    if parts:
        text = "\n".join(joined(parts))
        if not course.memory.language:
            text = addressed(course.view, _not_again(course, text))
        found = tuple(dict.fromkeys(item for part in parts for item in part.evidence))
        evidence = found or (Evidence("dialogue", course.memory.asked or "talk"),)
        content: AnyContent = Text(text)
        if course.options:
            content = Choices(text, tuple(Choice(label, say) for label, say in course.options))
        shown = tuple(dict.fromkeys(course.cards))[:_MOST_CARDS]
        replies = (Reply(content, evidence), *(Reply(card, evidence) for card in shown))
    return Thought(
        replies,
        course.memory,
        course.changes,
        course.handoff,
        course.trace,
        come_to(
            frozenset(course.marks),
            handed_over=course.handoff is not None,
            changed=bool(course.changes),
            asked=course.ask is not None,
        ),
        understood=course.understood,
        unsure=tuple(course.unsure),
        leans=frozenset(course.leans),
    )


def _not_again(course: Course, text: str) -> str:
    """Return a text that was not just said: what is asked again was not answered well."""
    memory = course.memory
    if text[-_TAIL:] != memory.said:
        memory.said, memory.repeated = text[-_TAIL:], 0
        return text
    course.leans.add("said")
    memory.repeated += 1
    if memory.repeated > 1:
        return f"{text}\n{_REPEATED}"
    return f"跟您再说明一下：{text}"


def joined(parts: list[Part]) -> list[str]:
    """Return the texts of parts, each ending as a sentence."""
    return [
        part.text
        if part.text.endswith(("。", "？", "！", "~", "：", "”", ".", ":", "?", "!")) or "\n" in part.text
        else f"{part.text}。"
        for part in parts
    ]


def offered(course: Course, plan: Plan, text: str) -> None:
    """Ask whether something is wanted, without doing or preparing it."""
    course.memory.offer = plan
    course.ask = Part(text)

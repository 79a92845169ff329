"""The course of one turn: what is known, what is said so far, what is remembered; shared by the handlers."""

from dataclasses import dataclass, field

import msgspec

from xiaoer.bot.model import Evidence, Handoff, Memory, Plan, Reply, Thought, Turn, View
from xiaoer.bot.rules.answers import Part, addressed
from xiaoer.bot.rules.reading import Reading
from xiaoer.conversations.model import AnyContent, Choice, Choices, Text
from xiaoer.orders.model import Change

_KEPT = 6
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

    def say(self, text: str, *evidence: Evidence) -> None:
        """Add a sentence that stands on evidence."""
        self.add(Part(text, evidence))

    def add(self, part: Part) -> None:
        """Add a part, unless the same was said in this turn."""
        if all(part.text != other.text for other in self.parts):
            self.parts.append(part)

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
        memory.products = [product, *(p for p in memory.products if p != product)][:_KEPT]

    def look_at_order(self, order: str) -> None:
        """Put one of the buyer's orders into focus."""
        self.memory.order, self.memory.foreign = order, ""


def copied(memory: Memory) -> Memory:
    """Return a memory that may be changed without changing the one given."""
    return msgspec.json.decode(msgspec.json.encode(memory), type=Memory)


def cleared(memory: Memory) -> None:
    """Forget what waits for the buyer."""
    memory.pending, memory.drafts, memory.offer = [], [], None
    memory.asked, memory.asked_times, memory.options, memory.reminded = "", 0, [], 0


def thought(course: Course) -> Thought:
    """Return what the course came to: one message, the question last, and the cards below it."""
    parts = [*course.parts, *([course.ask] if course.ask else [])]
    replies: tuple[Reply, ...] = ()
    if parts:
        text = "\n".join(joined(parts))
        if not course.memory.language:
            text = addressed(course.view, text)
        found = tuple(dict.fromkeys(item for part in parts for item in part.evidence))
        evidence = found or (Evidence("dialogue", course.memory.asked or "talk"),)
        content: AnyContent = Text(text)
        if course.options:
            content = Choices(text, tuple(Choice(label, say) for label, say in course.options))
        course.memory.said = text[-200:]
        shown = tuple(dict.fromkeys(course.cards))[:_MOST_CARDS]
        replies = (Reply(content, evidence), *(Reply(card, evidence) for card in shown))
    return Thought(replies, course.memory, course.changes, course.handoff, course.trace)


def joined(parts: list[Part]) -> list[str]:
    """Return the texts of parts, each ending as a sentence."""
    return [
        part.text
        if part.text.endswith(("。", "？", "！", "~", "：", "”", ".", ":")) or "\n" in part.text
        else f"{part.text}。"
        for part in parts
    ]


def offered(course: Course, plan: Plan, text: str) -> None:
    """Ask whether something is wanted, without doing or preparing it."""
    course.memory.offer = plan
    course.ask = Part(text)

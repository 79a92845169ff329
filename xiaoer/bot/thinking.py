"""The brain that ships: the bot's own rules, without any language model."""

from collections.abc import Sequence

from xiaoer.bot.model import Memory, Thought, Turn, View
from xiaoer.bot.rules import think as rules
from xiaoer.orders.model import RecordedChange


class Thinking:
    """Decides by `bot/rules`; made ready at once, so that the first buyer does not wait for it."""

    def __init__(self) -> None:
        rules.prepare()

    def think(self, turn: Turn, view: View, memory: Memory) -> Thought:
        """Answer a turn."""
        return rules.think(turn, view, memory)

    def settle(self, changes: Sequence[RecordedChange], view: View, memory: Memory) -> Thought:
        """Say what became of changes."""
        return rules.settle(changes, view, memory)

    def welcome(self, view: View, product: str | None) -> Thought:
        """Open a conversation."""
        return rules.welcome(view, product)

"""Brains for tests: quick, and easy to recognise in what they say."""

import threading
from collections.abc import Callable, Sequence

from xiaoer.bot.model import Memory, Reply, Thought, Turn, View
from xiaoer.conversations.model import Text, words
from xiaoer.orders.model import Change, RecordedChange


class Parrot:
    """Answers with the words it heard, so that a test sees which lines an answer is for.

    `changes` says which changes a line asks for; they are carried out without a question.
    """

    def __init__(self, changes: Callable[[str], tuple[Change, ...]] = lambda _: ()) -> None:
        self.turns: list[tuple[str, ...]] = []
        self._changes = changes
        self._lock = threading.Lock()

    def think(self, turn: Turn, _view: View, memory: Memory) -> Thought:
        """Repeat the lines, and one more line for a long turn."""
        lines = tuple(words(line.content) for line in turn.lines)
        with self._lock:
            self.turns.append(lines)
        replies = [Reply(Text("答：" + "｜".join(lines)))]
        if len(lines) > 1:
            replies.append(Reply(Text(f"一共{len(lines)}句")))
        changes = tuple(change for line in lines for change in self._changes(line))
        return Thought(tuple(replies), memory, changes)

    def settle(self, changes: Sequence[RecordedChange], _view: View, memory: Memory) -> Thought:
        """Say the states."""
        states = "、".join(change.state.value for change in changes)
        return Thought((Reply(Text(f"结果：{states}")),), memory)

    def welcome(self, _view: View, _product: str | None) -> Thought:
        """Greet."""
        return Thought((Reply(Text("您好")),), Memory())

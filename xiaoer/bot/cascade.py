"""The cascade of one turn: a kept answer, else the rules, else the rules again with an encoder's vectors."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from time import perf_counter_ns
from typing import Final, Protocol

from xiaoer.bot.cache import AnswerCache, Question
from xiaoer.bot.encoding import FAILED, OFF, EncoderPool, Vectors
from xiaoer.bot.model import Memory, Thought, Turn, View

PATIENCE_S: Final = 1.0  # for who waits in place: a queue is shorter than that
Ticks = Callable[[], int]


class Thinker(Protocol):
    """Decides what to say."""

    def think(self, turn: Turn, view: View, memory: Memory) -> Thought:
        """Answer a turn."""
        ...


@dataclass(frozen=True, slots=True)
class _First:
    """What the first look at a turn came to. `began` and `took` are nanoseconds."""

    turn: Turn
    view: View
    memory: Memory
    question: Question
    thought: Thought
    began: int
    took: int


class Cascade:
    """Thinks with what helps. `ticks` returns nanoseconds of a clock that only goes forward."""

    def __init__(
        self,
        brain: Thinker,
        pool: EncoderPool | None = None,
        cache: AnswerCache | None = None,
        ticks: Ticks = perf_counter_ns,
    ) -> None:
        self._brain = brain
        self._pool = pool
        self._cache = cache or AnswerCache()
        self._ticks = ticks

    def think(self, turn: Turn, view: View, memory: Memory) -> Thought:
        """Answer a turn, and wait for the encoder when it is wanted and not too busy."""
        first = self._look(turn, view, memory)
        asked = self._ask(first)
        if not isinstance(asked, Future):
            return self._settled(first, asked)
        asked_at = self._ticks()
        try:
            vectors = asked.result(PATIENCE_S)
        except Exception:  # noqa: BLE001  # whatever the encoder raised, the turn goes on without it
            return self._settled(first, FAILED)
        return self._again(first, vectors, self._ticks() - asked_at)

    def think_then(
        self,
        turn: Turn,
        view: View,
        memory: Memory,
        then: Callable[[Thought], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Answer a turn and call `then`: at once, or in the encoder's thread when its vectors are there.

        `failed` is told what goes wrong in that thread; here it is raised.
        """
        first = self._look(turn, view, memory)
        asked = self._ask(first)
        if not isinstance(asked, Future):
            then(self._settled(first, asked))
            return
        asked_at = self._ticks()

        def resume(done: "Future[Vectors]") -> None:
            try:
                if done.exception() is not None:
                    then(self._settled(first, FAILED))
                else:
                    then(self._again(first, done.result(), self._ticks() - asked_at))
            except Exception as error:  # noqa: BLE001  # told to who waits for the turn
                failed(error)

        asked.add_done_callback(resume)

    def _look(self, turn: Turn, view: View, memory: Memory) -> _First:
        began = self._ticks()
        question = self._cache.question(turn, view, memory)
        thought = self._cache.find(question)
        if thought is None:
            thought = self._brain.think(question.turn, question.view, memory)
        return _First(turn, view, memory, question, thought, began, self._ticks() - began)

    def _ask(self, first: _First) -> "Future[Vectors] | str":
        """Return the vectors to come, or why there are none ("" when none are wanted)."""
        if not first.thought.unsure or first.thought.understood.stage == "cache":
            return ""
        if self._pool is None:
            return OFF
        return self._pool.ask(first.thought.unsure)

    def _settled(self, first: _First, why: str) -> Thought:
        thought = first.thought
        if thought.understood.stage != "cache" and why in {"", OFF}:
            self._cache.keep(first.question, thought)
        return self._timed(first, replace(thought, unsure=()), {"rules": first.took}, why)

    def _again(self, first: _First, vectors: Vectors, waited: int) -> Thought:
        began = self._ticks()
        turn = replace(first.turn, vectors=vectors)
        question = self._cache.question(turn, first.view, first.memory)
        thought = self._brain.think(question.turn, question.view, first.memory)
        if not question.of_the_moment:
            self._cache.keep(first.question, thought)
        spent = {"rules": first.took, "encoder": waited, "again": self._ticks() - began}
        return self._timed(first, replace(thought, unsure=()), spent, "")

    def _timed(self, first: _First, thought: Thought, spent: dict[str, int], why: str) -> Thought:
        kept = thought.understood.stage == "cache"
        trace = dict(thought.trace)
        trace["us"] = {"cache" if kept else stage: took // 1000 for stage, took in spent.items()}
        if why:
            trace["encoder"] = why
        return replace(thought, trace=trace, think_us=(self._ticks() - first.began) // 1000)

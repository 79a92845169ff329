"""The language model beside the bot: off unless one is set up, never trusted, not missed when it fails.

It may put a hard message into plain words (the rules then decide), answer from evidence, and warm the tone.
It never carries anything out: what it says passes the checks of `rules/grounding` or is thrown away.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

from xiaoer.bot.model import Memory, Outcome, Prompt, Thought, Turn, View
from xiaoer.bot.ports import LanguageModel, ModelFailedError
from xiaoer.bot.rules import prompting

_log = logging.getLogger(__name__)

FAILURES: Final = 3  # in a row; then the model is left alone for a while
LEFT_ALONE_S: Final = 30.0
_SHORT_ANSWER: Final = 200  # tokens

Think = Callable[[Turn, View, Memory], Thought]
Done = Callable[[Thought, int], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """What the model may cost. `deadline_ms` is the whole time of a turn, `tokens_a_day` of one shop."""

    deadline_ms: int = 6_000
    tokens_a_day: int = 200_000
    threads: int = 4
    waiting: int = 32  # turns that may wait for a thread; more go on without the model


class Assistant:
    """Lets a model help with one turn at a time, in threads of its own."""

    def __init__(
        self,
        model: LanguageModel,
        think: Think,
        limits: Limits,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the model, the brain's `think`, what it may cost, and a clock that only goes forward."""
        self._model = model
        self._think = think
        self.limits = limits
        self._seconds = seconds
        self._threads = ThreadPoolExecutor(limits.threads, thread_name_prefix="xiaoer-model")
        self._places = threading.BoundedSemaphore(limits.threads + limits.waiting)
        self._failed = 0
        self._until = 0.0

    def wanted(self, view: View, thought: Thought) -> bool:
        """Say whether the model could help with a turn, as the shop's policy allows and its budget lasts."""
        allowed = view.policy.model
        if view.tokens_today >= self.limits.tokens_a_day or self._seconds() < self._until:
            return False
        if thought.outcome in {Outcome.UNKNOWN, Outcome.UNSURE} and not thought.changes:
            return allowed.read or allowed.answer
        return allowed.rewrite and prompting.may_reword(thought)

    def submit(self, turn: Turn, view: View, memory: Memory, thought: Thought, done: Done) -> bool:
        """Let the model help, then call `done(thought, tokens)` in its thread; False when it has no room."""
        if not self._places.acquire(blocking=False):
            return False
        try:
            self._threads.submit(self._work, turn, view, memory, thought, done)
        except RuntimeError:  # it is stopping
            self._places.release()
            return False
        return True

    def stop(self) -> None:
        """Finish what is in hand and take no more."""
        self._threads.shutdown(cancel_futures=True)

    def helped(self, turn: Turn, view: View, memory: Memory, thought: Thought) -> tuple[Thought, int]:
        """Return the thought as the model could better it (else as it is), and the tokens it took."""
        asked = _Asking(self._model, self._seconds, self._seconds() + self.limits.deadline_ms / 1000)
        try:
            better = self._bettered(asked, turn, view, memory, thought)
        except ModelFailedError as error:
            self._note_failure(str(error))
            better = replace(thought, trace={**thought.trace, "model": f"failed: {error}"})
        else:
            self._failed = 0
        return better, asked.tokens

    def _work(self, turn: Turn, view: View, memory: Memory, thought: Thought, done: Done) -> None:
        better, tokens = thought, 0
        try:
            better, tokens = self.helped(turn, view, memory, thought)
        except Exception:  # noqa: BLE001  # the buyer gets the bot's own answer whatever the model does
            _log.exception("the language model's help went wrong; the bot's own answer is said")
        finally:
            self._places.release()
            done(better, tokens)

    def _bettered(
        self, asked: "_Asking", turn: Turn, view: View, memory: Memory, thought: Thought
    ) -> Thought:
        allowed = view.policy.model
        if thought.outcome in {Outcome.UNKNOWN, Outcome.UNSURE}:
            # What waits for a yes is only ever confirmed by the buyer's own words.
            if allowed.read and not memory.pending:
                thought = self._read(asked, turn, view, memory, thought)
            if allowed.answer and thought.outcome in {Outcome.UNKNOWN, Outcome.UNSURE}:
                thought = _answered(asked, turn, view, thought)
        if allowed.rewrite and prompting.may_reword(thought) and thought.understood.stage != "model":
            answer = asked.ask(prompting.to_reword(thought, view))
            thought = prompting.as_reworded(thought, answer) or thought
        return thought

    def _read(self, asked: "_Asking", turn: Turn, view: View, memory: Memory, thought: Thought) -> Thought:
        plain = prompting.as_read(turn, asked.ask(prompting.to_read(turn)))
        if plain is None:
            return thought
        again = self._think(plain, view, memory)
        if again.changes or again.outcome in {Outcome.UNKNOWN, Outcome.UNSURE}:
            return thought
        read = prompting.said_in(plain)
        return replace(again, trace={**again.trace, "model": "read", "model_read": read})

    def _note_failure(self, why: str) -> None:
        self._failed += 1
        if self._failed >= FAILURES:
            self._until, self._failed = self._seconds() + LEFT_ALONE_S, 0
            _log.warning(
                "the language model failed %d times (%s); it is left alone for a while", FAILURES, why
            )


class _Asking:
    """The calls of one turn: what they cost and how long they may still take."""

    def __init__(self, model: LanguageModel, seconds: Callable[[], float], until: float) -> None:
        self._model = model
        self._seconds = seconds
        self._until = until
        self.tokens = 0

    def ask(self, prompts: Sequence[Prompt]) -> str:
        """Return what the model says; ModelFailedError when it fails or the turn's time is up."""
        if self._seconds() >= self._until:
            raise ModelFailedError("slow")
        said = self._model.complete(prompts, _SHORT_ANSWER)
        self.tokens += said.tokens or _estimated(prompts, said.text)
        if self._seconds() >= self._until:
            raise ModelFailedError("slow")
        return said.text


def _answered(asked: _Asking, turn: Turn, view: View, thought: Thought) -> Thought:
    found = prompting.sources(turn, view, thought.memory.products)
    if not found:
        return thought
    answer = asked.ask(prompting.to_answer(turn, view, found))
    return prompting.as_answered(thought, found, answer, ()) or thought


def _estimated(prompts: Sequence[Prompt], answer: str) -> int:
    """Return about how many tokens a call took, for servers that do not tell: a Chinese character is one."""
    return sum(len(prompt.text) for prompt in prompts) + len(answer)

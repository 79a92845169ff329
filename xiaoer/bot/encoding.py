"""The encoder pool: few threads, a bounded queue, turns before the work that can wait, vectors kept."""

import logging
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xiaoer.bot.ports import SentenceEncoder

_log = logging.getLogger(__name__)

WAITING: Final = 8  # turns that may wait for one thread: with 20 ms each the last waits 160 ms
KEPT: Final = 4096  # vectors of texts, the one unused for longest is forgotten
OFF, FULL, FAILED = "off", "full", "failed"  # why a turn goes on without vectors

Row = NDArray[np.float32]
Vectors = dict[str, Row]


@dataclass(slots=True)
class _Work:
    texts: list[str]
    done: "Future[Vectors]" = field(default_factory=Future)


class EncoderPool:
    """Encodes texts in `threads` threads of its own; `ask` never blocks and never queues without end.

    `load` returns the encoder, None when there is none; it is called in the first thread, so that nobody
    waits for it. An encoder of another name than `wanted` is not used: its vectors mean something else.
    """

    def __init__(
        self,
        load: Callable[[], SentenceEncoder | None],
        threads: int = 1,
        waiting: int = WAITING,
        wanted: str = "",
    ) -> None:
        self._load = load
        self._wanted = wanted
        self._encoder: SentenceEncoder | None = None
        self._loaded = threading.Event()
        self._most = waiting * threads
        self._turns: deque[_Work] = deque()
        self._rest: deque[tuple[str, Callable[[str, Row], None]]] = deque()
        self._kept: OrderedDict[str, Row] = OrderedDict()
        self._change = threading.Condition()
        self._closed = False
        self._threads = [
            threading.Thread(
                target=self._run, args=(number == 0,), name=f"xiaoer-encoder-{number}", daemon=True
            )
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def ask(self, texts: Sequence[str]) -> "Future[Vectors] | str":
        """Return the vectors of a turn's texts to come, or why there will be none: off, full.

        The future fails with what the encoder raised; its callbacks run in a thread of the pool.
        """
        if self._encoder is None:
            return OFF
        with self._change:
            known = self._known(texts)
            if len(known) == len(set(texts)):
                ready: Future[Vectors] = Future()
                ready.set_result(known)
                return ready
            if self._closed or len(self._turns) >= self._most:
                return FULL
            work = _Work([text for text in dict.fromkeys(texts) if text not in known])
            work.done.set_running_or_notify_cancel()
            self._turns.append(work)
            self._change.notify()
        return work.done if not known else _together(work.done, known)

    def later(self, texts: Sequence[str], then: Callable[[str, Row], None]) -> None:
        """Encode texts when no turn waits; `then` is told of each in a thread of the pool."""
        with self._change:
            self._rest.extend((text, then) for text in texts)
            self._change.notify_all()

    def ready(self, patience_s: float) -> bool:
        """Wait until the encoder is loaded, at most so long; False when there is none."""
        return self._loaded.wait(patience_s) and self._encoder is not None

    def close(self) -> None:
        """Stop the threads; what waits is dropped, and the turns among it go on without."""
        with self._change:
            self._closed = True
            dropped = list(self._turns)
            self._turns.clear()
            self._rest.clear()
            self._change.notify_all()
        for work in dropped:
            work.done.set_exception(RuntimeError("the encoder pool was closed"))
        for thread in self._threads:
            thread.join()

    def _known(self, texts: Sequence[str]) -> Vectors:
        found: Vectors = {}
        for text in texts:
            row = self._kept.get(text)
            if row is not None:
                self._kept.move_to_end(text)
                found[text] = row
        return found

    def _run(self, first: bool) -> None:
        if first:
            self._begin()
        self._loaded.wait()
        encoder = self._encoder
        while encoder is not None:
            with self._change:
                while not (self._turns or self._rest or self._closed):
                    self._change.wait()
                if self._closed:
                    return
                work = self._turns.popleft() if self._turns else None
                rest = self._rest.popleft() if work is None else None
            if work is not None:
                self._for_turn(encoder, work)
            elif rest is not None:
                self._for_later(encoder, *rest)

    def _begin(self) -> None:
        try:
            found = self._load()
        except Exception:  # noqa: BLE001  # the bot is whole without an encoder
            _log.exception("the encoder could not be loaded; the bot goes on without")
            found = None
        if found is not None and self._wanted and found.name != self._wanted:
            _log.warning("the encoder %s is not used: the static vectors are of %s", found.name, self._wanted)
            found = None
        self._encoder = found
        self._loaded.set()

    def _for_turn(self, encoder: SentenceEncoder, work: _Work) -> None:
        try:
            vectors = dict(zip(work.texts, encoder.encode(work.texts), strict=True))
        except Exception as error:  # noqa: BLE001  # the turn that waits is told, and goes on without
            _log.warning("the encoder failed: %s", error)
            work.done.set_exception(error)
            return
        with self._change:
            self._kept.update(vectors)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        work.done.set_result(vectors)

    def _for_later(self, encoder: SentenceEncoder, text: str, then: Callable[[str, Row], None]) -> None:
        try:
            then(text, encoder.encode([text])[0])
        except Exception as error:  # noqa: BLE001  # nobody waits; the indexes do without
            with self._change:
                dropped = len(self._rest)
                self._rest.clear()
            _log.warning("the encoder failed at a wording, %d more are left out: %s", dropped, error)


def _together(done: "Future[Vectors]", known: Vectors) -> "Future[Vectors]":
    joined: Future[Vectors] = Future()

    def tell(finished: "Future[Vectors]") -> None:
        error = finished.exception()
        if error is not None:
            joined.set_exception(error)
        else:
            joined.set_result({**known, **finished.result()})

    done.add_done_callback(tell)
    return joined

"""Units on their way to a writer thread, and the results on their way back."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Any, Final

from xiaoer.base.errors import XiaoerError
from xiaoer.base.fact import Entry
from xiaoer.infra.database.unit import Shops, Unit

GROUP_LIMIT: Final = 256  # units that share one fsync; more would only delay the first

Done = Callable[[Any, BaseException | None], None]


class Call:
    """A callback in a future's place: who needs no future is spared its locks."""

    __slots__ = ("_done",)

    def __init__(self, done: Done) -> None:
        self._done = done

    def done(self) -> bool:
        """Return False: a callback can always be called."""
        return False

    def set_result(self, result: Any) -> None:
        """Hand over the result."""
        self._done(result, None)

    def set_exception(self, error: BaseException) -> None:
        """Hand over the error."""
        self._done(None, error)


AnyFuture = asyncio.Future[Any] | Future[Any] | Call


class Job:
    """One unit waiting for its turn, and where its result goes."""

    __slots__ = ("error", "future", "key", "result", "shops", "work")

    def __init__(self, work: Callable[[Unit], Any], shops: Shops, key: str, future: AnyFuture) -> None:
        self.work = work
        self.shops = shops
        self.key = key
        self.future = future
        self.result: Any = None
        self.error: BaseException | None = None

    def settle(self) -> None:
        """Hand the outcome to whoever waits, on his loop's thread; nobody may be waiting any more."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


def next_group(queue: "SimpleQueue[Job | None]") -> list[Job] | None:
    """Wait for work and return up to GROUP_LIMIT jobs; None when the queue says stop."""
    first = queue.get()
    if first is None:
        return None
    group = [first]
    while len(group) < GROUP_LIMIT:
        try:
            job = queue.get_nowait()
        except Empty:
            break
        if job is None:
            queue.put(None)  # stop after this group
            break
        group.append(job)
    return group


def storage_unavailable(error: BaseException) -> XiaoerError:
    """Return the 503 that every caller of a lost group is told."""
    return XiaoerError(
        "storage_unavailable",
        503,
        f"The database could not store this ({error}). Nothing of it was kept; free space or repair the "
        "disk, then say it again.",
    )


class Delivery:
    """Brings a group's outcomes back: one wake-up of the event loop a group, not one a caller."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listeners: list[Callable[[list[Entry]], None]] = []

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Deliver on `loop` from now on; before that, on the writer's thread."""
        self._loop = loop

    def listen(self, listener: Callable[[list[Entry]], None]) -> None:
        """Call `listener` with the entries of each committed group."""
        self._listeners.append(listener)

    def deliver(self, group: Sequence[Job], entries: list[Entry]) -> None:
        """Settle the jobs of a group that is durable (or lost), and pass its entries on."""
        if self._loop is not None and _call_on(self._loop, lambda: self._settle(group, entries)):
            return
        for job in group:
            if isinstance(job.future, asyncio.Future):
                _call_on(job.future.get_loop(), job.settle)
            else:
                job.settle()
        self._pass_on(entries)

    def _settle(self, group: Sequence[Job], entries: list[Entry]) -> None:
        for job in group:
            job.settle()
        self._pass_on(entries)

    def _pass_on(self, entries: list[Entry]) -> None:
        if entries:
            for listener in self._listeners:
                listener(entries)


def _call_on(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> bool:
    """Call on the loop's thread; False when the loop is closed, and with it whoever waited there."""
    try:
        loop.call_soon_threadsafe(call)
    except RuntimeError:
        return False
    return True

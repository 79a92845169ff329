"""One writer thread on PostgreSQL: a group of units in one transaction, one by one when the group fails."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from typing import Any, Final

import psycopg
from greenlet import GreenletExit
from psycopg import errors

from xiaoer.base.errors import XiaoerError
from xiaoer.base.fact import Entry
from xiaoer.infra.database.group import Delivery, Job, next_group, storage_unavailable
from xiaoer.infra.database.postgres_log import APPEND, LOCK, append_parameters, entries_of
from xiaoer.infra.database.seat import Seat, View, side_by_side
from xiaoer.infra.database.statement import Dialect
from xiaoer.infra.database.unit import EVERY_SHOP, Told, Unit
from xiaoer.infra.database.wire import Answer, LostError, Wire

_log = logging.getLogger(__name__)

BEGIN: Final = "BEGIN ISOLATION LEVEL READ COMMITTED"
WRITING: Final = {
    # Plans outlive the day on which a table was small or empty; a unit looks rows up by their key.
    "enable_seqscan": "off",
    # A process that is frozen in a unit must not hold its rows for ever.
    "idle_in_transaction_session_timeout": "30s",
}
TRIES: Final = 5  # of a unit that met a deadlock
PAUSES_S: Final = (0.0, 0.05, 0.2, 0.5, 1.0)  # between attempts to connect again

# Another transaction was in the way, or a migration changed a plan: the same unit may go through now.
_PASSING: Final = (errors.SerializationFailure, errors.DeadlockDetected, errors.FeatureNotSupported)
# SQLSTATE classes of a server that cannot store: resources, operator intervention, system error.
_UNABLE: Final = ("53", "57", "58", "XX")


class _UnitFailedError(Exception):
    """A unit raised after it had written; its group has to be undone."""


@dataclass(frozen=True, slots=True)
class Common:
    """What the writers of one database share.

    `order` is held from a group's append to its delivery, so that entries are delivered by number.
    """

    url: str
    now_ms: Callable[[], int]
    delivery: Delivery
    order: threading.Lock


class PostgresWriter:
    """One connection and its thread."""

    def __init__(self, common: Common, name: str) -> None:
        self._common = common
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._wire: Wire | None = Wire(common.url, WRITING)
        self._thread = threading.Thread(target=self._write_groups, name=name, daemon=True)
        self._thread.start()

    def put(self, job: Job) -> None:
        """Take a job; it runs after those that came before."""
        self._queue.put(job)

    def stop(self) -> None:
        """Take no more jobs."""
        self._queue.put(None)

    def join(self) -> None:
        """Wait until what was accepted is done; the connection is then closed."""
        self._thread.join()

    # ------------------------------------------------------------------ groups

    def _write_groups(self) -> None:
        while (group := next_group(self._queue)) is not None:
            group.sort(key=_place)  # every writer locks rows in the same order
            try:
                self._write(group)
            except BaseException as error:  # noqa: BLE001 (the writer never dies; every caller is told)
                _log.exception("a group could not be written")
                self._give_up(group, storage_unavailable(error))
        if self._wire is not None:
            self._wire.close()

    def _write(self, group: list[Job]) -> None:
        try:
            self._connected(lambda wire: self._together(wire, group))
        except (_UnitFailedError, psycopg.Error):
            for job in group:
                self._alone(job)
        except LostError as error:
            self._give_up(group, _lost(error))

    def _alone(self, job: Job) -> None:
        for tried in range(1, TRIES + 1):
            try:
                self._connected(lambda wire: self._together(wire, [job]))
            except _UnitFailedError as failure:
                self._give_up([job], failure.__cause__ or failure)
            except _PASSING as error:
                if tried < TRIES:
                    continue
                self._give_up([job], storage_unavailable(error))
            except psycopg.Error as error:
                unable = (error.sqlstate or "XX")[:2] in _UNABLE
                self._give_up([job], storage_unavailable(error) if unable else error)
            except LostError as error:
                self._give_up([job], _lost(error))
            return

    def _together(self, wire: Wire, group: list[Job]) -> None:
        """Run the group in one transaction and deliver its results."""
        now_ms = self._common.now_ms()
        told: dict[Job, list[Told]] = {}
        wire.send(BEGIN)
        view = View(wire)
        lanes: dict[str | Job, list[Job]] = {}
        for job in group:
            lanes.setdefault(job.key or job, []).append(job)
        side_by_side(wire, [partial(self._run, wire, view, lane, now_ms, told) for lane in lanes.values()])
        facts = [fact for job in group for fact in told.get(job, ())]
        if not facts:
            wire.commit()
            self._common.delivery.deliver(group, [])
            return
        view.turn_to(EVERY_SHOP)
        wire.drain()  # whoever holds `order` waits for no row, else two writers could wait for each other
        with self._common.order:
            entries = self._append(wire, facts, now_ms)
            self._common.delivery.deliver(group, entries)

    def _append(self, wire: Wire, told: list[Told], now_ms: int) -> list[Entry]:
        numbered = Answer()
        wire.send(LOCK)
        wire.send(APPEND, append_parameters(told, now_ms), numbered)
        wire.commit()
        return entries_of(told, numbered.rows(), now_ms)

    def _run(self, wire: Wire, view: View, lane: list[Job], now_ms: int, told: dict[Job, list[Told]]) -> None:
        """Run the units of one key, one after the other."""
        for job in lane:
            job.result = job.error = None
            seat = Seat(wire, view, job.shops)
            unit = Unit(seat, Dialect.POSTGRESQL, now_ms, job.shops)
            try:
                job.result = job.work(unit)
            except (LostError, psycopg.Error, GreenletExit):
                raise
            except BaseException as error:
                wire.drain()
                if seat.touched:
                    raise _UnitFailedError from error
                job.error = error  # it has written nothing: the others may go on
            else:
                if wire.error is not None:
                    raise wire.error
                told[job] = unit.told

    # ------------------------------------------------------------------ the connection

    def _connected(self, work: Callable[[Wire], Any]) -> None:
        """Run `work` on the connection; once more on a new one when nothing can have been committed."""
        try:
            self._guarded(work)
        except LostError as error:
            if error.committing:
                raise
            self._guarded(work)

    def _guarded(self, work: Callable[[Wire], Any]) -> None:
        wire = self._wire or self._connect()
        try:
            work(wire)
        except LostError:
            self._drop(wire)
            raise
        except BaseException:
            try:
                wire.roll_back()
            except LostError:
                self._drop(wire)
            raise

    def _connect(self) -> Wire:
        for pause in PAUSES_S:
            time.sleep(pause)
            try:
                self._wire = Wire(self._common.url, WRITING)
            except psycopg.OperationalError as error:
                failure = error
            else:
                return self._wire
        raise LostError(str(failure).strip(), committing=False)

    def _drop(self, wire: Wire) -> None:
        self._wire = None
        wire.close()

    def _give_up(self, group: list[Job], error: BaseException) -> None:
        for job in group:
            job.error = error
        self._common.delivery.deliver(group, [])


def _lost(error: LostError) -> XiaoerError:
    if not error.committing:
        return storage_unavailable(error)
    return XiaoerError(
        "outcome_unknown",
        503,
        f"The connection to the database broke while this was being stored ({error}). It may or may not "
        "have been kept; say it again: saying it twice changes nothing.",
    )


def _place(job: Job) -> tuple[str, str]:
    """Return where a job stands in its group: by shops, which are then seldom turned, and by id."""
    return (min(job.shops, default=""), job.key)

"""The long works of the desk: reading a file, playing a test set, trying past chats. Each can be stopped."""

import asyncio
from collections.abc import Callable, Sequence
from threading import Event
from typing import Final

from xiaoer.base.errors import XiaoerError
from xiaoer.base.ids import ShopId
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.http.masking import mask
from xiaoer.infra.jobs.model import Handler, Job
from xiaoer.knowledge.model import Faq
from xiaoer.training.model import (
    Compared,
    Draft,
    Found,
    Played,
    Reading,
    ReadingId,
    Run,
    TestCase,
    Trial,
    TrialId,
    TrialTurn,
    WorkState,
)
from xiaoer.training.ports import Player, Reader, Scene, Shelf
from xiaoer.training.readings import STEP
from xiaoer.training.rules.drafting import with_drafts
from xiaoer.training.rules.reading import found_in
from xiaoer.training.service import PLAY_TESTS, READ_FILE, TRY_CHATS, Training
from xiaoer.training.trials import STEP as CHATS
from xiaoer.training.trials import Chat

WATCH_S: Final = 1.0  # between two looks whether a reading was cancelled
TESTS: Final = 50  # tests played between two notes of progress
Ending = Callable[[Unit], None]


def _nothing(_: Unit) -> None:
    """Record nothing: the work was stopped, or ended before."""


class ReadFile:
    """Reads one file in a thread and proposes its drafts, step by step."""

    def __init__(self, database: Database, training: Training, reader: Reader, shelf: Shelf) -> None:
        self._database = database
        self._training = training
        self._reader = reader
        self._shelf = shelf

    async def handle(self, job: Job) -> Ending:
        """Return what ends the reading: its last step, or why it failed."""
        shop, identifier = job.shop, ReadingId(str(job.payload["reading"]))
        readings, here = self._training.readings, frozenset({job.shop})
        known = await self._database.read(lambda unit: readings.get(unit, shop, identifier), here)
        if known.state is not WorkState.RUNNING:
            return _nothing
        try:
            found = await self._read_watched(known)
        except XiaoerError as error:
            code, reason = error.code, error.detail
            return lambda unit: _done(readings.fail(unit, shop, identifier, code, reason))
        done = known.done
        while done + STEP < len(found.drafts):
            stepped = await self._database.write(
                lambda unit: readings.step(unit, shop, identifier, found), here
            )
            if stepped.state is not WorkState.RUNNING:
                return _nothing
            done = stepped.done
        return lambda unit: _done(readings.step(unit, shop, identifier, found))

    async def _read_watched(self, reading: Reading) -> Found:
        stopped = Event()
        watching = asyncio.create_task(self._watch(reading, stopped))
        try:
            return await asyncio.to_thread(self._read, reading, stopped)
        finally:
            watching.cancel()

    async def _watch(self, reading: Reading, stopped: Event) -> None:
        """Tell the reading thread when somebody has cancelled the reading."""
        shop, readings = reading.shop, self._training.readings
        while not stopped.is_set():
            await asyncio.sleep(WATCH_S)
            now = await self._database.read(
                lambda unit: readings.get(unit, shop, reading.id), frozenset({shop})
            )
            if now.state is not WorkState.RUNNING:
                stopped.set()

    def _read(self, reading: Reading, stopped: Event) -> Found:
        data = self._shelf.take(reading.digest)
        return found_in(self._reader.read(reading.name, data, stopped.is_set), mask)


class PlayTests:
    """Plays a test set against the knowledge as it is and, with drafts, as it would be."""

    def __init__(self, database: Database, training: Training, player: Player) -> None:
        self._database = database
        self._training = training
        self._player = player

    async def handle(self, job: Job) -> Ending:
        """Return what ends the run."""
        shop, identifier = job.shop, str(job.payload["run"])
        training, here = self._training, frozenset({job.shop})
        run = await self._database.read(lambda unit: training.runs.get(unit, shop, identifier), here)
        if run.state is not WorkState.RUNNING:
            return _nothing
        try:
            ground = await self._database.read(lambda unit: self._ground(unit, run), here)
        except XiaoerError as error:
            reason = error.detail
            return lambda unit: _done(training.runs.stop(unit, shop, run.id, reason))
        version, tests, drafts, faqs, scene = ground
        results = await self._play(run, tests, with_drafts(faqs, drafts) if drafts else None, scene)
        if results is None:
            return _nothing
        return lambda unit: _done(training.runs.finish(unit, shop, run.id, version, results))

    def _ground(
        self, unit: Unit, run: Run
    ) -> tuple[int, list[TestCase], list[Draft], tuple[Faq, ...], Scene]:
        training, shop = self._training, run.shop
        tests = training.tests.tests(unit, shop, run.set)
        drafts = [training.drafts.get(unit, shop, draft) for draft in run.drafts]
        faqs = training.knowledge.faqs(unit, shop)
        version = training.knowledge.version(unit, shop)
        return version, tests, drafts, faqs, self._player.look(unit, shop, tests)

    async def _play(
        self, run: Run, tests: Sequence[TestCase], changed: Sequence[Faq] | None, scene: Scene
    ) -> list[Compared] | None:
        results: list[Compared] = []
        for start in range(0, len(tests), TESTS):
            part = tests[start : start + TESTS]
            now = await asyncio.to_thread(self._player.play, scene, part, None)
            then: Sequence[Played | None] = now
            before: Sequence[Played | None] = [None] * len(part)
            if changed is not None:
                then, before = await asyncio.to_thread(self._player.play, scene, part, changed), now
            for test, after, was in zip(part, then, before, strict=True):
                if after is not None:
                    results.append(Compared(test.id, after, was))
            if not await self._advanced(run.shop, run, len(results), len(tests)):
                return None
        return results

    async def _advanced(self, shop: ShopId, run: Run, done: int, total: int) -> bool:
        return await self._database.write(
            lambda unit: self._training.runs.advance(unit, shop, run.id, done, total), frozenset({shop})
        )


class TryChats:
    """Lets the bot answer past chats unseen."""

    def __init__(self, database: Database, training: Training) -> None:
        self._database = database
        self._training = training

    async def handle(self, job: Job) -> Ending:
        """Return what ends the trial: its last step."""
        shop, identifier = job.shop, TrialId(str(job.payload["trial"]))
        trials, here = self._training.trials, frozenset({job.shop})
        trial = await self._database.read(lambda unit: trials.get(unit, shop, identifier), here)
        if trial.state is not WorkState.RUNNING:
            return _nothing
        chosen = await self._database.read(lambda unit: trials.chats(unit, trial), here)
        total, done = len(chosen), trial.done
        while True:
            part = chosen[done : done + CHATS]
            chats = await self._database.read(lambda unit, of=part: trials.load(unit, shop, of), here)  # type: ignore[misc]  # a default binds the part
            turns = await asyncio.to_thread(self._think, trial, chats)
            done += len(part)
            if done >= total:
                return lambda unit: _done(trials.keep(unit, shop, identifier, turns, total, total))
            kept = await self._database.write(
                lambda unit, new=turns, upto=done: trials.keep(unit, shop, identifier, new, upto, total),  # type: ignore[misc]  # defaults bind the part
                here,
            )
            if kept.state is not WorkState.RUNNING:
                return _nothing

    def _think(self, trial: Trial, chats: Sequence[Chat]) -> list[TrialTurn]:
        return [turn for chat in chats for turn in self._training.trials.think(trial, chat)]


def handlers(
    database: Database, training: Training, reader: Reader, shelf: Shelf, player: Player
) -> dict[str, Handler]:
    """Return what does each kind of job of this room."""
    turn = asyncio.Semaphore(1)  # each holds a core: one after the other, so that buyers do not wait

    def alone(work: Handler) -> Handler:
        async def handle(job: Job) -> Ending:
            async with turn:
                return await work(job)

        return handle

    return {
        READ_FILE: alone(ReadFile(database, training, reader, shelf).handle),
        PLAY_TESTS: alone(PlayTests(database, training, player).handle),
        TRY_CHATS: alone(TryChats(database, training).handle),
    }


def _done(_: object) -> None:
    """Drop what a verb returns: a job's ending returns nothing."""

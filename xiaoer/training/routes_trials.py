"""Trials and the trainer's figures over HTTP."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from xiaoer.base.clock import CHINA, to_ms
from xiaoer.base.errors import invalid
from xiaoer.base.ids import ShopId
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.http.pagination import Cursor, Limit, Page, cut, decode_cursor
from xiaoer.tenancy.model import Permission
from xiaoer.training.faces import contest_item, report_item, trial_face, turn_item
from xiaoer.training.model import Trial, TrialTurn, Verdict
from xiaoer.training.routes_desk import By, Q, TrainingDesk
from xiaoer.training.wire_tests import (
    ContestItem,
    NewTrial,
    ReportItem,
    TrialDetail,
    TrialItem,
    TrialTurnItem,
    VerdictCount,
)


def make_trials_router(desk: TrainingDesk) -> APIRouter:
    """Return the routes of trials and reports."""
    router = APIRouter()
    _add_trials(router, desk)
    _add_cancelling(router, desk)
    _add_trial(router, desk)
    _add_turns(router, desk)
    _add_report(router, desk)
    _add_contest(router, desk)
    return router


def _add_trials(router: APIRouter, desk: TrainingDesk) -> None:
    trials = desk.training.trials

    @router.get("/trials")
    async def list_trials(
        caller: By, shop_id: str, cursor: Cursor = None, limit: Limit = 50
    ) -> Page[TrialItem]:
        """List trials, newest first."""
        place = decode_cursor(cursor, (str,))
        before = {"before": str(place[0])} if place else {}
        rows = await desk.read(
            caller, shop_id, lambda unit, shop: trials.page(unit, shop, limit=limit + 1, **before)
        )
        shown, following = cut(rows, limit, lambda trial: (trial.id,))
        return Page(items=[TrialItem(**trial_face(trial)) for trial in shown], next_cursor=following)

    @router.post("/trials/{shop_id}", status_code=201)
    async def begin_trial(caller: By, shop_id: str, body: NewTrial) -> TrialItem:
        """Let the bot answer the chats of a period unseen: nothing is said, nothing is changed."""
        caller.require(ShopId(shop_id), Permission.CONVERSATIONS_READ)
        begin, end = _moment(body.from_at), _moment(body.until_at)
        begun = await desk.change(
            caller,
            shop_id,
            "trial_begun",
            ("trial", body.from_at),
            lambda unit, shop: trials.begin(unit, shop, begin, end, by=caller.name),
        )
        return TrialItem(**trial_face(begun))


def _add_cancelling(router: APIRouter, desk: TrainingDesk) -> None:
    trials = desk.training.trials

    @router.post("/trials/{shop_id}/{trial_id}/cancel")
    async def cancel_trial(caller: By, shop_id: str, trial_id: str) -> TrialItem:
        """Stop a trial; what it found stays."""
        stopped = await desk.change(
            caller,
            shop_id,
            "trial_cancelled",
            ("trial", trial_id),
            lambda unit, shop: trials.stop(unit, shop, trials.get(unit, shop, trial_id).id),
        )
        return TrialItem(**trial_face(stopped))


def _add_trial(router: APIRouter, desk: TrainingDesk) -> None:
    trials = desk.training.trials

    @router.get("/trials/{shop_id}/{trial_id}")
    async def get_trial(caller: By, shop_id: str, trial_id: str) -> TrialDetail:
        """Return a trial with its counts by scenario."""

        def read(unit: Unit, shop: ShopId) -> tuple[Trial, Mapping[str, Mapping[Verdict, int]]]:
            trial = trials.get(unit, shop, trial_id)
            return trial, trials.scenarios(unit, shop, trial.id)

        trial, scenarios = await desk.read(caller, shop_id, read)
        counts = [
            VerdictCount(
                scenario=name,
                hits=of.get(Verdict.HIT, 0),
                misses=of.get(Verdict.MISS, 0),
                none=of.get(Verdict.NONE, 0),
            )
            for name, of in scenarios.items()
        ]
        return TrialDetail(**trial_face(trial), scenarios=counts)


def _add_turns(router: APIRouter, desk: TrainingDesk) -> None:
    trials = desk.training.trials

    @router.get("/trials/{shop_id}/{trial_id}/turns")
    async def list_trial_turns(
        caller: By,
        shop_id: str,
        trial_id: str,
        verdict: Verdict | None = None,
        scenario: Q = "",
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Page[TrialTurnItem]:
        """List the turns of a trial: what the person said beside what the bot would have said."""
        caller.require(ShopId(shop_id), Permission.CONVERSATIONS_READ)
        place = decode_cursor(cursor, (str, int))
        after = {"after": (str(place[0]), int(place[1]))} if place else {}

        def read(unit: Unit, shop: ShopId) -> list[TrialTurn]:
            of = trials.get(unit, shop, trial_id).id
            return trials.turns(
                unit, shop, of, limit=limit + 1, verdict=verdict or "", scenario=scenario, **after
            )

        rows = await desk.read(caller, shop_id, read)
        shown, following = cut(rows, limit, lambda turn: (turn.conversation, turn.seq))
        return Page(items=[turn_item(turn) for turn in shown], next_cursor=following)


def _add_report(router: APIRouter, desk: TrainingDesk) -> None:
    @router.get("/report")
    async def get_training_report(
        caller: By, shop_id: str, days: Annotated[int, Query(ge=1, le=92)] = 7
    ) -> ReportItem:
        """Return hit, containment and hand-off of the last 1 to 92 days, whole, by scenario and by day."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.METRICS_READ)

        def read(unit: Unit) -> ReportItem:
            begin, end = unit.now_ms + 1 - days * 86_400_000, unit.now_ms + 1
            return report_item(shop, begin, end, desk.training.reports.of(unit, shop, begin, end))

        return await desk.database.read(read, frozenset({shop}))


def _add_contest(router: APIRouter, desk: TrainingDesk) -> None:
    @router.get("/contests/{shop_id}/{entry_id}")
    async def get_contest(
        caller: By, shop_id: str, entry_id: str, days: Annotated[int, Query(ge=1, le=92)] = 30
    ) -> ContestItem:
        """Return what each wording of an entry came to in the last days: asked again, sent to a person."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.METRICS_READ)

        def read(unit: Unit) -> ContestItem:
            begin, end = unit.now_ms + 1 - days * 86_400_000, unit.now_ms + 1
            return contest_item(desk.training.contests.of(unit, shop, entry_id, begin, end))

        return await desk.database.read(read, frozenset({shop}))


def _moment(text: str) -> int:
    """Return epoch milliseconds; a moment without a zone is China time. `bad_period` (422)."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise invalid("bad_period", "Give moments such as 2026-11-22T00:00:00+08:00.") from error
    return to_ms(found if found.tzinfo else found.replace(tzinfo=CHINA))

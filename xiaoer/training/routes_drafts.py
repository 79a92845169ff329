"""Drafts and releases over HTTP."""

from fastapi import APIRouter

from xiaoer.base.ids import ProductId, ShopId
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.http.pagination import Cursor, Limit, Page, cut, decode_cursor
from xiaoer.knowledge.model import Faq
from xiaoer.training.faces import draft_detail, draft_item, release_head, release_item
from xiaoer.training.model import Draft, DraftId, DraftState, Release, Source, SourceKind
from xiaoer.training.routes_desk import By, Q, TrainingDesk
from xiaoer.training.wire import (
    Approve,
    Decided,
    DraftChange,
    DraftCounts,
    DraftDetail,
    DraftItem,
    NewDraft,
    Reject,
    ReleaseHead,
    ReleaseItem,
    Reopen,
    RollBack,
    RolledBack,
)


def make_drafts_router(desk: TrainingDesk) -> APIRouter:
    """Return the routes of drafts and releases."""
    router = APIRouter()
    _add_drafts(router, desk)
    _add_making(router, desk)
    _add_draft(router, desk)
    _add_decisions(router, desk)
    _add_reopening(router, desk)
    _add_releases(router, desk)
    return router


def _add_drafts(router: APIRouter, desk: TrainingDesk) -> None:
    @router.get("/drafts")
    async def list_drafts(
        caller: By,
        shop_id: str,
        state: DraftState | None = None,
        kind: SourceKind | None = None,
        reading_id: Q = "",
        q: Q = "",
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Page[DraftItem]:
        """List drafts, newest first; `q` looks into question and answer."""
        place = decode_cursor(cursor, (int, str))
        before = {"before": (int(place[0]), str(place[1]))} if place else {}

        def read(unit: Unit, shop: ShopId) -> list[Draft]:
            return desk.training.drafts.page(
                unit,
                shop,
                limit=limit + 1,
                state=state or "",
                kind=kind or "",
                reading=reading_id,
                q=q,
                **before,
            )

        rows = await desk.read(caller, shop_id, read)
        shown, following = cut(rows, limit, lambda draft: (draft.made_ms, draft.id))
        return Page(items=[draft_item(draft) for draft in shown], next_cursor=following)


def _add_making(router: APIRouter, desk: TrainingDesk) -> None:
    @router.get("/drafts/{shop_id}/counts")
    async def get_draft_counts(caller: By, shop_id: str) -> DraftCounts:
        """Return how many drafts stand where."""
        counts = await desk.read(caller, shop_id, desk.training.drafts.counts)
        return DraftCounts(**{state.value: counts.get(state, 0) for state in DraftState})

    @router.post("/drafts/{shop_id}", status_code=201)
    async def propose_draft(caller: By, shop_id: str, body: NewDraft) -> DraftItem:
        """Write a draft; the same question, product and answer again are the same draft."""

        def work(unit: Unit, shop: ShopId) -> Draft:
            draft = Draft(
                shop=shop,
                id=DraftId(""),
                question=body.question,
                answer=body.answer,
                source=Source(SourceKind.TRAINER),
                similar=tuple(body.similar),
                product=ProductId(body.product_id) if body.product_id else None,
                intent=body.intent,
                entry=body.entry_id,
            )
            return desk.training.drafts.propose(unit, draft)[0]

        return draft_item(await desk.change(caller, shop_id, "draft_proposed", ("draft", "new"), work))


def _add_draft(router: APIRouter, desk: TrainingDesk) -> None:
    @router.get("/drafts/{shop_id}/{draft_id}")
    async def get_draft(caller: By, shop_id: str, draft_id: str) -> DraftDetail:
        """Return a draft with entries and drafts that ask nearly the same, and the entry that it changes."""

        def read(unit: Unit, shop: ShopId) -> DraftDetail:
            draft = desk.training.drafts.get(unit, shop, DraftId(draft_id))
            entry: Faq | None = None
            if draft.entry:
                known = (faq for faq in desk.training.knowledge.faqs(unit, shop) if faq.id == draft.entry)
                entry = next(known, None)
            return draft_detail(draft, desk.training.drafts.alike(unit, draft), entry)

        return await desk.read(caller, shop_id, read)

    @router.patch("/drafts/{shop_id}/{draft_id}")
    async def change_draft(caller: By, shop_id: str, draft_id: str, body: DraftChange) -> DraftItem:
        """Change the words of a draft that is not decided."""

        def work(unit: Unit, shop: ShopId) -> Draft:
            return desk.training.drafts.edit(
                unit,
                shop,
                DraftId(draft_id),
                question=body.question,
                answer=body.answer,
                similar=body.similar,
                product=body.product_id,
                intent=body.intent,
            )

        return draft_item(await desk.change(caller, shop_id, "draft_changed", ("draft", draft_id), work))


def _add_decisions(router: APIRouter, desk: TrainingDesk) -> None:
    drafts = desk.training.drafts

    @router.post("/drafts/{shop_id}/approve")
    async def approve_drafts(caller: By, shop_id: str, body: Approve) -> Decided:
        """Publish drafts as knowledge, all in one release.

        409 `would_break`: a run of exactly these drafts shows tests that would fail; send
        `accept_failures`. 409 `run_outdated`: the named run speaks of something else.
        """

        def work(unit: Unit, shop: ShopId) -> tuple[list[Draft], Release | None]:
            return drafts.approve(
                unit,
                shop,
                _ids(body.draft_ids),
                by=caller.name,
                title=body.title,
                run=body.run_id,
                accept_failures=body.accept_failures,
            )

        return _decided(*await desk.change(caller, shop_id, "drafts_approved", _of(body.draft_ids), work))

    @router.post("/drafts/{shop_id}/reject")
    async def reject_drafts(caller: By, shop_id: str, body: Reject) -> Decided:
        """Put drafts aside, with a reason or without."""

        def work(unit: Unit, shop: ShopId) -> list[Draft]:
            return drafts.reject(unit, shop, _ids(body.draft_ids), by=caller.name, reason=body.reason)

        return _decided(await desk.change(caller, shop_id, "drafts_rejected", _of(body.draft_ids), work))


def _add_reopening(router: APIRouter, desk: TrainingDesk) -> None:
    drafts = desk.training.drafts

    @router.post("/drafts/{shop_id}/reopen")
    async def reopen_drafts(caller: By, shop_id: str, body: Reopen) -> Decided:
        """Undo decisions: rejected drafts wait again, approved ones leave knowledge as it was before."""

        def work(unit: Unit, shop: ShopId) -> tuple[list[Draft], Release | None]:
            return drafts.reopen(unit, shop, _ids(body.draft_ids), by=caller.name)

        return _decided(*await desk.change(caller, shop_id, "drafts_reopened", _of(body.draft_ids), work))


def _add_releases(router: APIRouter, desk: TrainingDesk) -> None:
    releases = desk.training.releases

    @router.get("/releases")
    async def list_releases(
        caller: By, shop_id: str, cursor: Cursor = None, limit: Limit = 50
    ) -> Page[ReleaseHead]:
        """List what was published, newest first."""
        place = decode_cursor(cursor, (int,))
        before = {"before": int(place[0])} if place else {}
        rows = await desk.read(
            caller, shop_id, lambda unit, shop: releases.page(unit, shop, limit=limit + 1, **before)
        )
        shown, following = cut(rows, limit, lambda release: (release.number,))
        return Page(items=[release_head(release) for release in shown], next_cursor=following)

    @router.get("/releases/{shop_id}/{number}")
    async def get_release(caller: By, shop_id: str, number: int) -> ReleaseItem:
        """Return a release with each entry before and after."""
        return release_item(
            await desk.read(caller, shop_id, lambda unit, shop: releases.get(unit, shop, number))
        )

    @router.post("/releases/{shop_id}/{number}/roll-back")
    async def roll_back_release(caller: By, shop_id: str, number: int, body: RollBack) -> RolledBack:
        """Restore the entries to before this release: it and all later ones are undone by a new release.

        409 `entries_changed`: some were changed elsewhere since; send `accept_changes` to lose that.
        """

        def work(unit: Unit, shop: ShopId) -> Release | None:
            return releases.roll_back(unit, shop, number, by=caller.name, accept_changes=body.accept_changes)

        made = await desk.change(caller, shop_id, "release_rolled_back", ("release", str(number)), work)
        return RolledBack(release=None if made is None else release_item(made))


def _ids(drafts: list[str]) -> list[DraftId]:
    return [DraftId(draft) for draft in drafts]


def _of(drafts: list[str]) -> tuple[str, str]:
    return ("draft", drafts[0] if len(drafts) == 1 else f"{len(drafts)} drafts")


def _decided(drafts: list[Draft], release: Release | None = None) -> Decided:
    return Decided(
        drafts=[draft_item(draft) for draft in drafts], release=release.number if release else None
    )

"""Unanswered questions over HTTP: gather them, look at a group, answer it at once."""

import asyncio
from typing import Final

from fastapi import APIRouter

from xiaoer.base.ids import ShopId
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.http.pagination import Cursor, Limit, Page, cut, decode_cursor
from xiaoer.tenancy.model import Permission
from xiaoer.training.faces import draft_item, example_item, group_face
from xiaoer.training.model import Draft, Group, GroupId, GroupState, Release
from xiaoer.training.routes_desk import By, Q, TrainingDesk
from xiaoer.training.service import Gathered
from xiaoer.training.wire import (
    Answer,
    Answered,
    GatheredItem,
    GroupCounts,
    GroupDetail,
    GroupItem,
    SuggestionItem,
)

_ROUNDS: Final = 10  # looks of one request; `more` says that there is a backlog


def make_questions_router(desk: TrainingDesk) -> APIRouter:
    """Return the routes of unanswered questions."""
    router = APIRouter()
    _add_gathering(router, desk)
    _add_groups(router, desk)
    _add_counts(router, desk)
    _add_group(router, desk)
    _add_deciding(router, desk)
    _add_putting_aside(router, desk)
    return router


def _add_gathering(router: APIRouter, desk: TrainingDesk) -> None:
    questions = desk.training.questions

    @router.post("/unanswered/{shop_id}/gather")
    async def gather_unanswered(caller: By, shop_id: str) -> GatheredItem:
        """Look at the bot's turns since the last time, and at what people replied; again on `more`."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_EDIT)
        caller.require(shop, Permission.CONVERSATIONS_READ)
        here, sums = frozenset({shop}), Gathered(0, 0, 0, False)
        for _ in range(_ROUNDS):
            look = await desk.database.read(lambda unit: questions.look(unit, shop), here)
            found = await asyncio.to_thread(questions.sort, look)
            seen = await desk.database.write(lambda unit, of=found: questions.keep(unit, of), here)  # type: ignore[misc]  # a default binds what was found
            sums = Gathered(
                sums.turns + seen.turns, sums.missed + seen.missed, sums.proposed + seen.proposed, seen.more
            )
            if not seen.more:
                break
        return GatheredItem(turns=sums.turns, missed=sums.missed, proposed=sums.proposed, more=sums.more)


def _add_groups(router: APIRouter, desk: TrainingDesk) -> None:
    questions = desk.training.questions

    @router.get("/unanswered")
    async def list_unanswered(
        caller: By,
        shop_id: str,
        state: GroupState | None = None,
        scenario: Q = "",
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Page[GroupItem]:
        """List groups of questions that the bot could not answer, the most asked first."""
        caller.require(ShopId(shop_id), Permission.CONVERSATIONS_READ)
        place = decode_cursor(cursor, (int, str))
        before = {"before": (int(place[0]), str(place[1]))} if place else {}

        def read(unit: Unit, shop: ShopId) -> list[Group]:
            return questions.page(unit, shop, limit=limit + 1, state=state or "", scenario=scenario, **before)

        rows = await desk.read(caller, shop_id, read)
        shown, following = cut(rows, limit, lambda group: (group.count, group.id))
        return Page(items=[GroupItem(**group_face(group)) for group in shown], next_cursor=following)


def _add_counts(router: APIRouter, desk: TrainingDesk) -> None:
    questions = desk.training.questions

    @router.get("/unanswered/{shop_id}/counts")
    async def get_unanswered_counts(caller: By, shop_id: str) -> GroupCounts:
        """Return how many groups stand where."""
        counts = await desk.read(caller, shop_id, questions.counts)
        named = {state.value: counts.get(state, (0, 0))[0] for state in GroupState}
        return GroupCounts(**named, open_questions=counts.get(GroupState.OPEN, (0, 0))[1])


def _add_group(router: APIRouter, desk: TrainingDesk) -> None:
    questions = desk.training.questions

    @router.get("/unanswered/{shop_id}/{group_id}")
    async def get_unanswered(caller: By, shop_id: str, group_id: str) -> GroupDetail:
        """Return a group with its newest examples and drafted answers."""
        caller.require(ShopId(shop_id), Permission.CONVERSATIONS_READ)

        def read(unit: Unit, shop: ShopId) -> GroupDetail:
            group = questions.get(unit, shop, GroupId(group_id))
            return GroupDetail(
                **group_face(group),
                examples=[example_item(one) for one in questions.examples(unit, shop, group.id)],
                suggestions=[
                    SuggestionItem(
                        kind="person" if one.kind == "person" else "entry",
                        id=one.id,
                        question=one.question,
                        answer=one.answer,
                        likeness=round(one.likeness, 3),
                    )
                    for one in questions.suggestions(unit, group)
                ],
            )

        return await desk.read(caller, shop_id, read)


def _add_deciding(router: APIRouter, desk: TrainingDesk) -> None:
    questions = desk.training.questions

    @router.post("/unanswered/{shop_id}/{group_id}/answer")
    async def answer_unanswered(caller: By, shop_id: str, group_id: str, body: Answer) -> Answered:
        """Write the answer as knowledge, at once and with the ways it was asked; the group is answered."""

        def work(unit: Unit, shop: ShopId) -> tuple[Group, Draft, Release | None]:
            return questions.answer(
                unit,
                shop,
                GroupId(group_id),
                body.answer,
                by=caller.name,
                question=body.question,
                product=body.product_id,
                entry=body.entry_id,
                similar=body.similar,
                intent=body.intent,
            )

        of = ("group", group_id)
        group, draft, release = await desk.change(caller, shop_id, "question_answered", of, work)
        return Answered(
            group=GroupItem(**group_face(group)),
            draft=draft_item(draft),
            release=release.number if release else None,
        )


def _add_putting_aside(router: APIRouter, desk: TrainingDesk) -> None:
    questions = desk.training.questions

    @router.post("/unanswered/{shop_id}/{group_id}/ignore")
    async def ignore_unanswered(caller: By, shop_id: str, group_id: str) -> GroupItem:
        """Put a group aside."""
        group = await desk.change(
            caller,
            shop_id,
            "question_ignored",
            ("group", group_id),
            lambda unit, shop: questions.ignore(unit, shop, GroupId(group_id), by=caller.name),
        )
        return GroupItem(**group_face(group))

    @router.post("/unanswered/{shop_id}/{group_id}/reopen")
    async def reopen_unanswered(caller: By, shop_id: str, group_id: str) -> GroupItem:
        """Let a group wait again."""
        group = await desk.change(
            caller,
            shop_id,
            "question_reopened",
            ("group", group_id),
            lambda unit, shop: questions.reopen(unit, shop, GroupId(group_id)),
        )
        return GroupItem(**group_face(group))

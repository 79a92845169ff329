"""Intents of a shop over HTTP: the shipped taxonomy with the shop's own above it. (意图)"""

from collections import defaultdict
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from xiaoer.base.errors import not_found
from xiaoer.base.ids import ShopId
from xiaoer.base.recorded import Recorded
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.http.caller import identified_as
from xiaoer.infra.http.pagination import Cursor, Limit, Page, cut, decode_cursor
from xiaoer.knowledge.model import Intent, Stage
from xiaoer.tenancy.model import Caller, Permission
from xiaoer.workbench.knowledge_wire import (
    IntentBody,
    IntentFace,
    IntentFile,
    IntentLine,
    ScenarioItem,
    Taken,
    intent_face,
    intent_of,
)
from xiaoer.workbench.routes_faqs import Library

By = Annotated[Caller, Depends(identified_as(Caller))]
Id = Annotated[str, Path(min_length=1, max_length=100)]
General = Callable[[], tuple[Intent, ...]]


def make_router(library: Library, general: General) -> APIRouter:
    """Return the routes of intents; `general` gives the shipped taxonomy."""
    router = APIRouter(tags=["knowledge"])
    _add_list(router, library, general)
    _add_scenarios(router, library, general)
    _add_changes(router, library, general)
    _add_files(router, library, general)
    return router


def _all(library: Library, general: General, unit: Unit, shop: ShopId) -> list[IntentFace]:
    """Return every intent of a shop, by scenario and id."""
    shipped = {intent.id: intent for intent in general()}
    own = {intent.id: intent for intent in library.knowledge.intents(unit, shop)}
    merged = sorted((shipped | own).values(), key=lambda intent: (intent.scenario, intent.id))
    return [intent_face(one, own=one.id in own, general=one.id in shipped) for one in merged]


def _add_list(router: APIRouter, library: Library, general: General) -> None:
    @router.get("/shops/{shop_id}/intents")
    async def list_intents(  # one parameter a filter
        caller: By,
        shop_id: str,
        q: Annotated[str, Query(max_length=100)] = "",
        scenario: Annotated[str, Query(max_length=100)] = "",
        stage: Stage | None = None,
        own: bool = False,
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Page[IntentFace]:
        """List intents by scenario and id; `q` looks into ids, titles, phrasings; `own`: the shop's only."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_READ)
        after = decode_cursor(cursor, (str, str)) or ("", "")
        found = await library.database.read(
            lambda unit: _all(library, general, unit, shop), frozenset({shop})
        )
        rows = [
            one
            for one in found
            if (one.scenario, one.id) > after
            and (not scenario or one.scenario == scenario)
            and (stage is None or one.stage is stage)
            and (not own or one.own)
            and (not q or any(q in text for text in (one.id, one.title, *one.phrasings)))
        ]
        shown, following = cut(rows[: limit + 1], limit, lambda one: (one.scenario, one.id))
        return Page(items=list(shown), next_cursor=following)


def _add_scenarios(router: APIRouter, library: Library, general: General) -> None:
    @router.get("/shops/{shop_id}/intent-scenarios")
    async def list_intent_scenarios(caller: By, shop_id: str) -> Page[ScenarioItem]:
        """List the scenarios of a shop's intents with how much each holds."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_READ)
        grouped: dict[str, list[IntentFace]] = defaultdict(list)
        for one in await library.database.read(
            lambda unit: _all(library, general, unit, shop), frozenset({shop})
        ):
            grouped[one.scenario].append(one)
        items = [
            ScenarioItem(
                scenario=name,
                intents=len(among),
                phrasings=sum(len(one.phrasings) for one in among),
                own=sum(one.own for one in among),
            )
            for name, among in grouped.items()
        ]
        return Page(items=items)


def _add_changes(router: APIRouter, library: Library, general: General) -> None:
    @router.put("/shops/{shop_id}/intents/{intent_id}")
    async def save_intent(caller: By, shop_id: str, intent_id: Id, body: IntentBody) -> IntentFace:
        """Write a shop's own intent, whole; it stands above a general one of the same id."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_EDIT)
        intent = intent_of(intent_id, body)

        def save(unit: Unit) -> None:
            if library.knowledge.save_intent(unit, shop, intent) is Recorded.RECORDED:
                library.note(unit, caller, "intent_saved", "intent", intent_id, shop)

        await library.database.write(save, frozenset({shop}))
        return intent_face(intent, own=True, general=any(one.id == intent_id for one in general()))

    @router.delete("/shops/{shop_id}/intents/{intent_id}", status_code=204)
    async def remove_intent(caller: By, shop_id: str, intent_id: Id) -> None:
        """Take a shop's own intent out; a general one of the same id holds again."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_EDIT)

        def remove(unit: Unit) -> None:
            if not library.knowledge.remove_intent(unit, shop, intent_id):
                raise not_found("intent", intent_id)
            library.note(unit, caller, "intent_removed", "intent", intent_id, shop)

        await library.database.write(remove, frozenset({shop}))


def _add_files(router: APIRouter, library: Library, general: General) -> None:
    @router.get("/shops/{shop_id}/intent-export")
    async def export_intents(caller: By, shop_id: str) -> Page[IntentLine]:
        """Return all intents of a shop in one file that `intent-import` reads."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_READ)
        found = await library.database.read(
            lambda unit: _all(library, general, unit, shop), frozenset({shop})
        )
        kept = set(IntentLine.model_fields)
        return Page(items=[IntentLine(**one.model_dump(include=kept)) for one in found])

    @router.post("/shops/{shop_id}/intent-import")
    async def import_intents(caller: By, shop_id: str, body: IntentFile) -> Taken:
        """Take in intents as the shop's own, all or none; what the taxonomy says already is left out."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_EDIT)
        shipped = {intent.id: intent for intent in general()}

        def take(unit: Unit) -> Taken:
            own = {intent.id for intent in library.knowledge.intents(unit, shop)}
            recorded = 0
            for line in body.items:
                intent = intent_of(line.id, line)
                if intent.id in own or intent != shipped.get(intent.id):
                    recorded += library.knowledge.save_intent(unit, shop, intent) is Recorded.RECORDED
            if recorded:
                library.note(unit, caller, "intents_imported", "shop", shop, shop)
            return Taken(recorded=recorded, unchanged=len(body.items) - recorded)

        return await library.database.write(take, frozenset({shop}))

"""Keyword rules and notices over HTTP: live from the next turn, with what a rule would have caught."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from xiaoer.base.errors import not_found
from xiaoer.base.ids import ShopId
from xiaoer.base.recorded import Recorded
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.http.caller import identified_as
from xiaoer.infra.http.masking import mask
from xiaoer.infra.http.pagination import Cursor, Limit, Page, cut, decode_cursor
from xiaoer.knowledge.model import KeywordRule, Notice, Standing
from xiaoer.tenancy.model import Caller, Permission
from xiaoer.workbench.knowledge_wire import (
    CaughtFace,
    NoticeBody,
    NoticeFace,
    RuleBody,
    RuleFace,
    notice_face,
    notice_of,
    rule_face,
    rule_of,
)
from xiaoer.workbench.routes_faqs import Library

By = Annotated[Caller, Depends(identified_as(Caller))]
Id = Annotated[str, Path(min_length=1, max_length=100)]
PREVIEW_DAYS = 7
PREVIEW_LINES = 2000  # of a busy shop the newest are looked at
_DAY_MS = 86_400_000


def make_router(library: Library) -> APIRouter:
    """Return the routes of keyword rules and notices."""
    router = APIRouter(tags=["knowledge"])
    _add_rule_lists(router, library)
    _add_rule_changes(router, library)
    _add_notice_lists(router, library)
    _add_notice_changes(router, library)
    return router


def _newest_first(entry: KeywordRule | Notice) -> tuple[int, str]:
    return -entry.created_ms, entry.id


def _made(entries: Iterable[KeywordRule | Notice], identifier: str, now_ms: int) -> int:
    """Return when an entry was first saved: now when it is new."""
    return next((entry.created_ms for entry in entries if entry.id == identifier), now_ms)


def _add_rule_lists(router: APIRouter, library: Library) -> None:
    @router.get("/shops/{shop_id}/keyword-rules")
    async def list_keyword_rules(
        caller: By, shop_id: str, cursor: Cursor = None, limit: Limit = 50
    ) -> Page[RuleFace]:
        """List a shop's keyword rules, the newest first."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_READ)
        place = decode_cursor(cursor, (int, str))

        def read(unit: Unit) -> tuple[list[KeywordRule], int]:
            rules = sorted(library.knowledge.rules(unit, shop), key=_newest_first)
            return [rule for rule in rules if place is None or _newest_first(rule) > place], unit.now_ms

        rows, now_ms = await library.database.read(read, frozenset({shop}))
        shown, following = cut(rows[: limit + 1], limit, _newest_first)
        return Page(items=[rule_face(rule, now_ms) for rule in shown], next_cursor=following)

    @router.post("/shops/{shop_id}/keyword-rule-preview")
    async def preview_keyword_rule(caller: By, shop_id: str, body: RuleBody) -> CaughtFace:
        """Say which lines of the last 7 days the words of a rule would have fitted; nothing is saved."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_READ)
        caller.require(shop, Permission.CONVERSATIONS_READ)
        rule = rule_of(shop, "preview", body, 0)
        found = await library.database.read(
            lambda unit: library.bot.caught(unit, rule, unit.now_ms - PREVIEW_DAYS * _DAY_MS, PREVIEW_LINES),
            frozenset({shop}),
        )
        examples = [mask(text) for text in found.examples]
        return CaughtFace(days=PREVIEW_DAYS, seen=found.seen, fit=found.fit, examples=examples)


def _add_rule_changes(router: APIRouter, library: Library) -> None:
    @router.put("/shops/{shop_id}/keyword-rules/{rule_id}")
    async def save_keyword_rule(caller: By, shop_id: str, rule_id: Id, body: RuleBody) -> RuleFace:
        """Write a keyword rule under an id of the caller's choice; it decides from the next turn on."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_EDIT)

        def save(unit: Unit) -> RuleFace:
            created = _made(library.knowledge.rules(unit, shop), rule_id, unit.now_ms)
            rule = rule_of(shop, rule_id, body, created)
            if library.knowledge.save_rule(unit, rule) is Recorded.RECORDED:
                library.note(unit, caller, "keyword_rule_saved", "keyword_rule", rule_id, shop)
            return rule_face(rule, unit.now_ms)

        return await library.database.write(save, frozenset({shop}))

    @router.delete("/shops/{shop_id}/keyword-rules/{rule_id}", status_code=204)
    async def remove_keyword_rule(caller: By, shop_id: str, rule_id: Id) -> None:
        """Take a keyword rule out, at once."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_EDIT)

        def remove(unit: Unit) -> None:
            if not library.knowledge.remove_rule(unit, shop, rule_id):
                raise not_found("rule", rule_id)
            library.note(unit, caller, "keyword_rule_removed", "keyword_rule", rule_id, shop)

        await library.database.write(remove, frozenset({shop}))


def _add_notice_lists(router: APIRouter, library: Library) -> None:
    @router.get("/shops/{shop_id}/notices")
    async def list_notices(
        caller: By, shop_id: str, in_force: bool = False, cursor: Cursor = None, limit: Limit = 50
    ) -> Page[NoticeFace]:
        """List a shop's notices, the newest first; `in_force` leaves out those whose window does not hold."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_READ)
        place = decode_cursor(cursor, (int, str))

        def read(unit: Unit) -> tuple[list[Notice], int]:
            kept = [
                notice
                for notice in library.knowledge.notices(unit, shop)
                if (place is None or _newest_first(notice) > place)
                and (not in_force or notice.conditions.standing(unit.now_ms) is Standing.LIVE)
            ]
            return sorted(kept, key=_newest_first), unit.now_ms

        rows, now_ms = await library.database.read(read, frozenset({shop}))
        shown, following = cut(rows[: limit + 1], limit, _newest_first)
        return Page(items=[notice_face(notice, now_ms) for notice in shown], next_cursor=following)


def _add_notice_changes(router: APIRouter, library: Library) -> None:
    @router.put("/shops/{shop_id}/notices/{notice_id}")
    async def save_notice(caller: By, shop_id: str, notice_id: Id, body: NoticeBody) -> NoticeFace:
        """Write a notice under an id of the caller's choice; it is said while its window holds."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_EDIT)

        def save(unit: Unit) -> NoticeFace:
            created = _made(library.knowledge.notices(unit, shop), notice_id, unit.now_ms)
            notice = notice_of(shop, notice_id, body, created)
            if library.knowledge.save_notice(unit, notice) is Recorded.RECORDED:
                library.note(unit, caller, "notice_saved", "notice", notice_id, shop)
            return notice_face(notice, unit.now_ms)

        return await library.database.write(save, frozenset({shop}))

    @router.delete("/shops/{shop_id}/notices/{notice_id}", status_code=204)
    async def remove_notice(caller: By, shop_id: str, notice_id: Id) -> None:
        """Take a notice out, at once."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_EDIT)

        def remove(unit: Unit) -> None:
            if not library.knowledge.remove_notice(unit, shop, notice_id):
                raise not_found("notice", notice_id)
            library.note(unit, caller, "notice_removed", "notice", notice_id, shop)

        await library.database.write(remove, frozenset({shop}))

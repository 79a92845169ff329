"""Verbs of drafts: propose, edit, approve, reject, open again; what asks nearly the same."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from xiaoer.base.errors import XiaoerError, conflict, invalid, not_found
from xiaoer.base.ids import ProductId, ShopId
from xiaoer.infra.database.unit import Unit
from xiaoer.knowledge.model import Faq
from xiaoer.knowledge.service import Knowledge
from xiaoer.training import store
from xiaoer.training.model import Draft, DraftId, DraftState, EntryChange, Release, Run
from xiaoer.training.releases import Releases
from xiaoer.training.rules.drafting import (
    LONGEST_ANSWER,
    LONGEST_QUESTION,
    MOST_SIMILAR,
    Alike,
    alike,
    draft_id,
    entry_of,
)
from xiaoer.training.rules.releasing import breaks, speaks_of
from xiaoer.training.test_runs import Runs

NEWEST: Final = (2**62, "~")
_COMPARED: Final = 2000  # newest proposals that a draft is compared with
_NAMED: Final = 3  # questions named in the title of a release


class Drafts:
    """Proposed knowledge of a shop. An approved draft is an entry; undoing it gives the entry back."""

    def __init__(self, knowledge: Knowledge, releases: Releases, runs: Runs) -> None:
        self._knowledge = knowledge
        self._releases = releases
        self._runs = runs

    def propose(self, unit: Unit, draft: Draft) -> tuple[Draft, bool]:
        """Add a draft under its natural key; (the one that is kept, whether it is new).

        One that was decided before keeps its decision. `bad_draft` (422) says what is wrong with it.
        """
        checked = _checked(draft)
        identifier = draft_id(checked.question, checked.product, checked.answer)
        new = replace(checked, id=identifier, state=DraftState.PROPOSED, release=0, made_ms=unit.now_ms)
        if unit.run(store.ADD_DRAFT, store.draft_values(new)):
            return new, True
        return self.get(unit, new.shop, identifier), False

    def edit(
        self,
        unit: Unit,
        shop: ShopId,
        draft: DraftId,
        *,
        question: str | None = None,
        answer: str | None = None,
        similar: Sequence[str] | None = None,
        product: str | None = None,
        intent: str | None = None,
    ) -> Draft:
        """Change the words of a draft that is not decided; `draft_decided` (409) afterwards."""
        known = self._lock(unit, shop, draft)
        if known.state is not DraftState.PROPOSED:
            raise conflict("draft_decided", "The draft is decided. Open it again to change it.")
        changed = replace(
            known,
            question=known.question if question is None else question,
            answer=known.answer if answer is None else answer,
            similar=known.similar if similar is None else tuple(similar),
            product=known.product if product is None else ProductId(product) if product else None,
            intent=known.intent if intent is None else intent,
        )
        return _save(unit, _checked(changed))

    def approve(
        self,
        unit: Unit,
        shop: ShopId,
        drafts: Sequence[DraftId],
        *,
        by: str,
        title: str = "",
        run: str = "",
        accept_failures: bool = False,
    ) -> tuple[list[Draft], Release | None]:
        """Publish drafts as one release; those that are approved already stay as they are.

        A run of a test set that speaks of exactly these drafts decides: `would_break` (409) names the tests
        that pass now and would fail, unless `accept_failures`. A named run that speaks of other drafts or
        of older knowledge is `run_outdated` (409).
        """
        known = [self._lock(unit, shop, draft) for draft in dict.fromkeys(drafts)]
        waiting = [draft for draft in known if draft.state is not DraftState.APPROVED]
        if not waiting:
            return known, None
        judged = self._judging(unit, shop, [draft.id for draft in waiting], run)
        if judged is not None and not accept_failures:
            _refuse_breaking(judged)
        entries = {faq.id: faq for faq in self._knowledge.faqs(unit, shop)}
        changes = _changes(waiting, entries)
        release = self._releases.publish(
            unit, shop, changes, title=title or _title(waiting), by=by, run=judged.id if judged else ""
        )
        decided = {
            draft.id: _save(
                unit,
                replace(
                    draft,
                    state=DraftState.APPROVED,
                    entry=draft.entry or draft.id,
                    release=release.number if release else 0,
                    decided_by=by,
                    decided_ms=unit.now_ms,
                ),
            )
            for draft in waiting
        }
        return [decided.get(draft.id, draft) for draft in known], release

    def reject(
        self, unit: Unit, shop: ShopId, drafts: Sequence[DraftId], *, by: str, reason: str
    ) -> list[Draft]:
        """Put drafts aside with a reason; `draft_decided` (409) when one is approved."""
        known = [self._lock(unit, shop, draft) for draft in dict.fromkeys(drafts)]
        if any(draft.state is DraftState.APPROVED for draft in known):
            raise conflict("draft_decided", "One of the drafts is approved. Open it again first.")
        state = DraftState.REJECTED
        return [
            draft
            if draft.state is state
            else _save(
                unit, replace(draft, state=state, reason=reason, decided_by=by, decided_ms=unit.now_ms)
            )
            for draft in known
        ]

    def reopen(
        self, unit: Unit, shop: ShopId, drafts: Sequence[DraftId], *, by: str
    ) -> tuple[list[Draft], Release | None]:
        """Undo decisions: rejected drafts wait again, entries of approved ones are as they were before."""
        known = [self._lock(unit, shop, draft) for draft in dict.fromkeys(drafts)]
        entries = {faq.id: faq for faq in self._knowledge.faqs(unit, shop)}
        changes = []
        for draft in known:
            if draft.state is DraftState.APPROVED and draft.release:
                was = self._releases.get(unit, shop, draft.release)
                before = next((each.before for each in was.changes if each.entry == draft.entry), None)
                changes.append(EntryChange(draft.entry, entries.get(draft.entry), before, draft.id))
        title = f"撤回：{_title([each for each in known if each.release])}"
        release = self._releases.publish(unit, shop, changes, title=title, by=by)
        opened = [
            _save(
                unit,
                replace(draft, state=DraftState.PROPOSED, reason="", release=0, decided_by="", decided_ms=0),
            )
            for draft in known
        ]
        return opened, release

    def get(self, unit: Unit, shop: ShopId, draft: DraftId) -> Draft:
        """Return one draft; `draft_not_found` (404)."""
        row = unit.one(store.DRAFT, {"shop_id": shop, "id": draft})
        if row is None:
            raise not_found("draft", draft)
        return store.draft_of(row)

    def page(
        self,
        unit: Unit,
        shop: ShopId,
        before: tuple[int, str] = NEWEST,
        limit: int = 50,
        *,
        state: str = "",
        kind: str = "",
        reading: str = "",
        q: str = "",
    ) -> list[Draft]:
        """Return up to `limit` drafts before (`made_ms`, `id`), newest first."""
        rows = unit.all(
            store.DRAFTS,
            {
                "shop_id": shop,
                "before_ms": before[0],
                "before_id": before[1],
                "page": limit,
                "state": state,
                "kind": kind,
                "reading": reading,
                "q": q,
            },
        )
        return [store.draft_of(row) for row in rows]

    def counts(self, unit: Unit, shop: ShopId) -> dict[DraftState, int]:
        """Return how many drafts stand where."""
        rows = unit.all(store.COUNTS, {"shop_id": shop})
        return {DraftState(str(state)): int(count or 0) for state, count in rows}

    def alike(self, unit: Unit, draft: Draft) -> list[Alike]:
        """Return entries and proposals that ask nearly the same, and whether they contradict it."""
        rows = unit.all(store.PROPOSED, {"shop_id": draft.shop, "page": _COMPARED})
        return alike(draft, self._knowledge.faqs(unit, draft.shop), [store.draft_of(row) for row in rows])

    def _lock(self, unit: Unit, shop: ShopId, draft: DraftId) -> Draft:
        row = unit.one(store.LOCK_DRAFT, {"shop_id": shop, "id": draft})
        if row is None:
            raise not_found("draft", draft)
        return store.draft_of(row)

    def _judging(self, unit: Unit, shop: ShopId, drafts: Sequence[DraftId], run: str) -> Run | None:
        version = self._knowledge.version(unit, shop)
        if run:
            named = self._runs.get(unit, shop, run)
            if not speaks_of(named, drafts, version):
                raise conflict(
                    "run_outdated", "That run speaks of other drafts or of older knowledge; run it again."
                )
            return named
        recent = self._runs.page(unit, shop, limit=20)
        return next((one for one in recent if speaks_of(one, drafts, version)), None)


def _changes(drafts: Sequence[Draft], entries: dict[str, Faq]) -> list[EntryChange]:
    """Return one change for each entry; of two drafts for one entry the later stands."""
    after: dict[str, tuple[Faq, str]] = {}
    for draft in drafts:
        identifier = draft.entry or draft.id
        known = after[identifier][0] if identifier in after else entries.get(identifier)
        after[identifier] = (entry_of(draft, known), draft.id)
    return [EntryChange(entry, entries.get(entry), faq, draft) for entry, (faq, draft) in after.items()]


def _refuse_breaking(run: Run) -> None:
    broken = breaks(run)
    if broken:
        raise XiaoerError(
            "would_break",
            409,
            "Tests that pass now would fail. Publish with `accept_failures` if that is meant.",
            {"run": run.id, "count": len(broken), "tests": ", ".join(broken[:20])},
        )


def _title(drafts: Sequence[Draft]) -> str:
    named = "、".join(draft.question[:30] for draft in drafts[:_NAMED])
    return f"{named} 等 {len(drafts)} 条" if len(drafts) > _NAMED else named


def _checked(draft: Draft) -> Draft:
    question, answer = " ".join(draft.question.split()), draft.answer.strip()
    if not 0 < len(question) <= LONGEST_QUESTION:
        raise invalid("bad_draft", f"The question needs 1 to {LONGEST_QUESTION} characters.")
    if not 0 < len(answer) <= LONGEST_ANSWER:
        raise invalid("bad_draft", f"The answer needs 1 to {LONGEST_ANSWER} characters.")
    similar = tuple(dict.fromkeys(" ".join(text.split()) for text in draft.similar if text.strip()))
    if len(similar) > MOST_SIMILAR or any(len(text) > LONGEST_QUESTION for text in similar):
        raise invalid("bad_draft", f"At most {MOST_SIMILAR} other wordings, each up to {LONGEST_QUESTION}.")
    return replace(draft, question=question, answer=answer, similar=similar)


def _save(unit: Unit, draft: Draft) -> Draft:
    unit.put(store.SAVE_DRAFT, store.draft_values(draft))
    return draft

"""Values of the trainer's desk as they go over the wire."""

from typing import Any

from xiaoer.base.clock import iso
from xiaoer.knowledge.model import Faq
from xiaoer.training import wire, wire_tests
from xiaoer.training.model import (
    Compared,
    Draft,
    EntryChange,
    Group,
    Missed,
    Played,
    Reading,
    Release,
    Run,
    TestCase,
    TestSet,
    Trial,
    TrialTurn,
)
from xiaoer.training.rules.contesting import Contest
from xiaoer.training.rules.drafting import Alike
from xiaoer.training.rules.reporting import Report, Share, containment, hit_rate


def moment(at_ms: int) -> str | None:
    """Return the moment as text, None for 0 (never)."""
    return iso(at_ms) if at_ms else None


def draft_item(draft: Draft) -> wire.DraftItem:
    """Return a draft."""
    return wire.DraftItem(**_draft(draft))


def draft_detail(draft: Draft, others: list[Alike], entry: Faq | None) -> wire.DraftDetail:
    """Return a draft with what is alike."""
    items = [
        wire.AlikeItem(
            kind="entry" if one.kind == "entry" else "draft",
            id=one.id,
            question=one.question,
            answer=one.answer,
            likeness=round(one.likeness, 3),
            contradicts=one.contradicts,
        )
        for one in others
    ]
    return wire.DraftDetail(**_draft(draft), alike=items, entry=entry_item(entry))


def _draft(draft: Draft) -> dict[str, Any]:
    source = draft.source
    return {
        "id": draft.id,
        "shop_id": draft.shop,
        "question": draft.question,
        "similar": list(draft.similar),
        "answer": draft.answer,
        "product_id": draft.product,
        "intent": draft.intent,
        "source": wire.SourceItem(kind=source.kind, file=source.file, place=source.place, quote=source.quote),
        "state": draft.state,
        "reason": draft.reason,
        "confidence": draft.confidence,
        "entry_id": draft.entry,
        "reading_id": draft.reading,
        "release": draft.release or None,
        "made_at": iso(draft.made_ms),
        "decided_by": draft.decided_by,
        "decided_at": moment(draft.decided_ms),
    }


def entry_item(faq: Faq | None) -> wire.EntryItem | None:
    """Return an entry."""
    if faq is None:
        return None
    return wire.EntryItem(
        id=faq.id,
        question=faq.question,
        answer=faq.answer,
        product_id=faq.product,
        similar=list(faq.similar),
        variants=list(faq.variants),
        intent=faq.intent,
        source=faq.source,
    )


def release_head(release: Release) -> wire.ReleaseHead:
    """Return a release for a list."""
    return wire.ReleaseHead(**_release(release))


def release_item(release: Release) -> wire.ReleaseItem:
    """Return a release with its changes."""
    return wire.ReleaseItem(**_release(release), changes=[_change(change) for change in release.changes])


def _release(release: Release) -> dict[str, Any]:
    return {
        "shop_id": release.shop,
        "number": release.number,
        "title": release.title,
        "by": release.by,
        "at": iso(release.at_ms),
        "entries": len(release.changes),
        "run_id": release.run,
        "undoes": release.undoes or None,
    }


def _change(change: EntryChange) -> wire.EntryChangeItem:
    before, after = entry_item(change.before), entry_item(change.after)
    return wire.EntryChangeItem(entry_id=change.entry, before=before, after=after, draft_id=change.draft)


def reading_item(reading: Reading) -> wire.ReadingItem:
    """Return a reading."""
    return wire.ReadingItem(
        id=reading.id,
        shop_id=reading.shop,
        name=reading.name,
        size=reading.size,
        product_id=reading.product,
        state=reading.state,
        kind=reading.kind,
        done=reading.done,
        total=reading.total,
        drafts=reading.drafts,
        skipped=[wire.SkippedItem(place=one.place, reason=one.reason) for one in reading.skipped],
        skipped_count=reading.skipped_count,
        code=reading.code,
        reason=reading.reason,
        made_by=reading.made_by,
        made_at=iso(reading.made_ms),
        updated_at=iso(reading.updated_ms),
    )


def group_face(group: Group) -> dict[str, Any]:
    """Return the fields of a group."""
    return {
        "id": group.id,
        "shop_id": group.shop,
        "question": group.question,
        "scenario": group.scenario,
        "product_id": group.product,
        "state": group.state,
        "count": group.count,
        "again": group.again,
        "first_at": iso(group.first_ms),
        "last_at": iso(group.last_ms),
        "entry_id": group.entry,
        "decided_by": group.decided_by,
        "decided_at": moment(group.decided_ms),
    }


def example_item(one: Missed) -> wire.ExampleItem:
    """Return one time that it was asked."""
    return wire.ExampleItem(
        conversation_id=one.conversation,
        answered=one.answered,
        at=iso(one.at_ms),
        words=one.words,
        outcome=one.outcome,
        intent=one.intent,
        product_id=one.product,
    )


def set_item(of: TestSet) -> wire_tests.TestSetItem:
    """Return a test set."""
    return wire_tests.TestSetItem(
        id=of.id,
        shop_id=of.shop,
        name=of.name,
        note=of.note,
        count=of.count,
        made_at=iso(of.made_ms),
        updated_at=iso(of.updated_ms),
    )


def test_item(of: TestCase) -> wire_tests.TestItem:
    """Return a test."""
    return wire_tests.TestItem(
        id=of.id, kind=of.kind, body=of.body, source=of.source, updated_at=iso(of.updated_ms)
    )


def run_head(run: Run, version: int) -> wire_tests.RunHead:
    """Return a run for a list; `version` is that of the knowledge now."""
    return wire_tests.RunHead(**_run(run, version))


def run_item(run: Run, version: int) -> wire_tests.RunItem:
    """Return a run with its results."""
    ordered = sorted(run.results, key=lambda one: (not one.broken, one.after.passed, one.test))
    return wire_tests.RunItem(**_run(run, version), results=[_compared(one) for one in ordered])


def _run(run: Run, version: int) -> dict[str, Any]:
    passed = sum(one.after.passed for one in run.results)
    return {
        "id": run.id,
        "shop_id": run.shop,
        "set_id": run.set,
        "draft_ids": list(run.drafts),
        "state": run.state,
        "done": run.done,
        "total": run.total,
        "passed": passed,
        "failed": len(run.results) - passed,
        "broken": sum(one.broken for one in run.results),
        "mended": sum(one.mended for one in run.results),
        "changed": sum(one.changed for one in run.results),
        "outdated": run.version != version,
        "reason": run.reason,
        "made_by": run.made_by,
        "made_at": iso(run.made_ms),
        "updated_at": iso(run.updated_ms),
    }


def _compared(one: Compared) -> wire_tests.ComparedItem:
    return wire_tests.ComparedItem(
        test_id=one.test,
        after=_played(one.after),
        before=None if one.before is None else _played(one.before),
        broken=one.broken,
        mended=one.mended,
        changed=one.changed,
    )


def _played(one: Played) -> wire_tests.PlayedItem:
    return wire_tests.PlayedItem(passed=one.passed, why=list(one.why), said=list(one.said))


def trial_face(trial: Trial) -> dict[str, Any]:
    """Return the fields of a trial."""
    answered = trial.hits + trial.misses
    return {
        "id": trial.id,
        "shop_id": trial.shop,
        "from_at": iso(trial.from_ms),
        "until_at": iso(trial.until_ms),
        "state": trial.state,
        "done": trial.done,
        "total": trial.total,
        "turns": trial.turns,
        "hits": trial.hits,
        "misses": trial.misses,
        "none": trial.none,
        "answered": round(answered / trial.turns, 4) if trial.turns else None,
        "hit_rate": round(trial.hits / trial.turns, 4) if trial.turns else None,
        "reason": trial.reason,
        "made_by": trial.made_by,
        "made_at": iso(trial.made_ms),
        "updated_at": iso(trial.updated_ms),
    }


def turn_item(turn: TrialTurn) -> wire_tests.TrialTurnItem:
    """Return one turn of a trial."""
    return wire_tests.TrialTurnItem(
        conversation_id=turn.conversation,
        seq=turn.seq,
        at=iso(turn.at_ms),
        scenario=turn.scenario,
        asked=turn.asked,
        said_by_person=turn.said_by_person,
        said_by_bot=turn.said_by_bot,
        likeness=turn.likeness,
        verdict=turn.verdict,
        changes=turn.changes,
    )


def report_item(shop: str, from_ms: int, until_ms: int, report: Report) -> wire_tests.ReportItem:
    """Return the figures of a period."""
    return wire_tests.ReportItem(
        shop_id=shop,
        from_at=iso(from_ms),
        until_at=iso(until_ms),
        whole=_share(report.whole),
        scenarios=[_share(one) for one in report.scenarios],
        days=[_share(one) for one in report.days],
        cut=report.cut,
    )


def contest_item(found: Contest) -> wire_tests.ContestItem:
    """Return the wordings of an entry against each other."""
    sides = [
        wire_tests.SideItem(
            text=side.text,
            shown=side.shown,
            asked_again=side.asked_again,
            handed_over=side.handed_over,
            failed=side.failed,
            failure_rate=round(side.failed / side.shown, 4) if side.shown else None,
            rated=side.rated,
            rating=round(side.rating_sum / side.rated, 2) if side.rated else None,
        )
        for side in found.sides
    ]
    return wire_tests.ContestItem(
        entry_id=found.entry, sides=sides, better=found.better, enough=found.enough, cut=found.cut
    )


def _share(share: Share) -> wire_tests.ShareItem:
    hit, contained = hit_rate(share), containment(share)
    return wire_tests.ShareItem(
        name=share.name,
        turns=share.turns,
        hits=share.hits,
        unsure=share.unsure,
        asked=share.asked,
        unknown=share.unknown,
        handed_over=share.handed_over,
        conversations=share.conversations,
        contained=share.contained,
        hit_rate=None if hit is None else round(hit, 4),
        containment=None if contained is None else round(contained, 4),
        handoff_rate=round(share.handed_over / share.turns, 4) if share.turns else None,
    )

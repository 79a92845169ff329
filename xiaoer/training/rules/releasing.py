"""What a release changes, what undoing releases restores, and whether a run forbids to publish."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from xiaoer.knowledge.model import Faq
from xiaoer.training.model import DraftId, EntryChange, Release, Run, WorkState


def real(changes: Iterable[EntryChange]) -> tuple[EntryChange, ...]:
    """Return the changes that change something."""
    return tuple(change for change in changes if change.before != change.after)


def undoing(
    later: Sequence[Release], now: Mapping[str, Faq]
) -> tuple[tuple[EntryChange, ...], tuple[str, ...]]:
    """Return what restores the entries to before `later`, and which of them were changed elsewhere since.

    `later` are the releases to undo, the newest first; `now` the entries as they stand.
    """
    before: dict[str, Faq | None] = {}
    after: dict[str, Faq | None] = {}
    for release in later:
        for change in release.changes:
            after.setdefault(change.entry, change.after)  # the newest says how it was left
            before[change.entry] = change.before  # the oldest says how it was found
    elsewhere = tuple(entry for entry, left in after.items() if now.get(entry) != left)
    changes = (EntryChange(entry, now.get(entry), found) for entry, found in before.items())
    return real(changes), elsewhere


def speaks_of(run: Run, drafts: Collection[DraftId], version: int) -> bool:
    """Return whether a finished run says what publishing exactly these drafts now would break."""
    return run.state is WorkState.DONE and run.version == version and set(run.drafts) == set(drafts)


def breaks(run: Run) -> tuple[str, ...]:
    """Return the tests that pass now and would fail."""
    return tuple(result.test for result in run.results if result.broken)

"""What may become of an import, and how its outcomes are counted."""

from collections.abc import Iterable, Mapping
from typing import Final

from xiaoer.base.recorded import Recorded
from xiaoer.onboarding.model import Import, ImportState, RecordKind, Tally

CHUNK: Final = 500  # records of one unit: short enough for others to write between two
_ENDED: Final = frozenset({ImportState.DONE, ImportState.FAILED, ImportState.CANCELLED})


def is_open(import_: Import) -> bool:
    """Return whether something may still come of this import, so that the same files are the same import."""
    return import_.state not in _ENDED


def may_run(import_: Import) -> bool:
    """Return whether it may be started: previewed, or refused before anything was recorded."""
    return import_.state is ImportState.PREVIEWED or (
        import_.state is ImportState.FAILED and import_.done == 0
    )


def may_cancel(import_: Import) -> bool:
    """Return whether it may be stopped: once something is recorded it ends whole."""
    return import_.state is ImportState.PREVIEWED or (
        import_.state is ImportState.RUNNING and import_.done == 0
    )


def is_refused(problem_count: int, total: int, *, skip_bad: bool) -> bool:
    """Return whether files are not taken: something is bad and nobody said to skip it, or nothing is good."""
    return (problem_count > 0 and not skip_bad) or total == 0


def counted(tally: Tally, outcomes: Iterable[tuple[RecordKind, Recorded]]) -> Tally:
    """Return the counts after some more outcomes."""
    counts: dict[str, dict[str, int]] = {
        Recorded.RECORDED: dict(tally.recorded),
        Recorded.ADVANCED: dict(tally.advanced),
        Recorded.UNCHANGED: dict(tally.unchanged),
        Recorded.STALE: dict(tally.stale),
    }
    for kind, outcome in outcomes:
        of_outcome = counts[outcome]
        of_outcome[kind] = of_outcome.get(kind, 0) + 1
    return Tally(
        recorded=_plain(counts[Recorded.RECORDED]),
        advanced=_plain(counts[Recorded.ADVANCED]),
        unchanged=_plain(counts[Recorded.UNCHANGED]),
        stale=_plain(counts[Recorded.STALE]),
    )


def _plain(counts: Mapping[str, int]) -> dict[str, int]:
    return {str(kind): count for kind, count in counts.items()}

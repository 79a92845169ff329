"""When a job is tried again."""

import pytest

from xiaoer.infra.jobs.rules import ATTEMPTS, is_dead, pause_ms


@pytest.mark.parametrize(
    ("attempt", "shortest", "longest"),
    [(1, 100, 200), (2, 200, 400), (5, 1600, 3200), (12, 204_800, 409_600), (20, 300_000, 600_000)],
)
def test_pauses_double_up_to_ten_minutes(attempt: int, shortest: int, longest: int) -> None:
    assert pause_ms(attempt, 0.0) == shortest
    assert shortest < pause_ms(attempt, 0.5) < longest
    assert longest - 1 <= pause_ms(attempt, 0.999_999) <= longest


def test_a_job_is_given_up_after_its_last_attempt() -> None:
    assert [is_dead(attempt) for attempt in (1, ATTEMPTS - 1, ATTEMPTS, ATTEMPTS + 1)] == [
        False,
        False,
        True,
        True,
    ]

"""Verbs of jobs: put one down, cancel it, claim what is due, end it under its token."""

from collections.abc import Mapping
from typing import Final

import msgspec

from xiaoer.base.errors import conflict
from xiaoer.base.ids import ConversationId, Ids, ShopId
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.jobs import store
from xiaoer.infra.jobs.model import DeadJob, Job
from xiaoer.infra.jobs.rules import LEASE_MS, is_dead, pause_ms

_ERROR_LENGTH: Final = 2000
_encode = msgspec.json.Encoder().encode


class Jobs:
    """The verbs; each takes the caller's unit."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    def put(
        self,
        unit: Unit,
        kind: str,
        key: str,
        shop: ShopId,
        payload: Mapping[str, str | int],
        due_ms: int = 0,
        conversation: ConversationId | None = None,
    ) -> bool:
        """Write a job down, due at `due_ms` (epoch milliseconds, 0: at once); False when it was there.

        `kind` and `key` are its natural key for ever: a job that was done, cancelled or given up is not
        begun again by putting it again.
        """
        return (
            unit.run(
                store.ADD,
                {
                    "id": self._ids.new("job"),
                    "kind": kind,
                    "key": key,
                    "shop_id": shop,
                    "conversation_id": conversation,
                    "payload": _encode(payload).decode(),
                    "state": "waiting",
                    "due_ms": due_ms or unit.now_ms,
                    "attempts": 0,
                    "token": 0,
                    "leased_by": "",
                    "leased_until_ms": 0,
                    "last_error": "",
                    "created_ms": unit.now_ms,
                    "updated_ms": unit.now_ms,
                },
            )
            == 1
        )

    def cancel(self, unit: Unit, kind: str, key: str) -> bool:
        """Cancel a job that has not begun; False when there is none."""
        return unit.run(store.CANCEL, {"of_kind": kind, "of_key": key, "now_ms": unit.now_ms}) == 1

    def dead(self, unit: Unit, shop: ShopId, after: str = "", page: int = 100) -> list[DeadJob]:
        """Return up to `page` jobs of a shop that were given up, with an id above `after`, oldest first."""
        rows = unit.all(store.DEAD, {"of_shop": shop, "after": after, "page": page})
        return [store.dead_job_of(row) for row in rows]

    def revive(self, unit: Unit, shop: ShopId, identifier: str) -> bool:
        """Try a dead job again; False when there is none."""
        return unit.run(store.REVIVE, {"of_id": identifier, "of_shop": shop, "now_ms": unit.now_ms}) == 1


def claim(unit: Unit, owner: str, page: int) -> list[Job]:
    """Lease up to `page` due jobs, and those whose lease ran out, to `owner`."""
    ready = unit.all(store.READY, {"now_ms": unit.now_ms, "page": page})
    claimed = []
    for (identifier,) in ready:
        row = unit.one(
            store.CLAIM,
            {
                "of_id": identifier,
                "owner": owner,
                "until_ms": unit.now_ms + LEASE_MS,
                "now_ms": unit.now_ms,
            },
        )
        if row is not None:
            claimed.append(store.job_of(row))
    return claimed


def finish(unit: Unit, job: Job) -> None:
    """End a job; 409 `stale_token` when its lease was lost, and then nothing of this unit may stay."""
    if unit.run(store.FINISH, {"of_id": job.id, "of_token": job.token, "now_ms": unit.now_ms}) != 1:
        raise conflict("stale_token", f"job {job.id} was taken over by another process")


def fail(unit: Unit, job: Job, error: str, chance: float) -> None:
    """Note a failed attempt: it waits for its next try, or is dead and shown to people."""
    dead = is_dead(job.attempt)
    unit.run(
        store.FAIL,
        {
            "of_id": job.id,
            "of_token": job.token,
            "to": "dead" if dead else "waiting",
            "next_ms": unit.now_ms + pause_ms(job.attempt, chance),
            "error": error[:_ERROR_LENGTH],
            "now_ms": unit.now_ms,
        },
    )


def renew(unit: Unit, job: Job) -> bool:
    """Keep the lease of a job that takes long; False when it was lost."""
    until = unit.now_ms + LEASE_MS
    return unit.run(store.RENEW, {"of_id": job.id, "of_token": job.token, "until_ms": until}) == 1


def release(unit: Unit, owner: str) -> int:
    """Give back what `owner` holds without counting the attempt; return how many jobs those were."""
    return unit.run(store.RELEASE, {"owner": owner, "now_ms": unit.now_ms})


def any_ready(unit: Unit) -> bool:
    """Return whether a job is due, or has lost its lease."""
    return unit.one(store.ANY_READY, {"now_ms": unit.now_ms}) is not None


def open_jobs(unit: Unit) -> int:
    """Return how many jobs are due or running."""
    row = unit.one(store.OPEN, {"now_ms": unit.now_ms})
    return int(row[0] or 0) if row else 0

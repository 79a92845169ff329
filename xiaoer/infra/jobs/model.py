"""A job: something to do later, or something to ask of the outside."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from xiaoer.base.ids import ConversationId, JobId, ShopId
from xiaoer.infra.database.unit import Unit


@dataclass(frozen=True, slots=True)
class Job:
    """One job as it is handed to its handler; `attempt` counts from 1, `token` fences its outcome."""

    id: JobId
    kind: str
    key: str
    shop: ShopId
    conversation: ConversationId | None
    payload: Mapping[str, str | int]
    due_ms: int
    attempt: int
    token: int


@dataclass(frozen=True, slots=True)
class DeadJob:
    """A job that failed for good, as people see it."""

    id: JobId
    kind: str
    key: str
    conversation: ConversationId | None
    attempts: int
    error: str
    failed_ms: int


# Makes the one outside call and returns what records its outcome, in the unit that ends the job.
Handler = Callable[[Job], Awaitable[Callable[[Unit], None]]]

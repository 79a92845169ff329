"""Who holds which slot next. Pure: no clock, no tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from xiaoer.infra.slots.model import SLOTS


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot as it stands in the table; `owner` is empty when it was let go."""

    number: int
    owner: str
    token: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a process does at one heartbeat, besides keeping the rest of what it holds."""

    claim: tuple[Slot, ...]
    release: tuple[Slot, ...]


def fair_share(me: str, live: Sequence[str]) -> int:
    """Return how many slots a process should hold: all the same number, the first ones one more."""
    owners = sorted({me, *live})
    each, rest = divmod(SLOTS, len(owners))
    return each + (1 if owners.index(me) < rest else 0)


def plan(slots: Sequence[Slot], me: str, live: Sequence[str], now_ms: int) -> Plan:
    """Return what to claim and what to release.

    A lease that ran out may be claimed by anybody, its last owner included, and gets a new token. A
    lease of a process that is alive is never taken: the owner lets go of what is above its share.
    """
    mine = [slot for slot in slots if slot.owner == me and slot.until_ms >= now_ms]
    free = [slot for slot in slots if not slot.owner or slot.until_ms < now_ms]
    share = fair_share(me, live)
    return Plan(
        claim=tuple(free[: max(0, share - len(mine))]),
        release=tuple(mine[share:]),
    )

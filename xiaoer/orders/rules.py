"""How a word about an order is merged with what is known, and what is left of a set of changes. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from xiaoer.base.recorded import Recorded
from xiaoer.orders.model import ChangeState, Order, OrderState, Payment, RecordedChange

_RANKS = {state: rank for rank, state in enumerate(OrderState)}


def merge(known: Order, incoming: Order) -> Order:
    """Return the order after `incoming` came in.

    A newer update advances the state and replaces details (masked and empty ones excepted); an older
    one fills in what is missing and takes nothing back.
    """
    return _updated(known, incoming) if is_newer(known, incoming) else _completed(known, incoming)


def is_newer(known: Order, incoming: Order) -> bool:
    """Say whether `incoming` is the later word about the order.

    By their own times where both have one. One without a time is later only when its state is further;
    where the known one has no time, everything is that does not take the state back.
    """
    ahead, behind = _ahead(incoming, known), _ahead(known, incoming)
    if not incoming.updated_ms:
        return ahead or (not known.updated_ms and not behind)
    if not known.updated_ms or incoming.updated_ms == known.updated_ms:
        return not behind
    return incoming.updated_ms > known.updated_ms


def outcome(known: Order, incoming: Order, merged: Order) -> Recorded:
    """Return what merging came to."""
    if merged.state is not known.state:
        return Recorded.ADVANCED
    if merged != known:
        return Recorded.RECORDED
    return Recorded.UNCHANGED if is_newer(known, incoming) or _alike(known, incoming) else Recorded.STALE


def settled(
    changes: Sequence[RecordedChange], step: int, *, refused: bool
) -> tuple[tuple[int, ChangeState], ...]:
    """Return the steps that get a state when `step` has its outcome: after a refusal the rest is skipped."""
    if not refused:
        return ((step, ChangeState.DONE),)
    rest = tuple((c.step, ChangeState.SKIPPED) for c in changes if c.step > step)
    return ((step, ChangeState.REFUSED), *rest)


def next_step(changes: Sequence[RecordedChange], step: int) -> int | None:
    """Return the step to carry out after `step`, None when it was the last."""
    later = [change.step for change in changes if change.step > step]
    return min(later, default=None)


def _updated(known: Order, incoming: Order) -> Order:
    return replace(
        incoming,
        buyer=incoming.buyer or known.buyer,
        total=incoming.total if incoming.items or incoming.total.fen else known.total,
        items=incoming.items or known.items,
        address=known.address.updated(incoming.address),
        payment=known.payment if incoming.payment is Payment.UNKNOWN else incoming.payment,
        urged=incoming.urged or known.urged,
        platform=incoming.platform or known.platform,
        created_ms=known.created_ms or incoming.created_ms,
        paid_ms=known.paid_ms or incoming.paid_ms,
        updated_ms=max(known.updated_ms, incoming.updated_ms),
        remark=incoming.remark or known.remark,
    )


def _completed(known: Order, incoming: Order) -> Order:
    return replace(
        known,
        buyer=known.buyer or incoming.buyer,
        total=known.total if known.items or known.total.fen else incoming.total,
        items=known.items or incoming.items,
        address=known.address.completed(incoming.address),
        payment=incoming.payment if known.payment is Payment.UNKNOWN else known.payment,
        urged=known.urged or incoming.urged,
        platform=known.platform or incoming.platform,
        created_ms=known.created_ms or incoming.created_ms,
        paid_ms=known.paid_ms or incoming.paid_ms,
        remark=known.remark or incoming.remark,
    )


def _alike(known: Order, incoming: Order) -> bool:
    """Say whether nothing but the times differs."""
    return replace(incoming, created_ms=0, paid_ms=0, updated_ms=0) == replace(
        known, created_ms=0, paid_ms=0, updated_ms=0
    )


def _ahead(one: Order, other: Order) -> bool:
    return _RANKS[one.state] > _RANKS[other.state]

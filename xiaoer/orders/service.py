"""Verbs of orders: record what sources say, ask for changes, settle what the marketplace answered."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from xiaoer.base.errors import invalid, not_found
from xiaoer.base.ids import BuyerId, ChangeSetId, ConversationId, Ids, ShopId
from xiaoer.facts.orders import ChangesRequested, ChangesSettled
from xiaoer.infra.database.statement import Statement, Value
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.jobs.service import Jobs
from xiaoer.orders import store_changes as store
from xiaoer.orders.model import Change, ChangeState, RecordedChange
from xiaoer.orders.ports import CarriedOut, Refused
from xiaoer.orders.recording import Recording
from xiaoer.orders.rules import next_step, settled

CARRY_OUT: Final = "orders.carry_out"  # the job of one step
MOST_CHANGES: Final = 50


def change_of(kind: str, arguments: Mapping[str, object]) -> Change:
    """Return the change of a kind (`cancel_order`, `urge_order` …) with its arguments.

    XiaoerError `bad_change` (422) says what is wrong with it.
    """
    wanted = store.KINDS.get(kind)
    if wanted is None:
        known = ", ".join(sorted(store.KINDS))
        raise invalid("bad_change", f"There is no change {kind!r}; there are {known}.")
    try:
        return msgspec.convert(arguments, wanted)
    except msgspec.ValidationError as error:
        raise invalid("bad_change", f"{kind}: {error}") from error


class Orders(Recording):
    """The verbs. Changes go to the marketplace by jobs, one step after the other."""

    def __init__(self, ids: Ids, jobs: Jobs) -> None:
        self._ids = ids
        self._jobs = jobs

    def request(
        self,
        unit: Unit,
        shop: ShopId,
        buyer: BuyerId,
        conversation: ConversationId | None,
        changes: Sequence[Change],
        key: str,
        asked_by: str,
    ) -> ChangeSetId:
        """Write changes down and have them carried out in order; the same `key` again returns the first set.

        XiaoerError `no_changes` for an empty set.
        """
        if not changes:
            raise invalid("no_changes", "Ask for at least one change.")
        identifier = ChangeSetId(self._ids.new("chg"))
        if not unit.run(store.ADD_SET, {"id": identifier, "shop_id": shop, "key": key}):
            return self._set_of(unit, shop, key)
        for step, change in enumerate(changes):
            asked = RecordedChange(
                set=identifier,
                step=step,
                shop=shop,
                buyer=buyer,
                conversation=conversation,
                change=change,
                state=ChangeState.REQUESTED,
                asked_by=asked_by,
                asked_ms=unit.now_ms,
            )
            unit.put(store.ADD, store.values(asked))
        unit.tell(shop, ChangesRequested(identifier, len(changes)), conversation)
        self._put_job(unit, shop, identifier, 0, conversation)
        return identifier

    def settle(
        self, unit: Unit, shop: ShopId, identifier: ChangeSetId, step: int, outcome: CarriedOut | Refused
    ) -> None:
        """Record what the marketplace answered to one step, and the rows it handed back.

        After a refusal the rest is skipped. When nothing is left it is told that the set is settled.
        A step that has its outcome already is left alone.
        """
        changes = self._changes(unit, store.LOCK_SET, shop, identifier)
        asked = next((change for change in changes if change.step == step), None)
        if asked is None:
            raise not_found("change", f"{identifier}:{step}")
        if asked.state is not ChangeState.REQUESTED:
            return
        refused = isinstance(outcome, Refused)
        for number, state in settled(changes, step, refused=refused):
            why = outcome.reason if isinstance(outcome, Refused) and number == step else ""
            parameters: dict[str, Value] = {"shop": shop, "set": identifier, "number": number}
            unit.put(store.SETTLE, {**parameters, "to": state.value, "why": why, "now_ms": unit.now_ms})
        if isinstance(outcome, CarriedOut):
            self._record_rows(unit, shop, asked.buyer, outcome)
        following = None if refused else next_step(changes, step)
        if following is not None:
            self._put_job(unit, shop, identifier, following, asked.conversation)
            return
        done = sum(change.state is ChangeState.DONE for change in changes) + (not refused)
        unit.tell(shop, ChangesSettled(identifier, done, int(refused)), asked.conversation)

    def changes(self, unit: Unit, shop: ShopId, identifier: ChangeSetId) -> tuple[RecordedChange, ...]:
        """Return the changes of a set in their order; none when the shop has no such set."""
        return self._changes(unit, store.OF_SET, shop, identifier)

    def changes_of_buyer(
        self, unit: Unit, shop: ShopId, buyer: BuyerId, limit: int = MOST_CHANGES
    ) -> tuple[RecordedChange, ...]:
        """Return the buyer's latest changes, oldest first."""
        parameters: dict[str, Value] = {"shop_id": shop, "buyer_id": buyer, "page": limit}
        return tuple(store.change_of(row) for row in reversed(unit.all(store.OF_BUYER, parameters)))

    def changes_of_conversation(
        self, unit: Unit, shop: ShopId, conversation: ConversationId, limit: int = MOST_CHANGES
    ) -> tuple[RecordedChange, ...]:
        """Return the latest changes asked for in a conversation, oldest first."""
        parameters: dict[str, Value] = {"shop_id": shop, "conversation_id": conversation, "page": limit}
        return tuple(store.change_of(row) for row in reversed(unit.all(store.OF_CONVERSATION, parameters)))

    def _record_rows(self, unit: Unit, shop: ShopId, buyer: BuyerId, outcome: CarriedOut) -> None:
        """Record the rows that the marketplace handed back; it knew them now."""
        now = unit.now_ms
        for order in outcome.orders:
            self.record(unit, order)
        for invoice in outcome.invoices:
            self.record_invoice(unit, invoice, buyer, now)
        for visit in outcome.appointments:
            self.record_appointment(unit, visit, buyer, now)
        for wallet in outcome.wallets:
            self.record_wallet(unit, wallet, now)
        for granted in outcome.cashbacks:
            self.record_cashback(unit, shop, granted, buyer)

    def _put_job(
        self,
        unit: Unit,
        shop: ShopId,
        identifier: ChangeSetId,
        step: int,
        conversation: ConversationId | None,
    ) -> None:
        payload: dict[str, str | int] = {"set": identifier, "step": step}
        self._jobs.put(unit, CARRY_OUT, f"{identifier}:{step}", shop, payload, 0, conversation)

    def _set_of(self, unit: Unit, shop: ShopId, key: str) -> ChangeSetId:
        row = unit.one(store.SET_OF_KEY, {"shop_id": shop, "key": key})
        if row is None:
            raise not_found("change_set", key)
        return ChangeSetId(str(row[0]))

    def _changes(
        self, unit: Unit, statement: Statement, shop: ShopId, identifier: ChangeSetId
    ) -> tuple[RecordedChange, ...]:
        rows = unit.all(statement, {"shop_id": shop, "set_id": identifier})
        return tuple(store.change_of(row) for row in rows)

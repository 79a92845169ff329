"""Tables of changes that were asked for. Hot: every statement is a constant."""

from typing import Final

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    select,
    update,
)

from xiaoer.base.ids import BuyerId, ChangeSetId, ConversationId, ShopId
from xiaoer.infra.database.statement import Row, Statement, Value, metadata
from xiaoer.infra.database.upsert import insert_or_ignore
from xiaoer.orders.model import (
    BookService,
    CancelOrder,
    Change,
    ChangeDelivery,
    ChangeState,
    ExchangeItem,
    GrantCashback,
    IssueInvoice,
    PayWithWallet,
    PlaceOrder,
    RecordedChange,
    RefundToWallet,
    ReturnOrder,
    UrgeOrder,
)

KINDS: Final[dict[str, type[Change]]] = {
    "cancel_order": CancelOrder,
    "change_delivery": ChangeDelivery,
    "place_order": PlaceOrder,
    "urge_order": UrgeOrder,
    "return_order": ReturnOrder,
    "exchange_item": ExchangeItem,
    "issue_invoice": IssueInvoice,
    "pay_with_wallet": PayWithWallet,
    "refund_to_wallet": RefundToWallet,
    "book_service": BookService,
    "grant_cashback": GrantCashback,
}
_NAMES: Final = {kind: name for name, kind in KINDS.items()}

sets = Table(
    "change_sets",
    metadata,
    Column("id", Text, primary_key=True),
    Column("shop_id", Text, nullable=False),
    Column("key", Text, nullable=False),
    UniqueConstraint("shop_id", "key", name="change_sets_key"),
)

changes = Table(
    "changes",
    metadata,
    Column("set_id", Text, primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("shop_id", Text, nullable=False),
    Column("buyer_id", Text, nullable=False),
    Column("conversation_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_ms", BigInteger, nullable=False),
    Column("settled_ms", BigInteger, nullable=False),
)
Index("changes_buyer", changes.c.shop_id, changes.c.buyer_id, changes.c.asked_ms)
Index("changes_conversation", changes.c.shop_id, changes.c.conversation_id, changes.c.asked_ms)

_c = changes.c

ADD_SET: Final = insert_or_ignore(sets, ["shop_id", "key"])
SET_OF_KEY: Final = Statement(
    select(sets.c.id).where(sets.c.shop_id == bindparam("shop_id"), sets.c.key == bindparam("key"))
)
ADD: Final = insert_or_ignore(changes, ["set_id", "step"])
_of_set = (
    select(changes)
    .where(_c.shop_id == bindparam("shop_id"), _c.set_id == bindparam("set_id"))
    .order_by(_c.step)
)
OF_SET: Final = Statement(_of_set)
LOCK_SET: Final = Statement(_of_set, _of_set.with_for_update())
OF_BUYER: Final = Statement(
    select(changes)
    .where(_c.shop_id == bindparam("shop_id"), _c.buyer_id == bindparam("buyer_id"))
    .order_by(_c.asked_ms.desc(), _c.set_id.desc(), _c.step.desc())
    .limit(bindparam("page"))
)
OF_CONVERSATION: Final = Statement(
    select(changes)
    .where(_c.shop_id == bindparam("shop_id"), _c.conversation_id == bindparam("conversation_id"))
    .order_by(_c.asked_ms.desc(), _c.set_id.desc(), _c.step.desc())
    .limit(bindparam("page"))
)
SETTLE: Final = Statement(
    update(changes)
    .where(_c.shop_id == bindparam("shop"), _c.set_id == bindparam("set"), _c.step == bindparam("number"))
    .where(_c.state == "requested")
    .values(state=bindparam("to"), reason=bindparam("why"), settled_ms=bindparam("now_ms"))
)

_STATES: Final = {state.value: state for state in ChangeState}
_encode = msgspec.json.Encoder().encode
_decoders: Final = {name: msgspec.json.Decoder(kind).decode for name, kind in KINDS.items()}


def values(change: RecordedChange) -> dict[str, Value]:
    """Return the row of a change."""
    return {
        "set_id": change.set,
        "step": change.step,
        "shop_id": change.shop,
        "buyer_id": change.buyer,
        "conversation_id": change.conversation or "",
        "kind": _NAMES[type(change.change)],
        "body": _encode(change.change).decode(),
        "state": change.state.value,
        "reason": change.reason,
        "asked_by": change.asked_by,
        "asked_ms": change.asked_ms,
        "settled_ms": change.settled_ms,
    }


def change_of(row: Row) -> RecordedChange:
    """Return the change of a row (columns in table order)."""
    identifier, step, shop, buyer, conversation, kind, body, state, reason, asked_by, asked, done = row
    return RecordedChange(
        set=ChangeSetId(str(identifier)),
        step=int(step or 0),
        shop=ShopId(str(shop)),
        buyer=BuyerId(str(buyer)),
        conversation=ConversationId(str(conversation)) if conversation else None,
        change=_decoders[str(kind)](str(body)),
        state=_STATES[str(state)],
        reason=str(reason),
        asked_by=str(asked_by),
        asked_ms=int(asked or 0),
        settled_ms=int(done or 0),
    )

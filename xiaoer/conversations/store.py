"""Tables of conversations and messages. Hot: every statement is a constant."""

from typing import Final

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    case,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from xiaoer.base.ids import BuyerId, ConversationId, MessageId, ProductId, ShopId, StaffId
from xiaoer.conversations.model import AnyContent, Conversation, Holder, Message, Speaker, State, words
from xiaoer.infra.database.statement import Row, Statement, Value, metadata
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.database.upsert import insert_or_ignore

conversations = Table(
    "conversations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("shop_id", Text, nullable=False),
    Column("buyer_id", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("staff_id", Text, nullable=False),
    Column("token", Integer, nullable=False),
    Column("last_seq", Integer, nullable=False),
    Column("heard_seq", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("waiting_since_ms", BigInteger, nullable=False),
    Column("waited_ms", BigInteger, nullable=False),
    Column("first_said_ms", BigInteger, nullable=False),
    Column("product_id", Text, nullable=False),
    Column("opened_ms", BigInteger, nullable=False),
    Column("closed_ms", BigInteger, nullable=False),
    Column("updated_ms", BigInteger, nullable=False),
    Column("rating", Integer, nullable=False),
    Column("rating_text", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("last_speaker", Text, nullable=False),
    Column("last_words", Text, nullable=False),
    Column("handoff_summary", Text, nullable=False),
)
# One open conversation of a buyer and channel, and the way to find the last one.
Index(
    "conversations_open",
    conversations.c.buyer_id,  # first: an index that begins with the shop tempts a planner without statistics
    conversations.c.channel,
    conversations.c.shop_id,
    unique=True,
    sqlite_where=conversations.c.state == "open",
    postgresql_where=conversations.c.state == "open",
)
Index(
    "conversations_latest",
    conversations.c.buyer_id,
    conversations.c.channel,
    conversations.c.shop_id,
    conversations.c.opened_ms,
)
Index("conversations_updated", conversations.c.shop_id, conversations.c.updated_ms, conversations.c.id)
Index(
    "conversations_unanswered",
    conversations.c.holder,
    sqlite_where=conversations.c.waiting_since_ms > 0,
    postgresql_where=conversations.c.waiting_since_ms > 0,
)

messages = Table(
    "messages",
    metadata,
    Column("conversation_id", Text, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("shop_id", Text, nullable=False),
    Column("speaker", Text, nullable=False),
    Column("speaker_id", Text, nullable=False),
    Column("speaker_name", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    sqlite_with_rowid=False,  # the key is the order in which messages are read
)
Index(
    "messages_client",
    messages.c.conversation_id,
    messages.c.client_id,
    unique=True,
    sqlite_where=messages.c.client_id != "",
    postgresql_where=messages.c.client_id != "",
)

_c, _m = conversations.c, messages.c
_this = (_c.id == bindparam("id"), _c.shop_id == bindparam("shop_id"))
_now = bindparam("now_ms", type_=BigInteger)
_unsaid = ~exists().where(
    _m.conversation_id == bindparam("id"),
    _m.client_id == bindparam("client_id"),
    _m.client_id != "",
)
_waited = case((_c.waiting_since_ms > 0, _now - _c.waiting_since_ms), else_=-1)
_first_said = case((_c.first_said_ms == 0, _now), else_=_c.first_said_ms)
_said = {
    "last_seq": _c.last_seq + bindparam("count", type_=Integer),
    "waited_ms": _waited,
    "waiting_since_ms": 0,
    "first_said_ms": _first_said,
    "updated_ms": _now,
    "last_speaker": bindparam("speaker"),
    "last_words": bindparam("words"),
}

# A conversation that has just begun: the bot holds it, and nothing was said.
NEW: Final[dict[str, Value]] = {
    "state": State.OPEN.value,
    "holder": Holder.BOT.value,
    "staff_id": "",
    "token": 1,
    "last_seq": 0,
    "heard_seq": 0,
    "answered": 0,
    "waiting_since_ms": 0,
    "waited_ms": -1,
    "first_said_ms": 0,
    "closed_ms": 0,
    "rating": 0,
    "rating_text": "",
    "last_speaker": "",
    "last_words": "",
    "handoff_summary": "",
}
OPEN: Final = insert_or_ignore(conversations, [])  # one open conversation of a buyer and channel
GET: Final = Statement(select(conversations).where(*_this))
GET_ANY: Final = Statement(select(conversations).where(_c.id == bindparam("id")))
LATEST_OF_BUYER: Final = Statement(
    select(conversations)
    .where(_c.shop_id == bindparam("shop_id"))
    .where(_c.buyer_id == bindparam("buyer_id"), _c.channel == bindparam("channel"))
    .order_by(_c.opened_ms.desc(), _c.id.desc())
    .limit(1)
)
HEAR: Final = Statement(
    update(conversations)
    .where(*_this, _c.state == "open", _unsaid)
    .values(
        last_seq=_c.last_seq + 1,
        heard_seq=_c.last_seq + 1,
        waiting_since_ms=case((_c.waiting_since_ms == 0, _now), else_=_c.waiting_since_ms),
        updated_ms=_now,
        last_speaker="buyer",
        last_words=bindparam("words"),
    )
    .returning(_c.last_seq, _c.holder)
)
SAY_AS_BOT: Final = Statement(
    update(conversations)
    .where(*_this, _c.state == "open", _c.holder == "bot", _c.token == bindparam("token"))
    .where(
        _c.heard_seq == bindparam("answers", type_=Integer), _c.answered < bindparam("answers", type_=Integer)
    )
    .values({**_said, "answered": bindparam("answers", type_=Integer)})
    .returning(_c.last_seq, _c.waited_ms, _c.first_said_ms)
)
ADD_AS_BOT: Final = Statement(
    update(conversations)
    .where(*_this, _c.state == "open", _c.holder == "bot", _unsaid)
    .values(
        last_seq=_c.last_seq + bindparam("count", type_=Integer),
        updated_ms=_now,
        last_speaker="bot",
        last_words=bindparam("words"),
    )
    .returning(_c.last_seq)
)
SAY_AS_STAFF: Final = Statement(
    update(conversations)
    .where(*_this, _c.state == "open", _c.holder == "staff")
    .where(_c.staff_id == bindparam("staff_id"), _c.token == bindparam("token"), _unsaid)
    .values({**_said, "answered": _c.heard_seq})
    .returning(_c.last_seq, _c.waited_ms, _c.first_said_ms, _c.answered)
)
HOLD: Final = Statement(
    update(conversations)
    .where(*_this, _c.state == "open", _c.token == bindparam("was_token"))
    .values(
        holder=bindparam("to"),
        staff_id=bindparam("staff_id"),
        token=_c.token + 1,
        handoff_summary=bindparam("summary"),
        updated_ms=_now,
    )
    .returning(_c.token)
)
CLOSE: Final = Statement(
    update(conversations)
    .where(*_this, _c.state == "open", _c.token == bindparam("was_token"))
    .values(state="closed", closed_ms=_now, token=_c.token + 1, updated_ms=_now, waiting_since_ms=0)
    .returning(_c.token)
)
REOPEN: Final = Statement(
    update(conversations)
    .where(*_this, _c.state == "closed")
    .values(
        state="open",
        closed_ms=0,
        holder=bindparam("to"),
        staff_id=bindparam("staff_id"),
        token=_c.token + 1,
        updated_ms=_now,
    )
    .returning(_c.token)
)
RATE: Final = Statement(
    update(conversations)
    .where(*_this)
    .values(rating=bindparam("score", type_=Integer), rating_text=bindparam("text"), updated_ms=_now)
    .returning(_c.holder)
)
LOOK_AT: Final = Statement(update(conversations).where(*_this).values(product_id=bindparam("product")))
ADD_MESSAGE: Final = Statement(insert(messages).values({c.name: bindparam(c.name) for c in messages.columns}))
BY_CLIENT: Final = Statement(
    select(messages)
    .where(_m.conversation_id == bindparam("id"), _m.shop_id == bindparam("shop_id"))
    .where(_m.client_id == bindparam("client_id"))
)
MESSAGE: Final = Statement(select(messages).where(_m.id == bindparam("id")))
BEFORE: Final = Statement(
    select(messages)
    .where(_m.conversation_id == bindparam("id"), _m.shop_id == bindparam("shop_id"))
    .where(_m.seq < bindparam("before"))
    .order_by(_m.seq.desc())
    .limit(bindparam("page"))
)
BETWEEN: Final = Statement(
    select(messages)
    .where(_m.conversation_id == bindparam("id"), _m.shop_id == bindparam("shop_id"))
    .where(_m.seq > bindparam("after"), _m.seq <= bindparam("upto"))
    .order_by(_m.seq)
)
UNANSWERED_BY_BOT: Final = Statement(
    select(_c.id, _c.shop_id)
    .where(_c.holder == "bot", _c.waiting_since_ms > 0, _c.state == "open")
    .where(_c.id > bindparam("after"))
    .order_by(_c.id)
    .limit(bindparam("page"))
)
_older = or_(
    _c.updated_ms < bindparam("before_ms", type_=BigInteger),
    (_c.updated_ms == bindparam("before_ms", type_=BigInteger)) & (_c.id < bindparam("before_id")),
)
LIST: Final = Statement(
    select(conversations)
    .where(_c.shop_id == bindparam("shop_id"), _older)
    .where(or_(bindparam("state") == "", _c.state == bindparam("state")))
    .where(or_(bindparam("holder") == "", _c.holder == bindparam("holder")))
    .where(or_(bindparam("staff") == "", _c.staff_id == bindparam("staff")))
    .where(
        or_(
            bindparam("q") == "",
            func.instr(_c.last_words, bindparam("q")) > 0,
            func.instr(_c.buyer_id, bindparam("q")) > 0,
        )
    )
    .order_by(_c.updated_ms.desc(), _c.id.desc())
    .limit(bindparam("page")),
    select(conversations)
    .where(_c.shop_id == bindparam("shop_id"), _older)
    .where(or_(bindparam("state") == "", _c.state == bindparam("state")))
    .where(or_(bindparam("holder") == "", _c.holder == bindparam("holder")))
    .where(or_(bindparam("staff") == "", _c.staff_id == bindparam("staff")))
    .where(
        or_(
            bindparam("q") == "",
            func.strpos(_c.last_words, bindparam("q")) > 0,
            func.strpos(_c.buyer_id, bindparam("q")) > 0,
        )
    )
    .order_by(_c.updated_ms.desc(), _c.id.desc())
    .limit(bindparam("page")),
)
COUNTS: Final = Statement(
    select(_c.holder, func.count(), func.sum(case((_c.waiting_since_ms > 0, 1), else_=0)))
    .where(_c.shop_id == bindparam("shop_id"), _c.state == "open")
    .group_by(_c.holder)
)

# A dictionary look-up costs a tenth of an enum's call.
_STATES: Final = {state.value: state for state in State}
_HOLDERS: Final = {holder.value: holder for holder in Holder}
_SPEAKERS: Final = {speaker.value: speaker for speaker in Speaker}

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(AnyContent).decode


def encode(content: AnyContent) -> str:
    """Return the JSON text of a content."""
    return _encode(content).decode()


def conversation_of(row: Row) -> Conversation:
    """Return the conversation of a row (columns in table order)."""
    shop, buyer, channel = row[1:4]
    state, holder, staff, token, last, heard, answered, since = row[4:12]
    product, opened, closed, updated, rating, rating_text, language, speaker, said, summary = row[14:]
    return Conversation(
        ConversationId(str(row[0])),
        ShopId(str(shop)),
        BuyerId(str(buyer)),
        str(channel),
        _STATES[str(state)],
        _HOLDERS[str(holder)],
        StaffId(str(staff)) if staff else None,
        _whole(token),
        _whole(last),
        _whole(heard),
        _whole(answered),
        _whole(since),
        ProductId(str(product)) if product else None,
        _whole(opened),
        _whole(closed),
        _whole(updated),
        _whole(rating),
        str(rating_text),
        str(language),
        str(speaker),
        str(said),
        str(summary),
    )


def message_of(row: Row) -> Message:
    """Return the message of a row (columns in table order)."""
    conversation, seq, identifier, shop, speaker, speaker_id, name, content, at_ms, client_id, evidence = row
    return Message(
        id=MessageId(str(identifier)),
        shop=ShopId(str(shop)),
        conversation=ConversationId(str(conversation)),
        seq=_whole(seq),
        speaker=_SPEAKERS[str(speaker)],
        speaker_id=str(speaker_id),
        content=_decode(str(content)),
        at_ms=_whole(at_ms),
        client_id=str(client_id),
        evidence=str(evidence),
        speaker_name=str(name),
    )


def add_message(unit: Unit, message: Message) -> None:
    """Insert a message; its place in the conversation was taken by the update before."""
    unit.put(
        ADD_MESSAGE,
        {
            "conversation_id": message.conversation,
            "seq": message.seq,
            "id": message.id,
            "shop_id": message.shop,
            "speaker": message.speaker,
            "speaker_id": message.speaker_id,
            "speaker_name": message.speaker_name,
            "content": encode(message.content),
            "at_ms": message.at_ms,
            "client_id": message.client_id,
            "evidence": message.evidence,
        },
    )


def glance(content: AnyContent) -> str:
    """Return the first words of a content, as lists of conversations show them."""
    return (words(content) or f"[{type(content).__name__}]")[:80]


def _whole(value: Value) -> int:
    return int(value or 0)

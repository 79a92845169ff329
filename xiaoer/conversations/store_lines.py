"""What was said lately in a shop, across conversations."""

from typing import Final

from sqlalchemy import BigInteger, bindparam, exists, select

from xiaoer.conversations.store import conversations, messages
from xiaoer.infra.database.statement import Statement

_c, _m = conversations.c, messages.c
_since = bindparam("since_ms", type_=BigInteger)

LINES_OF_BUYERS: Final = Statement(
    select(messages)
    .join_from(conversations, messages, _m.conversation_id == _c.id)
    .where(_c.shop_id == bindparam("shop_id"), _c.updated_ms >= _since)
    .where(_m.shop_id == bindparam("shop_id"), _m.speaker == "buyer", _m.at_ms >= _since)
    .order_by(_m.at_ms.desc(), _m.conversation_id, _m.seq.desc())
    .limit(bindparam("page"))
)
SERVED_BY_STAFF: Final = Statement(
    select(_c.id)
    .where(_c.shop_id == bindparam("shop_id"), _c.updated_ms >= _since)
    .where(
        exists().where(
            _m.conversation_id == _c.id,
            _m.shop_id == bindparam("shop_id"),
            _m.speaker == "staff",
            _m.at_ms >= _since,
            _m.at_ms < bindparam("until_ms", type_=BigInteger),
        )
    )
)

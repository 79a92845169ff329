"""What the bot remembers of a conversation between turns. Hot: every statement is a constant."""

from typing import Final

import msgspec
from sqlalchemy import Column, Integer, Table, Text, bindparam, select, update

from xiaoer.base.ids import ConversationId, ShopId
from xiaoer.bot.model import Memory
from xiaoer.infra.database.statement import Statement, metadata
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.database.upsert import insert_or_ignore, insert_or_update

memories = Table(
    "bot_memories",
    metadata,
    Column("conversation_id", Text, primary_key=True),
    Column("shop_id", Text, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("memory", Text, nullable=False),
)

_GET: Final = Statement(
    select(memories.c.memory)
    .where(memories.c.conversation_id == bindparam("conversation_id"))
    .where(memories.c.shop_id == bindparam("shop_id"))
)
_SAVE: Final = insert_or_update(memories, ["conversation_id"])

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Memory).decode


def memory_of(unit: Unit, shop: ShopId, conversation: ConversationId) -> Memory:
    """Return what the bot remembers; an empty memory at the beginning."""
    row = unit.one(_GET, {"conversation_id": conversation, "shop_id": shop})
    return Memory() if row is None else _decode(str(row[0]))


def save_memory(
    unit: Unit, shop: ShopId, conversation: ConversationId, answered: int, memory: Memory
) -> None:
    """Keep the memory after an answer."""
    unit.put(
        _SAVE,
        {
            "conversation_id": conversation,
            "shop_id": shop,
            "answered": answered,
            "memory": _encode(memory).decode(),
        },
    )


model_use = Table(
    "bot_model_use",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("calls", Integer, nullable=False),
    Column("tokens", Integer, nullable=False),
)
_m = model_use.c
_TOKENS: Final = Statement(
    select(_m.tokens).where(_m.shop_id == bindparam("shop_id"), _m.day == bindparam("day"))
)
_FIRST_USE: Final = insert_or_ignore(model_use, ["shop_id", "day"])
_ADD_USE: Final = Statement(
    update(model_use)
    .where(_m.shop_id == bindparam("shop"), _m.day == bindparam("on"))
    .values(calls=_m.calls + 1, tokens=_m.tokens + bindparam("more"))
)


def tokens_of(unit: Unit, shop: ShopId, day: str) -> int:
    """Return what a shop's language model took on a day (YYYY-MM-DD)."""
    row = unit.one(_TOKENS, {"shop_id": shop, "day": day})
    return 0 if row is None else int(row[0] or 0)


def add_tokens(unit: Unit, shop: ShopId, day: str, tokens: int) -> None:
    """Count a turn with the language model."""
    unit.put(_FIRST_USE, {"shop_id": shop, "day": day, "calls": 0, "tokens": 0})
    unit.put(_ADD_USE, {"shop": shop, "on": day, "more": tokens})

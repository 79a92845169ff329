"""Two floors in the same run: the server without store or bot, and the store without server or bot."""

import asyncio
import json
import sqlite3
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from xiaoer.base.clock import SystemClock
from xiaoer.base.ids import ConversationId, ShopId, UlidIds
from xiaoer.conversations import store
from xiaoer.conversations.model import Text
from xiaoer.facts.conversations import MessageHeard, MessageSaid
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.group import Job
from xiaoer.infra.database.sqlite import SqliteDatabase
from xiaoer.infra.database.statement import Dialect, Value
from xiaoer.infra.database.unit import Told, Unit

Message = MutableMapping[str, Any]
SHOP = ShopId("shp_floor")
SHOPS = frozenset({SHOP})
SAID = "好的，收到。"
HEARD = "我的快递到哪了"


class EchoEndpoint:
    """Answers a line with the three frames of a turn (ack, the line, the answer), made from nothing."""

    async def __call__(
        self,
        _scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        """Serve one socket until it closes."""
        await receive()
        await send({"type": "websocket.accept"})
        await receive()
        await send({"type": "websocket.send", "text": '{"type":"snapshot","cursor":0}'})
        number = 0
        while (message := await receive())["type"] == "websocket.receive":
            said = json.loads(message["text"])
            number += 1
            ack = {"type": "ack", "client_id": said["client_id"], "message_id": "msg", "seq": number}
            await send({"type": "websocket.send", "text": json.dumps(ack)})
            for speaker, content in (("buyer", said["content"]), ("bot", {"kind": "text", "text": SAID})):
                data = {"id": "msg_01", "seq": number, "speaker": speaker, "content": content}
                event = {"type": "event", "id": number, "name": "message", "data": data}
                await send({"type": "websocket.send", "text": json.dumps(event, separators=(",", ":"))})


class WithoutSavepoints(SqliteDatabase):
    """The same group-committing writer, without a savepoint for each unit."""

    def _run(self, cursor: sqlite3.Cursor, job: Job, now_ms: int, told: list[Told]) -> None:
        unit = Unit(cursor, Dialect.SQLITE, now_ms, job.shops)
        job.result = job.work(unit)
        told.extend(unit.told)


class Rows:
    """The statements and parameters of a turn, without the verbs around them."""

    def __init__(self, conversation: ConversationId, ids: UlidIds) -> None:
        self.conversation = conversation
        self._ids = ids
        self._seq = 0
        self._head: dict[str, Value] = {"id": conversation, "shop_id": SHOP}

    def open(self, unit: Unit) -> None:
        """Insert the conversation."""
        row: dict[str, Value] = {column.name: 0 for column in store.conversations.columns}
        texts = ("staff_id", "product_id", "rating_text", "last_speaker", "last_words", "handoff_summary")
        row |= dict.fromkeys(texts, "")
        row |= {"id": self.conversation, "shop_id": SHOP, "buyer_id": self.conversation, "channel": "web"}
        row |= {"state": "open", "holder": "bot", "token": 1, "language": "zh-CN"}
        unit.run(store.OPEN, row)

    def hear(self, unit: Unit) -> None:
        """Write what a heard line writes."""
        line: dict[str, Value] = {"client_id": f"c{self._seq}", "now_ms": unit.now_ms, "words": HEARD}
        unit.one(store.HEAR, self._head | line)
        self._seq += 1
        self._add(unit, "buyer", f"c{self._seq - 1}", HEARD)
        unit.tell(SHOP, MessageHeard("msg", self._seq, "bot"), self.conversation)

    def say(self, unit: Unit) -> None:
        """Write what an answer writes."""
        answer: dict[str, Value] = {"token": 1, "answers": self._seq, "count": 1, "speaker": "bot"}
        unit.one(store.SAY_AS_BOT, self._head | answer | {"words": SAID, "now_ms": unit.now_ms})
        self._seq += 1
        self._add(unit, "bot", "", SAID)
        unit.tell(SHOP, MessageSaid("msg", self._seq, "bot", self._seq - 1, 1, False), self.conversation)

    def _add(self, unit: Unit, speaker: str, client_id: str, text: str) -> None:
        unit.put(
            store.ADD_MESSAGE,
            {
                "conversation_id": self.conversation,
                "seq": self._seq,
                "id": self._ids.new("msg"),
                "shop_id": SHOP,
                "speaker": speaker,
                "speaker_id": "",
                "speaker_name": "",
                "content": store.encode(Text(text)),
                "at_ms": unit.now_ms,
                "client_id": client_id,
                "evidence": "",
            },
        )


async def bare_turns(database: Database, callers: int, seconds: float) -> float:
    """Return turns a second of `callers` coroutines that only write a turn's rows, two units a turn."""
    ids = UlidIds(SystemClock().now_ms)
    database.attach(asyncio.get_running_loop())
    end = time.perf_counter() + seconds

    async def caller(number: int) -> int:
        rows = Rows(ConversationId(f"cnv_{number}"), ids)
        await database.write(rows.open, SHOPS, rows.conversation)
        turns = 0
        while time.perf_counter() < end:
            await database.write(rows.hear, SHOPS, rows.conversation)
            await database.write(rows.say, SHOPS, rows.conversation)
            turns += 1
        return turns

    return sum(await asyncio.gather(*(caller(n) for n in range(callers)))) / seconds

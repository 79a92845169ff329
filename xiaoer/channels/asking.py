"""One question and its whole answer: for callers that hold no socket (other assistants, scripts).

It goes the way of every buyer's line: heard, answered by whoever holds the conversation, confirmed before
anything is changed. So another assistant can do no more than a buyer can.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from xiaoer.base.errors import XiaoerError
from xiaoer.base.ids import BuyerId, ConversationId, ProductId, ShopId
from xiaoer.conversations.model import Choices, Conversation, Holder, Message, Speaker, State, Text, words
from xiaoer.conversations.service import Conversations, Refusal, error_of
from xiaoer.facts.orders import ChangesRequested
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.log import conversation_after, last_sequence
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.live.hub import Hub

CHANNEL: Final = "assistant"
LONGEST_WAIT_S: Final = 25.0
_PAGE: Final = 200


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for whom. `key` is the line's own: the same key twice is one line."""

    shop: ShopId
    buyer: BuyerId
    text: str
    key: str
    product: str = ""
    language: str = "zh-CN"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said to a question, in order, and who holds the conversation now."""

    conversation: ConversationId
    lines: tuple[str, ...]
    handed_over: bool


@dataclass(frozen=True, slots=True)
class _Heard:
    conversation: ConversationId
    seq: int
    after: int  # the log's sequence of the conversation before this line


class _Changed:
    """Notes that something happened in a shop (an inbox of the hub)."""

    def __init__(self) -> None:
        self.event = asyncio.Event()

    def changed(self, conversation: str, number: int) -> None:  # noqa: ARG002  # the inbox's signature
        """Note it."""
        self.event.set()


class Asking:
    """Asks and waits. `allow(buyer)` takes one from the buyer's rate limit."""

    def __init__(
        self,
        database: Database,
        conversations: Conversations,
        hub: Hub,
        allow: Callable[[str], bool],
        longest_s: float = LONGEST_WAIT_S,
    ) -> None:
        self._database = database
        self._conversations = conversations
        self._hub = hub
        self._allow = allow
        self._longest_s = longest_s

    async def ask(self, question: Question) -> Answer:
        """Return the whole answer to one line, with what became of changes that it confirmed.

        XiaoerError `rate_limited` (429), `no_answer_yet` (504): the line was heard and will be answered.
        """
        if not self._allow(f"{question.shop}/{question.buyer}"):
            raise XiaoerError("rate_limited", 429, "Too many messages at once; wait a few seconds.")
        watch = _Changed()
        self._hub.watch(watch, [question.shop])
        try:
            heard = await self._database.write(
                lambda unit: self._hear(unit, question), frozenset({question.shop})
            )
            async with asyncio.timeout(self._longest_s):
                return await self._answer(question, heard, watch)
        except TimeoutError:
            detail = "The question was heard and no answer has come yet; ask again with the same key."
            raise XiaoerError("no_answer_yet", 504, detail) from None
        finally:
            self._hub.unwatch(watch)

    def _hear(self, unit: Unit, question: Question) -> _Heard:
        conversations = self._conversations
        opened = conversations.open(
            unit,
            question.shop,
            question.buyer,
            CHANNEL,
            product=ProductId(question.product) if question.product else None,
            language=question.language,
        )
        after = last_sequence(unit, opened.id)
        said = conversations.hear(unit, question.shop, opened.id, Text(question.text), question.key)
        if isinstance(said, Refusal):
            raise error_of(said)
        return _Heard(opened.id, said.seq, after)

    async def _answer(self, question: Question, heard: _Heard, watch: _Changed) -> Answer:
        while True:
            watch.event.clear()
            answer = await self._database.read(
                lambda unit: self._read(unit, question, heard), frozenset({question.shop})
            )
            if answer is not None:
                return answer
            await watch.event.wait()

    def _read(self, unit: Unit, question: Question, heard: _Heard) -> Answer | None:
        head = self._conversations.get(unit, question.shop, heard.conversation)
        held_by_bot = head.holder is Holder.BOT and head.state is State.OPEN
        if held_by_bot and head.answered < heard.seq:
            return None
        found = self._conversations.between(unit, question.shop, head.id, heard.seq, head.last_seq)
        said = [found[seq] for seq in sorted(found)]
        told = {message.client_id.rpartition(":")[0] for message in said}
        if held_by_bot and not {f"settled:{name}" for name in _requested(unit, heard)} <= told:
            return None
        return _answer_of(head, said)


def _requested(unit: Unit, heard: _Heard) -> set[str]:
    """Return the sets of changes that were asked for since a line was heard."""
    entries = conversation_after(unit, heard.conversation, heard.after, _PAGE)
    return {entry.fact.set for entry in entries if isinstance(entry.fact, ChangesRequested)}


def _answer_of(head: Conversation, said: list[Message]) -> Answer:
    lines = [
        _shown(message)
        for message in said
        if message.speaker is not Speaker.BUYER and not message.client_id.startswith("welcome:")
    ]
    handed_over = head.holder is not Holder.BOT
    return Answer(head.id, tuple(line for line in lines if line), handed_over)


def _shown(message: Message) -> str:
    """Return a message as a reader without buttons sees it."""
    content = message.content
    if isinstance(content, Choices):
        missing = [option.label for option in content.options if option.label not in content.text]
        return "\n".join([content.text, *(f"- {label}" for label in missing)])
    return words(content)

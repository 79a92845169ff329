"""The loop that answers: hears that a buyer waits, loads and thinks in a thread, speaks in a unit."""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar, Final

from xiaoer.base.fact import Entry, Fact
from xiaoer.base.ids import ConversationId, ShopId
from xiaoer.bot.assisting import Assistant
from xiaoer.bot.model import Thought
from xiaoer.bot.service import Bot, Loaded
from xiaoer.conversations.model import Holder
from xiaoer.conversations.service import Conversations, Refusal
from xiaoer.facts.conversations import HolderChanged, MessageHeard, MessageSaid
from xiaoer.facts.orders import ChangesRequested
from xiaoer.infra.database.database import Database, is_unavailable
from xiaoer.infra.database.unit import EVERY_SHOP, Unit

_log = logging.getLogger(__name__)

BATCH: Final = 32  # turns loaded on one snapshot
SCAN_PAGE: Final = 500
ATTEMPTS: Final = 3
LONGEST_PAUSE_S: Final = 5.0  # between two tries while the store does not answer
LATEST_MS: Final = 2000  # a turn is answered at the latest so long after its first line

Pause = Callable[[int], int]


@dataclass(slots=True)
class _Waiting:
    shop: ShopId
    since: float
    ready: float
    attempts: int = 0  # that failed by the bot's own fault
    tries: int = 0


@dataclass(slots=True)
class _State:
    waiting: dict[ConversationId, _Waiting] = field(default_factory=dict)
    busy: dict[ConversationId, _Waiting] = field(default_factory=dict)


class Answering:
    """Answers every conversation that the bot holds and this process owns.

    At start the `answered` marks say what is open; afterwards the feed does. `pause_ms` is how long a
    buyer has to be silent before a turn is answered (0: at once). Made on the event loop.
    """

    name = "bot-answering"
    hears: ClassVar[frozenset[type[Fact]]] = frozenset({MessageHeard, HolderChanged})
    tells: ClassVar[frozenset[type[Fact]]] = frozenset({MessageSaid, HolderChanged, ChangesRequested})
    breaker = "one answer for each latest line heard: the `answered` mark under the holder's token"

    def __init__(
        self,
        database: Database,
        bot: Bot,
        conversations: Conversations,
        *,
        pause_ms: int = 0,
        threads: int = 1,
        owns: Callable[[ConversationId], bool] = lambda _: True,
        still_owns: Callable[[Unit, ConversationId], bool] = lambda *_: True,
        assistant: Assistant | None = None,
    ) -> None:
        self._assistant = assistant
        self._database = database
        self._bot = bot
        self._conversations = conversations
        self._pause_s = pause_ms / 1000
        self._owns = owns
        self._still_owns = still_owns
        self._state = _State()
        self._free = threads
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="xiaoer-bot")
        self._timer: asyncio.TimerHandle | None = None
        self._stopped = False
        self._loop = asyncio.get_running_loop()
        self._idle = asyncio.Event()
        self._idle.set()

    async def start(self) -> None:
        """Take up what was waiting when the last process stopped."""
        after = ""
        while True:
            page = await self._unanswered(after)
            for conversation, shop in page:
                self._note(conversation, shop)
            if len(page) < SCAN_PAGE:
                break
            after = page[-1][0]
        self._pump()

    async def _unanswered(self, after: str) -> list[tuple[ConversationId, ShopId]]:
        return await self._database.read(
            lambda unit: self._conversations.unanswered_by_bot(unit, after, SCAN_PAGE), EVERY_SHOP
        )

    def on_entries(self, entries: list[Entry]) -> None:
        """Take a batch of entries (a stream's follower)."""
        for entry in entries:
            fact = entry.fact
            if entry.conversation is not None and (
                (isinstance(fact, MessageHeard) and fact.holder == Holder.BOT)
                or (isinstance(fact, HolderChanged) and fact.now == Holder.BOT)
            ):
                self._note(entry.conversation, entry.shop)
        self._pump()

    async def idle(self) -> None:
        """Wait until nothing waits for the bot (replay, tests)."""
        await self._idle.wait()

    def is_idle(self) -> bool:
        """Return whether nothing waits for the bot."""
        return self._idle.is_set()

    async def stop(self) -> None:
        """Finish the turns in hand; the rest is found again by the next process."""
        self._stopped = True
        if self._timer is not None:
            self._timer.cancel()
        self._state.waiting.clear()
        await self._loop.run_in_executor(None, self._threads.shutdown)
        if self._assistant is not None:
            await self._loop.run_in_executor(None, self._assistant.stop)

    # ------------------------------------------------------------ on the loop

    def _note(self, conversation: ConversationId, shop: ShopId) -> None:
        if self._stopped or not self._owns(conversation):
            return
        self._idle.clear()
        now = self._loop.time()
        known = self._state.waiting.get(conversation)
        since = known.since if known else now
        ready = min(now + self._pause_s, since + LATEST_MS / 1000)
        attempts = known.attempts if known else 0
        self._state.waiting[conversation] = _Waiting(shop, since, ready, attempts)

    def _pump(self) -> None:
        while self._free and (batch := self._ready()):
            self._free -= 1
            for conversation, _ in batch:
                self._state.busy[conversation] = self._state.waiting.pop(conversation)
            task = self._loop.run_in_executor(self._threads, self._answer, batch)
            task.add_done_callback(partial(self._batch_done, batch))
        if not self._state.waiting and not self._state.busy:
            self._idle.set()

    def _ready(self) -> list[tuple[ConversationId, ShopId]]:
        now = self._loop.time()
        batch: list[tuple[ConversationId, ShopId]] = []
        soonest = float("inf")
        for conversation, waiting in self._state.waiting.items():
            if conversation in self._state.busy:
                continue
            if waiting.ready > now:
                soonest = min(soonest, waiting.ready)
                continue
            batch.append((conversation, waiting.shop))
            if len(batch) == BATCH:
                break
        if not batch and soonest < float("inf"):
            if self._timer is not None:
                self._timer.cancel()
            self._timer = self._loop.call_at(soonest, self._pump)
        return batch

    def _batch_done(
        self, batch: list[tuple[ConversationId, ShopId]], done: "asyncio.Future[set[ConversationId]]"
    ) -> None:
        self._free += 1
        error = None if done.cancelled() else done.exception()
        if error is not None:
            for conversation, _ in batch:
                self._turn_failed(conversation, error)
        elif not done.cancelled():
            for conversation in done.result():  # nothing was waiting after all
                self._state.busy.pop(conversation, None)
        self._pump()

    def _alone(self, conversation: ConversationId, shop: ShopId) -> None:
        one = [(conversation, shop)]
        task = self._loop.run_in_executor(self._threads, self._answer, one)
        self._free -= 1
        task.add_done_callback(partial(self._batch_done, one))

    def _turn_done(self, conversation: ConversationId, outcome: object, error: BaseException | None) -> None:
        if error is not None:
            self._turn_failed(conversation, error)
        else:
            turn = self._state.busy.pop(conversation, None)
            if turn is not None and outcome is Refusal.OVERTAKEN:
                self._note(conversation, turn.shop)
        self._pump()

    def _turn_failed(self, conversation: ConversationId, error: BaseException) -> None:
        turn = self._state.busy.pop(conversation, None)
        if turn is None:
            return
        turn.tries += 1
        if is_unavailable(error):  # not the bot's fault: it is said when the store answers again
            _log.warning("the turn in %s waits for the store: %s", conversation, error)
        else:
            turn.attempts += 1
            _log.error("the bot failed in %s (attempt %d)", conversation, turn.attempts, exc_info=error)
        if turn.attempts < ATTEMPTS:
            self._again(conversation, turn)
            return
        # A conversation that the bot cannot read goes to a person; the others go on.
        shop, hand_over = turn.shop, self._conversations.hand_over
        self._state.busy[conversation] = turn
        self._database.post(
            lambda unit: hand_over(unit, shop, conversation, "bot_failed", ""),
            frozenset({shop}),
            conversation,
            lambda _, failure: self._handed_over(conversation, failure),
        )

    def _handed_over(self, conversation: ConversationId, error: BaseException | None) -> None:
        turn = self._state.busy.pop(conversation, None)
        if error is not None:
            _log.error("%s could not be handed over", conversation, exc_info=error)
            if turn is not None and is_unavailable(error):
                self._again(conversation, turn)
        self._pump()

    def _again(self, conversation: ConversationId, turn: _Waiting) -> None:
        turn.ready = self._loop.time() + min(0.1 * 2.0 ** min(turn.tries, 30), LONGEST_PAUSE_S)
        if not self._stopped:
            self._state.waiting.setdefault(conversation, turn)

    # ------------------------------------------------------------ in a thread

    def _answer(self, batch: list[tuple[ConversationId, ShopId]]) -> set[ConversationId]:
        try:
            loaded = self._load(batch)
        except Exception:
            if len(batch) == 1:
                raise
            # One conversation that cannot be read must not hold up the others: each by itself.
            for one in batch:
                self._loop.call_soon_threadsafe(self._alone, *one)
            return set()
        nothing: set[ConversationId] = set()
        for (conversation, shop), turn in zip(batch, loaded, strict=True):
            if turn is None:
                nothing.add(conversation)
            else:
                self._think_and_speak(conversation, shop, turn)
        return nothing

    def _load(self, batch: list[tuple[ConversationId, ShopId]]) -> list[Loaded | None]:
        works = [partial(self._load_one, conversation, shop) for conversation, shop in batch]
        return self._database.read_many(works, frozenset(shop for _, shop in batch))

    def _load_one(self, conversation: ConversationId, shop: ShopId, unit: Unit) -> Loaded | None:
        return self._bot.load(unit, shop, conversation)

    def _think_and_speak(self, conversation: ConversationId, shop: ShopId, turn: Loaded) -> None:
        def failed(error: BaseException) -> None:
            self._loop.call_soon_threadsafe(self._turn_done, conversation, None, error)

        try:
            self._bot.think_then(turn, partial(self._say, conversation, shop, turn), failed)
        except Exception as error:  # noqa: BLE001 (told to the loop, which tries again and then parks it)
            failed(error)

    def _say(self, conversation: ConversationId, shop: ShopId, turn: Loaded, thought: Thought) -> None:
        say = _Once(partial(self._speak, conversation, shop, turn))
        helper = self._assistant
        if helper is not None and helper.wanted(turn.view, thought):
            if helper.submit(turn.turn, turn.view, turn.memory, thought, say):
                # Whatever the model does, the buyer hears the bot's own answer when its time is up.
                late = helper.limits.deadline_ms / 1000
                self._loop.call_soon_threadsafe(self._loop.call_later, late, say, thought, 0)
                return
            thought.trace["model"] = "full"
        say(thought, 0)

    def _speak(
        self, conversation: ConversationId, shop: ShopId, turn: Loaded, thought: Thought, tokens: int
    ) -> None:
        def speak(unit: Unit) -> object:
            if tokens:
                self._bot.count_tokens(unit, shop, tokens)
            # Whose lease of the slot has run out leaves the turn to the process that has it now.
            return self._bot.speak(unit, turn, thought) if self._still_owns(unit, conversation) else None

        self._database.post(
            speak,
            frozenset({shop}),
            conversation,
            lambda outcome, error: self._turn_done(conversation, outcome, error),
        )


class _Once:
    """Says a thought once, whoever comes first: the language model, or the end of its time."""

    def __init__(self, say: Callable[[Thought, int], None]) -> None:
        self._say = say
        self._first = threading.Lock()

    def __call__(self, thought: Thought, tokens: int) -> None:
        """Say it, unless something was said already."""
        if self._first.acquire(blocking=False):
            self._say(thought, tokens)

"""What the bot does when told: it greets, and it says what became of changes."""

from typing import ClassVar

from xiaoer.base.fact import Entry, Fact
from xiaoer.base.ids import ChangeSetId
from xiaoer.bot.service import Bot
from xiaoer.facts.conversations import ConversationOpened, MessageSaid
from xiaoer.facts.orders import ChangesSettled
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import Unit
from xiaoer.orders.service import Orders


class Welcome:
    """Greets the buyer of every new conversation, once (natural key: the line `welcome:0`)."""

    name = "bot-welcome"
    hears: ClassVar[frozenset[type[Fact]]] = frozenset({ConversationOpened})
    tells: ClassVar[frozenset[type[Fact]]] = frozenset({MessageSaid})

    def __init__(self, database: Database, bot: Bot) -> None:
        self._database = database
        self._bot = bot

    async def handle(self, entry: Entry) -> None:
        """Greet."""
        conversation, shop = entry.conversation, entry.shop
        if conversation is not None:
            await self._database.write(
                lambda unit: self._bot.welcome(unit, shop, conversation), frozenset({shop}), conversation
            )


class SayWhatBecame:
    """Tells the buyer what the marketplace did, once (natural key: the set of changes)."""

    name = "bot-outcomes"
    hears: ClassVar[frozenset[type[Fact]]] = frozenset({ChangesSettled})
    tells: ClassVar[frozenset[type[Fact]]] = frozenset({MessageSaid})

    def __init__(self, database: Database, bot: Bot, orders: Orders) -> None:
        self._database = database
        self._bot = bot
        self._orders = orders

    async def handle(self, entry: Entry) -> None:
        """Say it in the conversation in which it was asked for."""
        conversation, shop, fact = entry.conversation, entry.shop, entry.fact
        if conversation is None or not isinstance(fact, ChangesSettled):
            return

        def say(unit: Unit) -> None:
            changes = self._orders.changes(unit, shop, ChangeSetId(fact.set))
            if changes and changes[0].asked_by == "bot":
                self._bot.settle(unit, shop, conversation, changes)

        await self._database.write(say, frozenset({shop}), conversation)

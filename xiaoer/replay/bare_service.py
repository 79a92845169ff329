"""A service without database: the bot's pure decisions against a marketplace, for fast evaluation.

It does what the whole path does for one conversation (image reader, memory, changes step by step, fence
after a handoff) in memory, so that a script takes as long as the bot thinks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from xiaoer.base.clock import Clock, StillClock
from xiaoer.base.ids import BuyerId, ChangeSetId, ConversationId, OrderId, ShopId
from xiaoer.bot.catalogue.shelf import Shelf
from xiaoer.bot.model import Heard, Memory, Persona, Reply, Thought, Turn, View
from xiaoer.bot.policy import Policy, default_policy
from xiaoer.buyers.model import Buyer
from xiaoer.conversations.model import AnyContent, Picture, Speaker
from xiaoer.knowledge.model import Faq, Promotion
from xiaoer.logistics.model import Parcel
from xiaoer.orders.model import (
    Appointment,
    Change,
    ChangeState,
    Invoice,
    Order,
    RecordedChange,
    Wallet,
)
from xiaoer.orders.ports import CarriedOut, ChangeLedger, Marketplace, Refused
from xiaoer.replay.rules import spoken

VISITOR = BuyerId("visitor")
BETWEEN_LINES = timedelta(seconds=20)
ROUNDS = 5  # a bot that wants more changes after each settled set must end some time


class MarketplaceWithLedger(Marketplace, ChangeLedger, Protocol):
    """A marketplace that can be asked what it carried out."""


Think = Callable[[Turn, View, Memory], Thought]
Settle = Callable[[tuple[RecordedChange, ...], View, Memory], Thought]


@dataclass(frozen=True, slots=True)
class ShopData:
    """A shop as it is before a script; `owners` says whose each order number is."""

    shop: ShopId
    persona: Persona
    shelf: Shelf
    faqs: tuple[Faq, ...]
    promotions: tuple[Promotion, ...]
    buyers: Mapping[BuyerId, Buyer]
    orders: tuple[Order, ...]
    parcels: tuple[Parcel, ...]
    invoices: tuple[Invoice, ...]
    appointments: tuple[Appointment, ...]
    wallets: tuple[Wallet, ...]
    cashbacks: tuple[OrderId, ...]
    owners: Mapping[OrderId, BuyerId]
    policy: Policy = field(default_factory=default_policy)


class BareService:
    """Plays one conversation at a time; `marketplace` makes a fresh one for each.

    `think` decides about a turn, `settle` what to say when its changes were carried out or refused.
    """

    def __init__(
        self,
        data: ShopData,
        think: Think,
        settle: Settle,
        marketplace: Callable[[Clock], MarketplaceWithLedger],
    ) -> None:
        self._data = data
        self._think = think
        self._settle = settle
        self._new_marketplace = marketplace

    async def open(
        self,
        buyer: str | None,
        shop: str,  # noqa: ARG002  # whose data it is was said at the start
        now: datetime,
        product: str | None = None,
        pictures: Mapping[str, str] | None = None,
    ) -> None:
        """Begin a conversation in a fresh copy of the shop."""
        self._clock = StillClock(now)
        self._marketplace = self._new_marketplace(self._clock)
        self._buyer = BuyerId(buyer) if buyer else VISITOR
        self._product = product
        self._pictures = dict(pictures or {})
        self._view = self._first_view()
        self._memory: Memory = Memory()
        self._lines: list[Heard] = []
        self._handed_over = False
        self._sets = 0
        self.thoughts: list[Thought] = []

    async def say(self, content: AnyContent) -> list[str]:
        """Hear the buyer, think, carry out what was confirmed, and return what the bot says."""
        self._clock.advance(BETWEEN_LINES)
        if isinstance(content, Picture):
            content = msgspec.structs.replace(content, shows=self._pictures.get(content.url, ""))
        heard = self._line(Speaker.BUYER, content)
        if self._handed_over:
            return []
        turn = Turn((heard,), self._clock.now_ms(), self._product)
        thought = self._think(turn, self._view, self._memory)
        replies = list(self._take(thought))
        for _ in range(ROUNDS):
            if not thought.changes:
                break
            settled = await self._carry_out(thought.changes)
            thought = self._settle(settled, self._view, self._memory)
            replies += self._take(thought)
        return [text for text in (spoken(reply.content) for reply in replies) if text]

    async def actions(self) -> list[dict[str, object]]:
        """Return what the marketplace carried out for this buyer."""
        return self._marketplace.recorded(self._data.shop, self._buyer)

    async def handoff(self) -> bool:
        """Say whether the bot asked for a person."""
        return self._handed_over

    def _take(self, thought: Thought) -> tuple[Reply, ...]:
        """Keep what a thought leaves behind; the memory goes through JSON as it does in the table.

        After a handoff the bot holds the conversation no more: what it would say is not said.
        """
        self.thoughts.append(thought)
        if self._handed_over:
            return ()
        self._memory = msgspec.json.decode(msgspec.json.encode(thought.memory), type=type(thought.memory))
        self._handed_over = thought.handoff is not None
        for reply in thought.replies:
            self._line(Speaker.BOT, reply.content)
        return thought.replies

    def _line(self, speaker: Speaker, content: AnyContent) -> Heard:
        line = Heard(len(self._lines) + 1, speaker, content, self._clock.now_ms())
        self._lines.append(line)
        return line

    async def _carry_out(self, changes: tuple[Change, ...]) -> tuple[RecordedChange, ...]:
        self._sets += 1
        identifier = ChangeSetId(f"chg_{self._sets}")
        recorded: list[RecordedChange] = []
        state, reason = ChangeState.DONE, ""
        for step, change in enumerate(changes):
            if state is ChangeState.DONE:
                outcome = await self._marketplace.carry_out(
                    f"{identifier}:{step}", self._data.shop, self._buyer, change
                )
                if isinstance(outcome, Refused):
                    state, reason = ChangeState.REFUSED, outcome.reason
                else:
                    self._view = merged(self._view, outcome)
            else:
                state, reason = ChangeState.SKIPPED, ""
            recorded.append(self._recorded(identifier, step, change, state, reason))
        self._view = replace(self._view, changes=(*self._view.changes, *recorded))
        return tuple(recorded)

    def _recorded(
        self, identifier: ChangeSetId, step: int, change: Change, state: ChangeState, reason: str
    ) -> RecordedChange:
        now_ms = self._clock.now_ms()
        return RecordedChange(
            set=identifier,
            step=step,
            shop=self._data.shop,
            buyer=self._buyer,
            conversation=ConversationId("cnv_bare"),
            change=change,
            state=state,
            reason=reason,
            asked_by="bot",
            asked_ms=now_ms,
            settled_ms=now_ms,
        )

    def _first_view(self) -> View:
        data, buyer = self._data, self._buyer

        def mine(order: OrderId) -> bool:
            return data.owners.get(order) == buyer

        return View(
            shop=data.shop,
            persona=data.persona,
            buyer=data.buyers.get(buyer),
            catalogue=data.shelf,
            faqs=data.faqs,
            promotions=data.promotions,
            orders=tuple(order for order in data.orders if order.buyer == buyer),
            parcels=tuple(parcel for parcel in data.parcels if mine(parcel.order)),
            invoices=tuple(invoice for invoice in data.invoices if mine(invoice.order)),
            appointments=tuple(visit for visit in data.appointments if mine(visit.order)),
            wallets=tuple(wallet for wallet in data.wallets if wallet.buyer == buyer),
            cashbacks=tuple(order for order in data.cashbacks if mine(order)),
            policy=data.policy,
            now_ms=self._clock.now_ms(),
        )


def merged(view: View, outcome: CarriedOut) -> View:
    """Return the view after the marketplace handed changed rows back; new rows come last."""
    return replace(
        view,
        orders=tuple({row.id: row for row in (*view.orders, *outcome.orders)}.values()),
        invoices=tuple({row.order: row for row in (*view.invoices, *outcome.invoices)}.values()),
        appointments=tuple(
            {(row.order, row.service): row for row in (*view.appointments, *outcome.appointments)}.values()
        ),
        wallets=tuple({row.buyer: row for row in (*view.wallets, *outcome.wallets)}.values()),
        cashbacks=tuple(dict.fromkeys((*view.cashbacks, *outcome.cashbacks))),
    )

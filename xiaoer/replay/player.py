"""Plays a shop's own tests against the bot's decisions, with a copy of its live data and an own sandbox.

The port `Player` of the trainer's desk. Nothing leaves this process and nothing is written down.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from xiaoer.adapters.marketplaces.sandbox import IN_MEMORY, Sandbox, Seed, seed
from xiaoer.adapters.samples.model import Persona as SamplePersona
from xiaoer.adapters.samples.model import SampleShop
from xiaoer.base.clock import Clock, from_ms
from xiaoer.base.ids import BuyerId, ConversationId, ShopId
from xiaoer.bot.model import View
from xiaoer.bot.service import Brain
from xiaoer.conversations.model import Conversation, Holder, State
from xiaoer.infra.database.unit import Unit
from xiaoer.knowledge.model import Faq, Product
from xiaoer.replay.bare_service import VISITOR, BareService, ShopData
from xiaoer.replay.model import Question, Result, Script
from xiaoer.replay.play import play_all
from xiaoer.replay.reader import questions, scripts
from xiaoer.training.model import Played, TestCase, TestKind
from xiaoer.training.ports import Scene

Look = Callable[[Unit, Conversation], View]
Products = Callable[[Unit, ShopId], tuple[Product, ...]]
_CHANNEL: Final = "test"


@dataclass(frozen=True, slots=True)
class Stage:
    """What tests are played on: what each of their buyers may know, the goods, the moment of the look."""

    views: Mapping[BuyerId, View]
    products: tuple[Product, ...]
    now_ms: int


class ShopPlayer:
    """Plays scripts and questions for any shop of the house."""

    def __init__(self, look: Look, products: Products, brain: Brain) -> None:
        """`look` collects what may be known in a conversation, `brain` decides."""
        self._look = look
        self._products = products
        self._brain = brain

    def check(self, kind: TestKind, line: str) -> str:
        """Return the id of a test; XiaoerError `bad_script` or `bad_question` (422) with the reason."""
        return _test(kind, line, ShopId("shop"), 0).id

    def look(self, unit: Unit, shop: ShopId, tests: Sequence[TestCase]) -> Scene:
        """Read what the buyers of these tests may know."""
        read = [_test(test.kind, test.body, shop, unit.now_ms) for test in tests]
        buyers = {BuyerId(test.buyer) if test.buyer else VISITOR for test in read}
        views = {
            buyer: replace(self._look(unit, _head(shop, buyer, unit.now_ms)), draw=0)
            for buyer in sorted(buyers)
        }
        return Stage(views, self._products(unit, shop), unit.now_ms)

    def play(self, scene: Scene, tests: Sequence[TestCase], faqs: Sequence[Faq] | None) -> list[Played]:
        """Play tests one after the other, each in a fresh copy of the shop. Blocking."""
        if not isinstance(scene, Stage):
            raise TypeError(scene)
        stage = scene if faqs is None else _changed(scene, tuple(faqs))
        return [_played(self._one(stage, test)) for test in tests]

    def _one(self, stage: Stage, case: TestCase) -> Result:
        test = _test(case.kind, case.body, case.shop, stage.now_ms)
        view = stage.views[BuyerId(test.buyer) if test.buyer else VISITOR]
        rows = _rows(stage, view)

        def marketplace(clock: Clock) -> Sandbox:
            sandbox = Sandbox(IN_MEMORY, clock)
            sandbox.load(rows)
            return sandbox

        service = _OneBuyer(view, self._brain, marketplace)
        return asyncio.run(play_all([test], service))[0]


class _OneBuyer(BareService):
    """A bare service whose buyer's view was read from the shop's own tables."""

    def __init__(self, view: View, brain: Brain, marketplace: Callable[[Clock], Sandbox]) -> None:
        data = ShopData(
            shop=view.shop,
            persona=view.persona,
            shelf=view.catalogue,
            faqs=view.faqs,
            promotions=view.promotions,
            buyers={},
            orders=view.orders,
            parcels=view.parcels,
            invoices=view.invoices,
            appointments=view.appointments,
            wallets=view.wallets,
            cashbacks=view.cashbacks,
            owners={},
            policy=view.policy,
        )
        super().__init__(data, brain.think, brain.settle, marketplace)
        self._of_buyer = view

    def _first_view(self) -> View:
        return self._of_buyer


def _changed(stage: Stage, faqs: tuple[Faq, ...]) -> Stage:
    """Return the stage with other entries; what the shop can answer from is prepared once for all buyers."""
    first = next(iter(stage.views.values()), None)
    if first is None:
        return stage
    library = None if first.library is None else first.library.with_faqs(faqs)
    views = {buyer: replace(view, faqs=faqs, library=library) for buyer, view in stage.views.items()}
    return replace(stage, views=views)


def _test(kind: TestKind, line: str, shop: ShopId, now_ms: int) -> Script | Question:
    """Return a test; one that names no moment is of `now_ms`, and its shop is always this one."""
    try:
        given = msgspec.json.decode(line)
    except msgspec.DecodeError:
        given = None
    if isinstance(given, dict):
        given = {"now": from_ms(now_ms).isoformat(), "kind": "own", **given, "shop": shop}
        if given.get("buyer") is None and kind is TestKind.SCRIPT:
            given["buyer"] = ""
        line = msgspec.json.encode(given).decode()
    read = scripts if kind is TestKind.SCRIPT else questions
    return read(line.encode())[0]


def _head(shop: ShopId, buyer: BuyerId, now_ms: int) -> Conversation:
    return Conversation(
        id=ConversationId("cnv_test"),
        shop=shop,
        buyer=buyer,
        channel=_CHANNEL,
        state=State.OPEN,
        holder=Holder.BOT,
        staff=None,
        token=1,
        last_seq=0,
        heard_seq=0,
        answered=0,
        waiting_since_ms=0,
        product=None,
        opened_ms=now_ms,
        closed_ms=0,
        updated_ms=now_ms,
    )


def _rows(stage: Stage, view: View) -> Seed:
    """Return the sandbox's rows: the shop's goods, and what this one buyer has."""
    orders, buyer = view.orders, view.buyer
    return seed(
        SampleShop(
            shop=view.shop,
            persona=SamplePersona("", "", "", "", "", "", "own"),
            policy="",
            products=stage.products,
            promotions=(),
            faqs=(),
            buyers=() if buyer is None else (buyer,),
            orders=orders,
            parcels=view.parcels,
            invoices=view.invoices,
            appointments=view.appointments,
            wallets=view.wallets,
            cashbacks=view.cashbacks,
            owners={order.id: order.buyer for order in orders},
        )
    )


def _played(result: Result) -> Played:
    said = tuple("\n".join(turn.replies) for turn in result.turns)
    handed = ("(转人工)",) if result.handoff else ()
    return Played(result.passed, result.why, (*said, *handed))

"""Collects what the bot may know in one turn from the lower rooms; prepared shelves are kept by version."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from xiaoer.base.clock import day_of
from xiaoer.base.ids import ShopId
from xiaoer.bot import store, store_policies
from xiaoer.bot.catalogue.shelf import Shelf
from xiaoer.bot.industries import entries
from xiaoer.bot.model import Memory, Persona, View
from xiaoer.bot.policy import Policy, read_policy
from xiaoer.bot.retrieval.library import Library
from xiaoer.bot.rules import guidance
from xiaoer.bot.rules.wording import draw_of
from xiaoer.bot.taxonomy import taxonomy
from xiaoer.bot.widening import WideCatalogues, in_talk
from xiaoer.buyers.service import Buyers
from xiaoer.conversations.model import Conversation
from xiaoer.infra.database.unit import Unit
from xiaoer.knowledge.model import Faq, KeywordRule, Notice, Promotion
from xiaoer.knowledge.service import Knowledge
from xiaoer.logistics.service import Parcels
from xiaoer.orders.model import Order
from xiaoer.orders.service import Orders

SHOPS_KEPT: Final = 64  # prepared shops in memory; the one unused for longest is forgotten
PersonaOf = Callable[[Unit, ShopId], Persona]


@dataclass(frozen=True, slots=True)
class _Prepared:
    version: tuple[int, int]
    shelf: Shelf
    faqs: tuple[Faq, ...]
    promotions: tuple[Promotion, ...]
    policy: Policy
    library: Library
    varied: tuple[Faq, ...]  # entries that have several wordings
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class _Emergency:
    """What a shop answers at once or announces; apart from what takes long to prepare."""

    version: int
    rules: tuple[KeywordRule, ...]
    notices: tuple[Notice, ...]


class Looking:
    """Makes views. `persona_of` comes from tenancy, by wiring; `teach` is told of each new library."""

    def __init__(
        self,
        knowledge: Knowledge,
        buyers: Buyers,
        orders: Orders,
        parcels: Parcels,
        persona_of: PersonaOf,
        teach: Callable[[Library], None] | None = None,
        wide: WideCatalogues | None = None,
    ) -> None:
        self._wide = wide
        self._teach = teach
        self._knowledge = knowledge
        self._buyers = buyers
        self._orders = orders
        self._parcels = parcels
        self._persona_of = persona_of
        self._kept: OrderedDict[ShopId, _Prepared] = OrderedDict()
        self._emergencies: dict[ShopId, _Emergency] = {}
        self._snapshots = threading.local()
        self._lock = threading.Lock()  # reader threads share the shelves
        self.counts_tokens = False  # set where a language model has a budget

    def __call__(self, unit: Unit, head: Conversation, said: str = "", memory: Memory | None = None) -> View:
        """Return the view of the conversation's shop and buyer, and of nobody else.

        Of a very large catalogue it holds what `said` and the memory could mean.
        """
        shop, buyer = head.shop, head.buyer
        prepared, emergency, persona = self._of_shop(unit, shop)
        account = self._orders.account(unit, shop, buyer)
        return View(
            shop=shop,
            persona=persona,
            buyer=self._buyers.find(unit, shop, buyer),
            catalogue=self._shelf(unit, prepared, head, said, memory or Memory(), account.orders),
            faqs=prepared.faqs,
            promotions=prepared.promotions,
            orders=account.orders,
            parcels=self._parcels.of_buyer(unit, shop, buyer),
            invoices=account.invoices,
            appointments=account.appointments,
            wallets=account.wallets,
            cashbacks=account.cashbacks,
            policy=prepared.policy,
            rules=emergency.rules,
            notices=emergency.notices,
            channel=head.channel,
            now_ms=unit.now_ms,
            interests=self._buyers.interests(unit, shop, buyer),
            guided=guidance.is_guided(prepared.policy.guidance, head.id),
            library=prepared.library,
            draw=draw_of(head.id, prepared.varied),
            tokens_today=store.tokens_of(unit, shop, day_of(unit.now_ms)) if self.counts_tokens else 0,
        )

    def _shelf(
        self,
        unit: Unit,
        prepared: _Prepared,
        head: Conversation,
        said: str,
        memory: Memory,
        orders: tuple[Order, ...],
    ) -> Shelf:
        if self._wide is None or not prepared.is_wide:
            return prepared.shelf
        ordered = [str(item.product) for order in orders for item in order.items]
        talk = in_talk(memory, head.product, ordered)
        products = self._wide.shelf(unit, head.shop, prepared.version[0], said, talk)
        return Shelf(products, prepared.policy.industries)

    def _of_shop(self, unit: Unit, shop: ShopId) -> tuple[_Prepared, _Emergency, Persona]:
        """Return what all turns of one snapshot share; a batch of turns asks for it once."""
        if getattr(self._snapshots, "at", None) is not unit.snapshot:
            self._snapshots.at, self._snapshots.shops = unit.snapshot, {}
        known: tuple[_Prepared, _Emergency, Persona] | None = self._snapshots.shops.get(shop)
        if known is None:
            version, now = self._knowledge.versions(unit, shop)
            prepared = self._prepared(unit, shop, version)
            known = (prepared, self._emergency(unit, shop, now), self._persona_of(unit, shop))
            self._snapshots.shops[shop] = known
        return known

    def _emergency(self, unit: Unit, shop: ShopId, version: int) -> _Emergency:
        known = self._emergencies.get(shop)
        if known is None or known.version != version:
            rules, notices = self._knowledge.rules(unit, shop), self._knowledge.notices(unit, shop)
            known = self._emergencies[shop] = _Emergency(version, rules, notices)
        return known

    def _prepared(self, unit: Unit, shop: ShopId, knowledge: int) -> _Prepared:
        version = (knowledge, store_policies.policy_version(unit, shop))
        with self._lock:
            known = self._kept.get(shop)
            if known is not None and known.version == version:
                self._kept.move_to_end(shop)
                return known
        policy = read_policy(store_policies.policy_of(unit, shop)[1])
        is_wide = self._wide is not None and self._wide.is_wide(unit, shop)
        shelf = Shelf(() if is_wide else self._knowledge.products(unit, shop), policy.industries)
        faqs = tuple(self._knowledge.faqs(unit, shop))
        trade = shelf.trade
        own = self._knowledge.intents(unit, shop)
        prepared = _Prepared(
            version,
            shelf,
            faqs,
            tuple(self._knowledge.promotions(unit, shop)),
            policy,
            Library(faqs, entries(trade.names), own, taxonomy(), trade.synonyms),
            tuple(faq for faq in faqs if faq.variants),
            is_wide=is_wide,
        )
        if self._teach is not None:
            self._teach(prepared.library)
        with self._lock:
            self._kept[shop] = prepared
            while len(self._kept) > SHOPS_KEPT:
                self._kept.popitem(last=False)
        return prepared

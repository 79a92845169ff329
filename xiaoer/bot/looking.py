"""Collects what the bot may know in one turn from the lower rooms; prepared shelves are kept by version."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from xiaoer.base.ids import ShopId
from xiaoer.bot import store
from xiaoer.bot.catalogue.shelf import Shelf
from xiaoer.bot.model import Persona, View
from xiaoer.bot.policy import Policy, read_policy
from xiaoer.buyers.service import Buyers
from xiaoer.conversations.model import Conversation
from xiaoer.infra.database.unit import Unit
from xiaoer.knowledge.model import Faq, Promotion
from xiaoer.knowledge.service import Knowledge
from xiaoer.logistics.service import Parcels
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


class Looking:
    """Makes views. `persona_of` comes from tenancy, by wiring."""

    def __init__(
        self, knowledge: Knowledge, buyers: Buyers, orders: Orders, parcels: Parcels, persona_of: PersonaOf
    ) -> None:
        self._knowledge = knowledge
        self._buyers = buyers
        self._orders = orders
        self._parcels = parcels
        self._persona_of = persona_of
        self._kept: OrderedDict[ShopId, _Prepared] = OrderedDict()
        self._snapshots = threading.local()
        self._lock = threading.Lock()  # reader threads share the shelves

    def __call__(self, unit: Unit, head: Conversation) -> View:
        """Return the view of the conversation's shop and buyer, and of nobody else."""
        shop, buyer = head.shop, head.buyer
        prepared, persona = self._of_shop(unit, shop)
        account = self._orders.account(unit, shop, buyer)
        return View(
            shop=shop,
            persona=persona,
            buyer=self._buyers.find(unit, shop, buyer),
            catalogue=prepared.shelf,
            faqs=prepared.faqs,
            promotions=prepared.promotions,
            orders=account.orders,
            parcels=self._parcels.of_buyer(unit, shop, buyer),
            invoices=account.invoices,
            appointments=account.appointments,
            wallets=account.wallets,
            cashbacks=account.cashbacks,
            policy=prepared.policy,
        )

    def _of_shop(self, unit: Unit, shop: ShopId) -> tuple[_Prepared, Persona]:
        """Return what all turns of one snapshot share; a batch of turns asks for it once."""
        if getattr(self._snapshots, "at", None) is not unit.snapshot:
            self._snapshots.at, self._snapshots.shops = unit.snapshot, {}
        known: tuple[_Prepared, Persona] | None = self._snapshots.shops.get(shop)
        if known is None:
            known = (self._prepared(unit, shop), self._persona_of(unit, shop))
            self._snapshots.shops[shop] = known
        return known

    def _prepared(self, unit: Unit, shop: ShopId) -> _Prepared:
        version = (self._knowledge.version(unit, shop), store.policy_version(unit, shop))
        with self._lock:
            known = self._kept.get(shop)
            if known is not None and known.version == version:
                self._kept.move_to_end(shop)
                return known
        prepared = _Prepared(
            version,
            Shelf(self._knowledge.products(unit, shop)),
            tuple(self._knowledge.faqs(unit, shop)),
            tuple(self._knowledge.promotions(unit, shop)),
            read_policy(store.policy_of(unit, shop)[1]),
        )
        with self._lock:
            self._kept[shop] = prepared
            while len(self._kept) > SHOPS_KEPT:
                self._kept.popitem(last=False)
        return prepared

"""The marketplace as orders sees it. Two implementations: the sandbox that ships, and real platforms."""

from dataclasses import dataclass
from typing import Protocol

from xiaoer.base.ids import BuyerId, OrderId, ShopId
from xiaoer.orders.model import Appointment, Change, Invoice, Order, Wallet


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """The marketplace did it. What changed there is handed back, to be recorded as the truth."""

    orders: tuple[Order, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    wallets: tuple[Wallet, ...] = ()
    cashbacks: tuple[OrderId, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """The marketplace did not do it. `code` is stable, `reason` a sentence in zh-CN for people."""

    code: str
    reason: str


class Marketplace(Protocol):
    """Carries out changes on a platform."""

    async def carry_out(self, key: str, shop: ShopId, buyer: BuyerId, change: Change) -> CarriedOut | Refused:
        """Carry out one change, exactly once per `key`: a repeated key gets the first outcome."""
        ...


class ChangeLedger(Protocol):
    """What a sandbox recorded, in the vocabulary of the platform (tool name and arguments)."""

    def recorded(self, shop: ShopId, buyer: BuyerId) -> list[dict[str, object]]:
        """Return `{"name": …, "arguments": {…}}` of every change carried out, oldest first."""
        ...

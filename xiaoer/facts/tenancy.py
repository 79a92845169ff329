"""What tenancy tells. Facts about people belong to no shop: their entries carry the empty shop id."""

from dataclasses import dataclass

from xiaoer.base.fact import Fact


@dataclass(frozen=True, slots=True)
class ShopCreated(Fact):
    """A merchant opened a shop."""

    shop: str
    merchant: str
    platform: str


@dataclass(frozen=True, slots=True)
class ShopChanged(Fact):
    """Name, persona or allowed origins of a shop were changed; `fields` says which."""

    shop: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StaffCreated(Fact):
    """A person got an account. `merchant` is empty for the platform's own people."""

    staff: str
    merchant: str


@dataclass(frozen=True, slots=True)
class StaffChanged(Fact):
    """Name, language, password or state of an account were changed; `fields` says which."""

    staff: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GrantChanged(Fact):
    """A person got or lost a role. Empty `shop`: in every shop of the merchant; both empty: everywhere."""

    staff: str
    merchant: str
    shop: str
    role: str
    granted: bool


@dataclass(frozen=True, slots=True)
class RoleCreated(Fact):
    """A merchant made a role of its own."""

    role: str
    merchant: str


@dataclass(frozen=True, slots=True)
class KeyCreated(Fact):
    """A program got an API key for these shops."""

    key: str
    merchant: str
    shops: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyRevoked(Fact):
    """An API key is worth nothing any more."""

    key: str
    merchant: str

"""A shop's service policy as data: what may be done in which state, and in what words it is refused."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

import msgspec

from xiaoer.bot import packs


class WalletPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the marketplace has a prepaid balance, and how buyers call it. (京东E卡)

    `refunds` says that money of orders paid with it is given back to it by the bot.
    """

    offered: bool
    name: str
    short: str
    aliases: tuple[str, ...]
    usage: tuple[str, ...]
    refunds: bool


class Procedure(msgspec.Struct, frozen=True, kw_only=True):
    """One procedure. `states` are the order states that allow it, `product_states` those of products.

    `refused` maps an order state to the sentence that explains the refusal, `instead` to the
    procedure that is offered then. `days` 0 means no limit. `evidence` names what may prove a lower
    price. `by_person` is said when the bot does not offer it and a person does. `services` maps the
    name of a visit to the words that mean it. `after` is said when it was carried out, `after_paid` where
    money goes back another way than to the wallet; in it {total} and {way} (how it was paid) are filled in.
    """

    name: str
    offered: bool = True
    by_person: str = ""
    states: tuple[str, ...] = ()
    product_states: tuple[str, ...] = ()
    payments: tuple[str, ...] = ()
    refund: bool = False
    refused: Mapping[str, str] = {}
    instead: Mapping[str, str] = {}
    days: int = 0
    evidence: tuple[str, ...] = ()
    services: Mapping[str, str] = {}
    after: str = ""
    after_paid: str = ""
    review_cues: str = ""
    not_review_cues: str = ""


class StateGroup(msgspec.Struct, frozen=True):
    """Order states that buyers sum up in one word (没发货的), with the words for them."""

    cues: str
    states: tuple[str, ...]


class ModelPolicy(msgspec.Struct, frozen=True):
    """What a language model may do for this shop, where the house has one: read, answer, reword."""

    read: bool = True
    answer: bool = True
    rewrite: bool = False


class Guidance(msgspec.Struct, frozen=True, kw_only=True):
    """Sales guidance: whether it is given, and to how many of a hundred conversations it is not, so that its
    effect can be measured against them.
    """

    offered: bool = True
    holdout_percent: Annotated[int, msgspec.Meta(ge=0, le=100)] = 10


class PolicyAnswer(msgspec.Struct, frozen=True):
    """A sentence of the policy with the words that ask for it."""

    name: str
    cues: tuple[str, ...]
    text: str


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """The whole policy. `states` are what order states are called, `state_cues` how buyers say them.

    `industries` are the packs of trade knowledge that the shop stands on (`packs/zh/industries`).
    """

    industries: tuple[str, ...] = ()
    model: ModelPolicy = ModelPolicy()
    guidance: Guidance = Guidance()
    states: Mapping[str, str]
    state_notes: Mapping[str, str]
    state_cues: Mapping[str, str]
    unsigned_cues: str
    state_groups: Mapping[str, StateGroup] = {}
    payments: Mapping[str, tuple[str, ...]]
    wallet: WalletPolicy
    procedures: Mapping[str, Procedure]
    answers: tuple[PolicyAnswer, ...] = ()
    shipping_notes: tuple[str, ...] = ()


def read_policy(overrides: bytes | str | None = None) -> Policy:
    """Return the trade defaults with a shop's own JSON above them; msgspec.ValidationError when wrong."""
    values: dict[str, Any] = packs.read("policy")
    if overrides:
        values = packs.merged(values, msgspec.json.decode(overrides))
    return msgspec.convert(values, Policy)


@cache
def default_policy() -> Policy:
    """Return the trade defaults alone."""
    return read_policy()

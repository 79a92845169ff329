"""What the bot's decisions are made of: a turn, a view of the shop's data, a memory, a thought."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec
import numpy as np
from numpy.typing import NDArray

from xiaoer.base.ids import ConversationId, OrderId, ShopId
from xiaoer.bot.catalogue.shelf import Shelf
from xiaoer.bot.policy import Policy, default_policy
from xiaoer.bot.retrieval.library import Library
from xiaoer.buyers.model import Buyer, Interest
from xiaoer.conversations.model import AnyContent, Speaker
from xiaoer.knowledge.model import Faq, KeywordRule, Notice, Promotion
from xiaoer.logistics.model import Parcel
from xiaoer.orders.model import (
    Appointment,
    Change,
    Invoice,
    Order,
    RecordedChange,
    Wallet,
)

Vector = NDArray[np.float32]  # of unit length


@dataclass(frozen=True, slots=True)
class Persona:
    """How a shop's bot speaks. All of it is the shop's data, none of it code.

    `address` is what buyers are called (小主, 亲, 您); `missing` is the sentence said when nothing is
    known about a subject, with `{subject}` in it.
    """

    name: str = "小二"
    address: str = "您"
    missing: str = "抱歉，当前有关{subject}的信息缺失，暂时无法回复该问题。"
    language: str = "zh-CN"


@dataclass(frozen=True, slots=True)
class Heard:
    """One line of the turn: who, what, when (epoch milliseconds)."""

    seq: int
    speaker: Speaker
    content: AnyContent
    at_ms: int


@dataclass(frozen=True, slots=True)
class Turn:
    """What is to be answered now: the buyer's unanswered lines, oldest first, and the moment.

    What was said before is in the memory. `product` is the product page that is looked at, if any.
    `vectors` are what the encoder made of texts that an earlier pass was unsure about; `encoder` says in
    one word why there are none (off, full, failed).
    """

    lines: tuple[Heard, ...]
    now_ms: int
    product: str | None = None
    channel: str = ""
    vectors: Mapping[str, Vector] = field(default_factory=dict)
    encoder: str = ""

    @property
    def window_ms(self) -> int:
        """Return the moment, for who only compares it with the windows of entries.

        An answer that was kept holds as long as no window begins or ends; one that used `now_ms` is not kept.
        """
        return self.now_ms


@dataclass(frozen=True, slots=True)
class View:
    """All that may be known in this turn: this shop, this buyer, nobody else.

    `catalogue` is the shop's prepared index (see `catalogue/shelf.py`), shared between turns.
    `policy` is the shop's service policy as data. `invoices` … are this buyer's only. `cashbacks` are
    the orders whose cashback was granted. `rules` are the shop's emergency answers and `notices` what it
    announced; whether they hold now is decided in the turn. `channel` is the conversation's, `now_ms` the
    moment of the look.
    `library` is what the shop can answer from, prepared like the catalogue; None makes one of `faqs` and the
    industries alone. `interests` is what the buyer put into the cart or among the favourites; `guided` is
    false in conversations that are held out of sales guidance. `tokens_today` is what the shop's language
    model took since midnight.
    `draw` says which of several wordings the conversation hears (`rules/wording.py`), 0 for the first.
    """

    shop: ShopId
    persona: Persona
    buyer: Buyer | None
    catalogue: Shelf
    faqs: tuple[Faq, ...] = ()
    promotions: tuple[Promotion, ...] = ()
    orders: tuple[Order, ...] = ()
    parcels: tuple[Parcel, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    wallets: tuple[Wallet, ...] = ()
    cashbacks: tuple[OrderId, ...] = ()
    changes: tuple[RecordedChange, ...] = ()
    policy: Policy = field(default_factory=default_policy)
    rules: tuple[KeywordRule, ...] = ()
    notices: tuple[Notice, ...] = ()
    channel: str = ""
    now_ms: int = 0
    interests: tuple[Interest, ...] = ()
    guided: bool = True
    library: Library | None = None
    tokens_today: int = 0
    popular: tuple[str, ...] = ()
    draw: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a sentence of an answer comes from.

    `kind`: product, faq, promotion, order, parcel, procedure …; `id` of it; `part` the field or code;
    `quote` the words or values used.
    """

    kind: str
    id: str
    part: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to say, with the evidence it stands on."""

    content: AnyContent
    evidence: tuple[Evidence, ...] = ()


class HandoffReason(StrEnum):
    """Why a person is asked for."""

    WANTED = "wanted"  # the buyer asked for one
    UNKNOWN = "unknown"  # no evidence, twice
    ANGRY = "angry"
    NOT_ALLOWED = "not_allowed"  # only a person may decide this


@dataclass(frozen=True, slots=True)
class Handoff:
    """Give the conversation to people, with a summary for them."""

    reason: HandoffReason
    summary: str


class Plan(msgspec.Struct, omit_defaults=True):
    """One procedure on its way: `kind` as in the policy, its order, and what is known of the rest.

    `slots` are texts by name: product, wanted, quantity, payment, address, phone, name, invoice,
    title, service, when, amount (fen), picture.
    """

    kind: str
    order: str = ""
    slots: dict[str, str] = {}


class Memory(msgspec.Struct, omit_defaults=True):
    """What the bot keeps between turns of one conversation; stored as JSON with the answer.

    `language` is "en" while the buyer writes English.

    `products` are those spoken of, newest first; `page` the product page last looked at; `compared` the last
    list shown; `order` the order in focus; `foreign` an order number that is not this buyer's, while it
    is spoken of; `barred` is the order that a rule said no to last. `pending` was shown, in the words
    `shown`, and waits for a confirmation; `drafts` wait for `asked`; `offer` was offered; `shelved` was
    turned down, with the options shown then. `refusal` is the last reason for a no, `query` the last
    question about goods, `last` that about orders; `picture` and `shows` are the buyer's last picture;
    `known` and `unpaid` are the orders there were when something was ordered, `placed` the order that came
    of it. `noticed` are the notices said in full.
    `asked_about` counts questions by product, `guided` are the products that something was suggested with,
    `troubled` is set once the buyer has an after-sales problem or complains.
    `body` are the buyer's measures for sizes (`height` cm, `weight` kg, `foot` mm, `usual` …).
    """

    version: int = 1
    products: list[str] = []
    page: str = ""
    compared: list[str] = []
    order: str = ""
    foreign: str = ""
    barred: str = ""
    placed: str = ""
    pending: list[Plan] = []
    shown: list[str] = []
    drafts: list[Plan] = []
    asked: str = ""
    asked_times: int = 0
    options: list[str] = []
    offer: Plan | None = None
    shelved: list[Plan] = []
    shelved_options: list[str] = []
    refusal: str = ""
    language: str = ""
    picture: str = ""
    shows: str = ""
    topic: str = ""
    query: str = ""
    last: str = ""
    missed: int = 0
    upset: int = 0
    reminded: int = 0
    known: list[str] = []
    unpaid: list[str] = []
    done: list[str] = []
    noticed: list[str] = []
    body: dict[str, str] = {}
    said: str = ""
    repeated: int = 0
    asked_about: dict[str, int] = {}
    guided: list[str] = []
    troubled: bool = False


class Outcome(StrEnum):
    """What a turn came to, for reports; the first that holds."""

    HANDED_OVER = "handed_over"
    CHANGED = "changed"  # something confirmed is carried out
    UNKNOWN = "unknown"  # understood nothing, or nothing is known: the trainer's work
    UNSURE = "unsure"  # answered, with little to go by
    REFUSED = "refused"  # a rule said no
    ASKED = "asked"  # asked back
    ANSWERED = "answered"
    TALKED = "talked"  # greeting, thanks, comfort


@dataclass(frozen=True, slots=True)
class Understood:
    """What a turn was taken for. `intent` of the taxonomy or wish; `sure` from 0 to 1; `stage` is what
    settled it: rule, cache, words, static, encoder, model.
    """

    intent: str = ""
    scenario: str = ""
    sure: float = 1.0
    stage: str = "words"


@dataclass(frozen=True, slots=True)
class Thought:
    """What one turn comes to. `changes` were confirmed by the buyer and are carried out in order.

    `unsure` are texts whose vectors would help to decide: who has an encoder thinks again with them.
    `think_us` is how long it took, in microseconds, 0 when nobody measured. `leans` is what of the memory
    decided that most turns do not look at (said), so that other turns can share an answer.
    """

    replies: tuple[Reply, ...]
    memory: Memory
    changes: tuple[Change, ...] = ()
    handoff: Handoff | None = None
    trace: dict[str, object] = field(default_factory=dict)
    outcome: Outcome = Outcome.ANSWERED
    understood: Understood = field(default_factory=Understood)
    unsure: tuple[str, ...] = ()
    think_us: int = 0
    leans: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Caught:
    """What a keyword rule would have fitted: how many lines of how many seen, and the newest of them."""

    seen: int
    fit: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """A version of a shop's own policy: JSON text above the trade defaults, "" for none.

    `by` is who wrote it, "" when the house did; `undid` the version it went back to, -1 when it is new.
    """

    number: int
    own: str
    by: str = ""
    at_ms: int = 0
    undid: int = -1


@dataclass(frozen=True, slots=True)
class PolicyFault:
    """What is wrong with a policy: where (`procedures.cancel.states[1]`), of what kind, in words."""

    path: str
    why: str
    detail: str


@dataclass(frozen=True, slots=True)
class PolicyDifference:
    """One value that differs between two policies, None where it is not there; plain JSON values.

    `procedure` is "" for what belongs to none; `key` the name inside a field of several, else "".
    """

    procedure: str
    field: str
    key: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class PolicyRevision:
    """What a change of the policy came to: the version that holds now, and what it changes."""

    number: int
    recorded: bool
    differences: tuple[PolicyDifference, ...]


@dataclass(frozen=True, slots=True)
class Prompt:
    """One message to a language model; `role` is system or user."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """What one turn came to, as it is kept for reports. `answered` is the last line it answered."""

    shop: ShopId
    conversation: ConversationId
    answered: int
    at_ms: int
    outcome: Outcome
    scenario: str
    intent: str
    sure: float
    stage: str
    think_us: int
    product: str

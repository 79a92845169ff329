"""Products, FAQ entries and promotions of one shop."""

from dataclasses import dataclass, field
from enum import StrEnum

from xiaoer.base.ids import ProductId, ShopId
from xiaoer.base.money import Money


class ProductState(StrEnum):
    """Whether a product can be bought: 已上架, 已下架, 缺货."""

    LISTED = "listed"
    DELISTED = "delisted"
    OUT_OF_STOCK = "out_of_stock"


@dataclass(frozen=True, slots=True)
class ExchangeOption:
    """Another product that this one may be exchanged for. (可换货商品)"""

    product: ProductId
    description: str
    state: ProductState


@dataclass(frozen=True, slots=True)
class Gift:
    """What comes with the product. (赠品)"""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Accessory:
    """Material sold for the installation or use of the product. (辅材)"""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault code of the product and what to do. (常见故障)"""

    code: str
    name: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Product:
    """One product as the shop lists it. `attributes` are (name, value) pairs such as ("颜色", "白色")."""

    id: ProductId
    shop: ShopId
    title: str
    state: ProductState
    price: Money
    description: str = ""
    link: str = ""
    picture: str = ""
    category: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    exchanges: tuple[ExchangeOption, ...] = ()
    gifts: tuple[Gift, ...] = ()
    accessories: tuple[Accessory, ...] = ()
    installation: str = ""
    repair: str = ""
    faults: tuple[Fault, ...] = ()


class Standing(StrEnum):
    """Where a window stands at a moment."""

    WAITING = "waiting"  # has not begun
    LIVE = "live"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom and what a turn is about, as conditions ask for it.

    `products` are the ids in focus and `categories` their categories; `regions` the delivery addresses
    that it is about, as text; `audience` the buyer's tier (`new` without an order here, else `returning`).
    """

    channel: str = ""
    products: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    audience: str = ""


@dataclass(frozen=True, slots=True)
class Conditions:
    """When an entry may be said. Empty and 0 mean no limit; what is given must all hold.

    `from_ms` and `until_ms` bound the moment (epoch milliseconds, the end exclusive). `channels` are the
    channels of conversations, `products` ids and `categories` words of the category in focus, `regions`
    words of the buyer's delivery address, `audience` tiers of buyers (`new`, `returning`).
    """

    from_ms: int = 0
    until_ms: int = 0
    channels: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()

    def standing(self, now_ms: int) -> Standing:
        """Return whether the window has begun and not ended at `now_ms` (epoch milliseconds)."""
        if now_ms < self.from_ms:
            return Standing.WAITING
        return Standing.ENDED if self.until_ms and now_ms >= self.until_ms else Standing.LIVE

    def hold(self, now_ms: int, scope: Scope) -> bool:
        """Say whether an entry under these conditions may be said at `now_ms` to the buyer of `scope`.

        A region or category fits when it stands in one of the scope's texts. Where nothing is in focus a
        limit is not met.
        """
        return (
            self.standing(now_ms) is Standing.LIVE
            and (not self.channels or scope.channel in self.channels)
            and (not self.products or not set(self.products).isdisjoint(scope.products))
            and _stands(self.categories, scope.categories)
            and _stands(self.regions, scope.regions)
            and (not self.audience or scope.audience in self.audience)
        )


def _stands(words: tuple[str, ...], texts: tuple[str, ...]) -> bool:
    return not words or any(word in text for word in words for text in texts)


@dataclass(frozen=True, slots=True)
class Faq:
    """A question with the shop's answer. `id` is the shop's own key, or a hash of the question.

    `similar` are other wordings of the question, `variants` other wordings of the answer. `intent` is the
    intent of the taxonomy that it answers, if any. `source` says where it was taken from.
    """

    id: str
    shop: ShopId
    question: str
    answer: str
    product: ProductId | None = None
    similar: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    intent: str = ""
    conditions: Conditions = field(default_factory=Conditions)
    source: str = ""


class Stage(StrEnum):
    """Where in a purchase a question belongs."""

    BEFORE = "before"  # 售前
    DURING = "during"  # 售中
    AFTER = "after"  # 售后


@dataclass(frozen=True, slots=True)
class Intent:
    """One intent of the taxonomy: what a buyer can want, in the words in which buyers say it. (意图)

    `scenario` groups intents (物流查询). `wish` is the bot's own procedure or question that serves it
    (`cancel`, `parcel.where` …), "" when only knowledge answers. `answer` is the general answer, used when
    neither shop nor industry has one. A shop's own intent of the same id stands above the general one;
    `off` takes it out.
    """

    id: str
    scenario: str
    stage: Stage
    title: str
    phrasings: tuple[str, ...] = ()
    wish: str = ""
    answer: str = ""
    off: bool = False


class RuleAct(StrEnum):
    """What a keyword rule does."""

    ANSWER = "answer"
    HANDOFF = "handoff"


@dataclass(frozen=True, slots=True)
class KeywordRule:
    """An emergency answer by keywords, live at once. (关键词应急)

    It fits when the buyer's words hold one of `any_of` (if given), all of `all_of` and none of `none_of`.
    Of several the one with the highest `priority` decides, then the newer.
    """

    id: str
    shop: ShopId
    name: str
    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    act: RuleAct = RuleAct.ANSWER
    answer: str = ""
    priority: int = 0
    conditions: Conditions = field(default_factory=Conditions)
    enabled: bool = True
    created_ms: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """One expectation notice: what changed for a while, for whom. (预期管理)

    `text` is said to buyers; `topics` are the intents or wishes whose answers it comes with (empty: orders
    and parcels); `greets` puts it into the greeting. Regions and products stand in `conditions`, the
    window too; it ends by itself.
    """

    id: str
    shop: ShopId
    title: str
    text: str
    topics: tuple[str, ...] = ()
    greets: bool = True
    conditions: Conditions = field(default_factory=Conditions)
    created_ms: int = 0


@dataclass(frozen=True, slots=True)
class PromotionTerm:
    """One line of a promotion: kind, what it says, an example or remark."""

    kind: str
    description: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Promotion:
    """A promotion of the shop with its window as the shop words it. (优惠活动)"""

    id: str
    shop: ShopId
    name: str
    window: str
    terms: tuple[PromotionTerm, ...] = ()
    source: str = ""

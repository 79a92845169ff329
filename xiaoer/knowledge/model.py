"""Products, FAQ entries and promotions of one shop."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Faq:
    """A question with the shop's answer. `id` is the shop's own key, or a hash of the question."""

    id: str
    shop: ShopId
    question: str
    answer: str
    product: ProductId | None = None
    similar: tuple[str, ...] = ()


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

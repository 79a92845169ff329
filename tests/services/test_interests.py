"""Interest shown on the shop's site: kept once a kind, its time moved, seen for two days by its own shop."""

from xiaoer.base.ids import BuyerId, ProductId, ShopId
from xiaoer.buyers import store_interests
from xiaoer.buyers.model import Interest, InterestKind
from xiaoer.buyers.service import INTEREST_MS, Buyers
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import Unit

SHOP, OTHER = ShopId("shp_1"), ShopId("shp_2")
BOTH = frozenset({SHOP, OTHER})
BUYER = BuyerId("b1")
buyers = Buyers()


def show(database: Database, shop: ShopId, product: str, kind: InterestKind) -> None:
    database.write_now(lambda unit: buyers.show_interest(unit, shop, BUYER, ProductId(product), kind), BOTH)


def seen(database: Database, shop: ShopId) -> list[tuple[str, str]]:
    found = database.read_now(lambda unit: buyers.interests(unit, shop, BUYER), BOTH)
    return sorted((str(one.product), one.kind.value) for one in found)


def test_the_same_interest_twice_is_one_and_each_shop_sees_its_own(database: Database) -> None:
    show(database, SHOP, "p1", InterestKind.CART)
    show(database, SHOP, "p1", InterestKind.CART)
    show(database, SHOP, "p1", InterestKind.FAVOURITE)
    show(database, OTHER, "p2", InterestKind.CART)
    assert seen(database, SHOP) == [("p1", "cart"), ("p1", "favourite")]
    assert seen(database, OTHER) == [("p2", "cart")]


def test_an_old_interest_counts_no_more_until_it_is_shown_again(database: Database) -> None:
    def old(unit: Unit) -> None:
        moment = unit.now_ms - INTEREST_MS - 1
        store_interests.save(unit, Interest(SHOP, BUYER, ProductId("p1"), InterestKind.CART, moment))

    database.write_now(old, BOTH)
    assert seen(database, SHOP) == []
    show(database, SHOP, "p1", InterestKind.CART)
    assert seen(database, SHOP) == [("p1", "cart")]

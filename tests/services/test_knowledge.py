"""Knowledge in the tables: what the shop says comes back, and its version grows with each change."""

from dataclasses import replace

import pytest

from xiaoer.adapters.samples.ecom_bench import SampleShop, load
from xiaoer.base.errors import XiaoerError
from xiaoer.base.fact import Fact
from xiaoer.base.ids import ProductId, ShopId
from xiaoer.base.money import Money
from xiaoer.base.recorded import Recorded
from xiaoer.facts.knowledge import FaqRecorded, ProductRecorded, PromotionRecorded
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import Unit
from xiaoer.knowledge.model import Faq, Product, Promotion
from xiaoer.knowledge.service import Knowledge

SHOP, OTHER = ShopId("appliance-shop"), ShopId("shp_2")
SHOPS = frozenset({SHOP})
knowledge = Knowledge()


@pytest.fixture
def sample() -> SampleShop:
    return load(SHOP)


def record(database: Database, *entries: Product | Faq | Promotion) -> tuple[list[Recorded], list[Fact]]:
    def both(unit: Unit) -> tuple[list[Recorded], list[Fact]]:
        done = [knowledge.record(unit, entry) for entry in entries]
        return done, [note.fact for note in unit.told]

    return database.write_now(both, SHOPS)


def version(database: Database, shop: ShopId = SHOP) -> int:
    return database.read_now(lambda unit: knowledge.version(unit, shop), frozenset({shop}))


def test_everything_comes_back_as_recorded(database: Database, sample: SampleShop) -> None:
    record(database, *sample.products, *sample.faqs, *sample.promotions)
    read = database.read_now
    by_id = sorted(sample.products, key=lambda product: product.id)
    assert read(lambda unit: knowledge.products(unit, SHOP), SHOPS) == tuple(by_id)
    assert set(read(lambda unit: knowledge.faqs(unit, SHOP), SHOPS)) == set(sample.faqs)
    assert read(lambda unit: knowledge.promotions(unit, SHOP), SHOPS) == sample.promotions
    assert version(database) == 52 + len(sample.faqs) + 1


def test_the_version_grows_with_changes_only_and_by_shop(database: Database, sample: SampleShop) -> None:
    product, faq, promotion = sample.products[0], sample.faqs[0], sample.promotions[0]
    assert version(database) == 0
    done, facts = record(database, product, faq, promotion)
    assert done == [Recorded.RECORDED] * 3
    assert facts == [ProductRecorded(product.id), FaqRecorded(faq.id), PromotionRecorded(promotion.id)]
    assert version(database) == 3
    assert record(database, product, faq, promotion) == ([Recorded.UNCHANGED] * 3, [])
    assert version(database) == 3
    assert record(database, replace(product, price=Money(1)))[0] == [Recorded.RECORDED]
    assert (version(database), version(database, OTHER)) == (4, 0)


def test_a_product_is_found_by_id_and_title_in_its_own_shop(database: Database, sample: SampleShop) -> None:
    record(database, *sample.products)
    read = database.read_now
    product = read(lambda unit: knowledge.get(unit, SHOP, ProductId("100063210422")), SHOPS)
    assert product.category == "冰箱"
    found = read(lambda unit: knowledge.page(unit, SHOP, q="洗碗机"), SHOPS)
    assert {product.category for product in found} == {"洗碗机"}
    assert [p.id for p in read(lambda unit: knowledge.page(unit, SHOP, q=product.id), SHOPS)] == [product.id]
    one = read(lambda unit: knowledge.page(unit, SHOP, "", 50), SHOPS)
    assert len(read(lambda unit: knowledge.page(unit, SHOP, one[-1].id, 50), SHOPS)) == 2
    with pytest.raises(XiaoerError) as raised:
        read(lambda unit: knowledge.get(unit, OTHER, product.id), frozenset({OTHER}))
    assert raised.value.code == "product_not_found"

"""A shop's own policy: versions in both databases, one after the other, kept to go back to."""

import json

import pytest

from xiaoer.base.errors import XiaoerError
from xiaoer.base.ids import ShopId
from xiaoer.bot import store_policies
from xiaoer.bot.model import PolicyRevision, PolicyVersion
from xiaoer.bot.policy_book import PolicyBook
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.statement import Value
from xiaoer.infra.database.unit import Unit

SHOP, OTHER = ShopId("shp_1"), ShopId("shp_2")
BOTH = frozenset({SHOP, OTHER})
book = PolicyBook()


def days(number: int) -> str:
    return json.dumps({"procedures": {"protect": {"days": number}}})


def revise(
    database: Database, own: str, based_on: int, shop: ShopId = SHOP, *, only_look: bool = False
) -> PolicyRevision:
    return database.write_now(
        lambda unit: book.revise(unit, shop, own, based_on, "小美", only_look=only_look), BOTH
    )


def standing(database: Database, shop: ShopId = SHOP) -> PolicyVersion:
    return database.read_now(lambda unit: book.standing(unit, shop), BOTH)


def kept(database: Database) -> list[int]:
    found = database.read_now(lambda unit: book.versions(unit, SHOP, 2**31 - 1, 100), BOTH)
    return [one.number for one in found]


def test_a_revision_is_the_next_version_and_the_same_again_is_none(database: Database) -> None:
    assert standing(database) == PolicyVersion(0, "")
    looked = revise(database, days(7), 0, only_look=True)
    assert (looked.number, looked.recorded, kept(database)) == (0, False, [])
    first = revise(database, days(7), 0)
    assert (first.number, first.recorded) == (1, True)
    assert [(one.procedure, one.field, one.before, one.after) for one in first.differences] == [
        ("protect", "days", 30, 7)
    ]
    again = revise(database, '{"procedures":  {"protect": {"days": 7}}}', 0)
    assert (again.number, again.recorded, again.differences) == (1, False, ())
    assert (standing(database).by, kept(database)) == ("小美", [1])
    assert standing(database, OTHER) == PolicyVersion(0, "")


def test_who_is_late_is_told_and_nothing_is_lost(database: Database) -> None:
    revise(database, days(7), 0)
    with pytest.raises(XiaoerError) as refused:
        revise(database, days(9), 0)
    assert (refused.value.code, refused.value.status) == ("policy_changed", 409)
    assert refused.value.fields == {"version": 1}
    assert book.effective(standing(database)).procedures["protect"].days == 7


def test_of_two_processes_one_writes_the_version(database: Database) -> None:
    """The number is unique in the table: what both read before is no excuse."""
    revise(database, days(7), 0)
    late = PolicyVersion(1, days(9), "他人")
    assert not database.write_now(lambda unit: store_policies.save_policy(unit, SHOP, late), BOTH)
    assert json.loads(standing(database).own) == json.loads(days(7))


def test_going_back_is_a_new_version_and_old_ones_are_forgotten(database: Database) -> None:
    for number in range(store_policies.KEPT + 2):
        revise(database, days(number + 1), number)
    last = store_policies.KEPT + 2
    assert kept(database) == list(range(last, last - store_policies.KEPT, -1))
    back = database.write_now(lambda unit: book.roll_back(unit, SHOP, 5, last, "小美"), BOTH)
    assert (back.number, back.recorded) == (last + 1, True)
    assert book.effective(standing(database)).procedures["protect"].days == 5
    assert standing(database).undid == 5
    with pytest.raises(XiaoerError) as missing:
        database.read_now(lambda unit: book.version(unit, SHOP, 1), BOTH)
    assert missing.value.status == 404
    database.write_now(lambda unit: book.roll_back(unit, SHOP, 0, last + 1, "小美"), BOTH)
    assert book.effective(standing(database)) == book.defaults()


def test_a_policy_from_before_versions_were_kept_can_be_gone_back_to(database: Database) -> None:
    def old(unit: Unit) -> None:
        row: dict[str, Value] = {"shop_id": SHOP, "version": 4, "policy": days(3)}
        unit.run(store_policies._SAVE_POLICY, row)  # as older houses left it

    database.write_now(old, BOTH)
    assert standing(database) == PolicyVersion(4, days(3))
    revise(database, days(7), 4)
    assert kept(database) == [5, 4]

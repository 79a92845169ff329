"""What is wrong with a shop's own policy is found with its place, before a turn could stumble over it."""

from importlib.resources import files

import pytest

from xiaoer.bot.policy import read_policy
from xiaoer.bot.policy_differences import differences
from xiaoer.bot.policy_faults import LONGEST, fault_of


def test_the_defaults_and_every_sample_shop_are_sound() -> None:
    shops = [shop / "procedures.json" for shop in (files("xiaoer") / "samples").iterdir() if shop.is_dir()]
    found = [shop.read_text(encoding="utf-8") for shop in shops if shop.is_file()]
    assert len(found) >= 3
    assert [fault_of(own) for own in ("", "{}", *found)] == [None] * (len(found) + 2)


@pytest.mark.parametrize(
    ("own", "path", "why"),
    [
        ("{", "", "json"),
        ("[]", "", "object"),
        (f'"{"x" * LONGEST}"', "", "long"),
        ('{"procedures": {"cancel": {"days": "7"}}}', "procedures.cancel.days", "number"),
        ('{"procedures": {"cancel": {"days": -1}}}', "procedures.cancel.days", "number"),
        ('{"procedures": {"cancel": {"days": true}}}', "procedures.cancel.days", "number"),
        ('{"procedures": {"cancel": {"offered": "no"}}}', "procedures.cancel.offered", "yes_no"),
        ('{"procedures": {"cancel": {"states": "paid"}}}', "procedures.cancel.states", "list"),
        ('{"procedures": {"cancel": {"states": ["paid", "gone"]}}}', "procedures.cancel.states[1]", "state"),
        ('{"procedures": {"cancel": {"stats": []}}}', "procedures.cancel.stats", "unknown"),
        ('{"procedures": {"cancel": {"name": null}}}', "procedures.cancel.name", "missing"),
        ('{"procedures": {"cancel": {"name": " "}}}', "procedures.cancel.name", "missing"),
        (
            '{"procedures": {"cancel": {"refused": {"shipped": 3}}}}',
            "procedures.cancel.refused.shipped",
            "text",
        ),
        ('{"procedures": {"cancel": {"refused": {"sent": "x"}}}}', "procedures.cancel.refused.sent", "state"),
        (
            '{"procedures": {"cancel": {"instead": {"paid": "x"}}}}',
            "procedures.cancel.instead.paid",
            "procedure",
        ),
        ('{"procedures": {"place": {"payments": ["cash"]}}}', "procedures.place.payments[0]", "payment"),
        ('{"procedures": {"book": {"services": {"装": "("}}}}', "procedures.book.services.装", "pattern"),
        ('{"procedures": {"book": {"services": {"装": "x|"}}}}', "procedures.book.services.装", "pattern"),
        ('{"procedures": {"book": null}}', "procedures.book", "missing"),
        ('{"procedures": {"lend": {"name": "借用"}}}', "procedures.lend", "procedure"),
        ('{"guidance": {"holdout_percent": 101}}', "guidance.holdout_percent", "number"),
        ('{"industries": ["moon"]}', "industries[0]", "industry"),
        ('{"wallet": null}', "wallet", "missing"),
        ('{"state_cues": {"paid": "["}}', "state_cues.paid", "pattern"),
    ],
)
def test_a_fault_is_told_with_its_place(own: str, path: str, why: str) -> None:
    fault = fault_of(own)
    assert fault is not None
    assert (fault.path, fault.why) == (path, why)
    assert fault.detail


def test_a_null_takes_out_what_stands_below() -> None:
    own = '{"procedures": {"cancel": {"refused": {"shipped": null}, "instead": {"signed": null}}}}'
    assert fault_of(own) is None
    cancel, usual = read_policy(own).procedures["cancel"], read_policy().procedures["cancel"]
    assert set(usual.refused) - set(cancel.refused) == {"shipped"}
    assert set(usual.instead) - set(cancel.instead) == {"signed"}


def test_differences_are_told_value_by_value() -> None:
    own = '{"procedures": {"cancel": {"refused": {"shipped": null, "signed": "晚了"}}}, '
    own += '"wallet": {"name": "卡"}}'
    found = differences(read_policy(), read_policy(own))
    assert [(one.procedure, one.field, one.key) for one in found] == [
        ("cancel", "refused", "shipped"),
        ("cancel", "refused", "signed"),
        ("", "wallet", "name"),
    ]
    assert (found[0].after, found[1].before, found[1].after) == (None, None, "晚了")
    assert differences(read_policy(own), read_policy(own)) == ()

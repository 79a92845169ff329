"""A known buyer asks for an order, cancels it after a confirmation, and hears what became of it."""

from tests.callers import words
from tests.houses import Ground, sample
from tests.servers.house import Served
from xiaoer.base.ids import BuyerId

BUYER, PAID, OTHERS = "cnjd喜哥2号", "313271663680", "316123105676"
CANCELLED = {"name": "manage_order", "arguments": {"order_id": PAID, "action": "取消"}}


def test_an_order_is_cancelled_after_confirmation_and_the_outcome_is_said(
    served: Served, land: Ground
) -> None:
    async def story() -> None:
        buyer = served.buyer(BUYER)
        await buyer.connect()
        asked = await buyer.ask(f"订单{PAID}现在什么状态")
        assert asked["has_evidence"]
        question = await buyer.ask(f"帮我取消订单{PAID}")
        assert "确认" in words(question)
        assert recorded(land) == []  # nothing before the buyer has confirmed
        confirmed = await buyer.say("确认")
        outcome = await buyer.line.until(
            lambda f: f.get("name") == "message" and f["data"]["client_id"].startswith("settled:")
        )
        assert outcome["data"]["seq"] > confirmed["seq"]
        assert "取消" in words(outcome["data"])

        assert recorded(land) == [CANCELLED]
        shop = sample().demo.shop.id
        order = served.agent("owner").get(f"/orders/{shop}/{PAID}")
        assert order["state"] == "cancelled"
        about = served.agent("owner").get(f"/conversations/{buyer.conversation}/about")
        assert [change["state"] for change in about["changes"]] == ["done"]

    served.play(story())


def test_a_buyer_learns_nothing_of_somebody_elses_order_and_cannot_change_it(
    served: Served, land: Ground
) -> None:
    async def story() -> None:
        buyer = served.buyer(BUYER)
        await buyer.connect()
        await buyer.ask(f"帮我取消订单{OTHERS}")
        await buyer.ask("确认")
        served.quiet()

    served.play(story())
    assert recorded(land) == []
    assert land.sandbox.recorded(sample().demo.shop.id, BuyerId("cnjdii星星ii")) == []


def test_without_the_shops_signature_nobody_is_a_known_buyer(served: Served) -> None:
    body = {"site_key": "sk_appliance-shop", "buyer": {"id": BUYER, "signature": "0" * 64}}
    answer = served.http.post("/api/v1/widget/sessions", json=body)
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_signature")


def recorded(land: Ground) -> list[dict[str, object]]:
    return land.sandbox.recorded(sample().demo.shop.id, BuyerId(BUYER))

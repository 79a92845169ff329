"""A visitor opens the chat on the shop's page, asks, and gets an answer that stands on evidence."""

from tests.callers import words
from tests.servers.house import Served

HEATER, SMALL_HEATER = "100112573665", "100039032355"  # 60 litres, 710 mm wide; 6.6 litres


def test_a_visitor_is_greeted_asks_and_is_answered_with_evidence(served: Served) -> None:
    async def story() -> None:
        visitor = served.visitor(product_id=HEATER)
        snapshot = await visitor.connect()
        assert snapshot["type"] == "snapshot"
        assert snapshot["conversation"]["product_id"] == HEATER
        answer = await visitor.ask("这款长宽高多少呀，我家卫生间小")
        assert "710" in words(answer)
        assert answer["has_evidence"]

        agent = served.agent("owner")
        evidence = agent.get(f"/messages/{answer['id']}/evidence")
        assert HEATER in {item["id"] for item in evidence["items"]}
        assert all(item["kind"] for item in evidence["items"])

    served.play(story())


def test_the_greeting_comes_once_and_is_in_the_next_snapshot(served: Served) -> None:
    async def story() -> None:
        visitor = served.visitor()
        await visitor.connect()
        served.quiet()
        again = await visitor.connect()
        greetings = [m for m in again["messages"] if m["speaker"] == "bot"]
        assert [m["client_id"] for m in greetings] == ["welcome:0"]

    served.play(story())


def test_the_bot_speaks_of_the_product_that_is_looked_at_now(served: Served) -> None:
    async def story() -> None:
        visitor = served.visitor(product_id=HEATER)
        await visitor.connect()
        assert "60" in words(await visitor.ask("这个是几升的"))
        await visitor.line.send(type="look", product_id=SMALL_HEATER)
        assert "6.6" in words(await visitor.ask("这个是几升的"))

    served.play(story())


def test_what_the_bot_does_not_know_it_does_not_say_and_a_person_is_offered(served: Served) -> None:
    async def story() -> None:
        visitor = served.visitor(product_id=HEATER)
        await visitor.connect()
        answer = await visitor.ask("这款有没有火星版")
        assert "人工" in words(answer)

    served.play(story())


def test_a_returning_visitor_finds_the_same_conversation_and_a_stranger_another(served: Served) -> None:
    async def story() -> None:
        visitor = served.visitor()
        await visitor.connect()
        await visitor.ask("在吗")
        again = served.visitor(visitor_id=visitor.opened["visitor_id"])
        snapshot = await again.connect()
        assert again.conversation == visitor.conversation
        assert "在吗" in {m["content"].get("text") for m in snapshot["messages"]}
        stranger = served.visitor()
        snapshot = await stranger.connect()
        assert stranger.conversation != visitor.conversation
        assert all(m["speaker"] != "buyer" for m in snapshot["messages"])

    served.play(story())

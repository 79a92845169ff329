"""The buyer wants a person: queue, inbox, an agent takes, speaks, gives back, closes; the buyer rates."""

from datetime import timedelta

from tests.callers import Agent, Buyer, words
from tests.houses import Ground
from tests.servers.house import Served


def test_from_the_bot_to_a_person_and_back_to_a_rated_end(served: Served, land: Ground) -> None:
    async def story() -> None:
        agent = served.agent()
        await agent.connect()
        buyer = served.visitor()
        await buyer.connect()
        await buyer.ask("这个能退吗")
        waiting, token = await _to_a_person(agent, buyer)
        land.clock.advance(timedelta(seconds=7))
        await _speaks(agent, buyer, waiting, token)
        agent.post(f"{_path(buyer)}/release", token=token, to="bot")
        await buyer.head(holder="bot")
        assert "60" in words(await _about_heater(buyer))
        await _ends_rated(agent, buyer)
        await agent.line.until(
            lambda f: f.get("feed") == "counters" and f["data"]["open"] == 0 and f["data"]["heard_today"] == 3
        )
        counters = agent.get("/counters")
        assert (counters["open"], counters["waiting"], counters["in_queue"]) == (0, 0, 0)
        assert counters["bot_share"] == 2 / 3  # two rounds of the bot, one of 小美

    served.play(story())


async def _to_a_person(agent: Agent, buyer: Buyer) -> tuple[int, int]:
    """The buyer asks for a person, the inbox shows it, the agent takes; (the waiting line's seq, token)."""
    await buyer.line.send(type="person")
    await buyer.head(holder="queue")
    await agent.inbox(buyer.conversation, holder="queue")
    waiting = await buyer.say("有人吗")
    taken = agent.post(f"{_path(buyer)}/take")
    assert (taken["holder"], taken["staff"]["id"]) == ("staff", agent.id)
    await buyer.head(holder="staff", token=taken["token"])
    return waiting["seq"], taken["token"]


async def _speaks(agent: Agent, buyer: Buyer, waiting: int, token: int) -> None:
    content = {"kind": "text", "text": "您好，我是小美"}
    for _ in range(2):  # said once
        said = agent.post(f"{_path(buyer)}/messages", client_id="s1", token=token, content=content)
        assert said["seq"] == waiting + 1
    heard = await buyer.heard("staff", waiting)
    assert (heard["speaker_name"], heard["content"]) == ("小美", content)


async def _ends_rated(agent: Agent, buyer: Buyer) -> None:
    agent.post(f"{_path(buyer)}/take")
    assert agent.post(f"{_path(buyer)}/close")["state"] == "closed"
    await buyer.head(state="closed")
    await buyer.line.send(type="rate", score=5, text="小美很耐心")
    await buyer.head(rating=5)
    rated = agent.get(_path(buyer))
    assert (rated["rating"], rated["rating_text"]) == (5, "小美很耐心")


def _path(buyer: Buyer) -> str:
    return f"/conversations/{buyer.conversation}"


async def _about_heater(buyer: Buyer) -> dict[str, object]:
    await buyer.line.send(type="look", product_id="100112573665")
    return await buyer.ask("这个是几升的")


def test_the_bot_is_silent_while_a_person_holds_and_the_old_token_is_refused(served: Served) -> None:
    async def story() -> None:
        agent = served.agent()
        buyer = served.visitor()
        await buyer.connect()
        path = f"/conversations/{buyer.conversation}"
        first = agent.post(f"{path}/take")
        asked = await buyer.say("在吗")
        served.quiet()
        messages = agent.get(f"{path}/messages")["items"]
        assert [m["seq"] for m in messages if m["speaker"] == "bot" and m["seq"] > asked["seq"]] == []

        agent.post(f"{path}/release", token=first["token"], to="queue")
        agent.post(f"{path}/take")
        late = {"client_id": "late", "token": first["token"], "content": {"kind": "text", "text": "晚了"}}
        refused = served.http.post(f"/api/v1{path}/messages", headers=agent.headers, json=late)
        assert (refused.status_code, refused.json()["code"]) == (409, "holder_changed")

    served.play(story())


def test_given_back_with_an_open_question_the_bot_answers_it(served: Served) -> None:
    async def story() -> None:
        agent = served.agent()
        buyer = served.visitor(product_id="100112573665")
        await buyer.connect()
        path = f"/conversations/{buyer.conversation}"
        held = agent.post(f"{path}/take")
        asked = await buyer.say("这个是几升的")
        agent.post(f"{path}/release", token=held["token"], to="bot")
        assert "60" in words(await buyer.heard("bot", asked["seq"]))

    served.play(story())


def test_after_the_end_the_next_line_begins_a_new_conversation(served: Served, land: Ground) -> None:
    async def story() -> None:
        agent = served.agent()
        buyer = served.visitor()
        await buyer.connect()
        await buyer.ask("在吗")
        agent.post(f"/conversations/{buyer.conversation}/close")
        await buyer.head(state="closed")
        land.clock.advance(timedelta(minutes=1))
        since = len(buyer.line.frames)
        ack = await buyer.say("还有一个问题")
        snapshot = await buyer.line.of_type("snapshot", since)
        assert snapshot["conversation"]["id"] != buyer.conversation
        assert buyer.line.frames.index(snapshot) < buyer.line.frames.index(ack)
        await buyer.heard("bot", ack["seq"])

    served.play(story())


def test_a_supervisor_gives_a_conversation_to_a_colleague_who_may_speak_there(served: Served) -> None:
    async def story() -> None:
        visitor = served.visitor()
        await visitor.connect()
        owner, agent = served.agent("owner"), served.agent("xiaomei")
        colleague = agent.get("/me")["id"]
        path = f"/conversations/{visitor.conversation}/assign"
        assert owner.post(path, staff_id=colleague)["staff"]["id"] == colleague
        for caller, staff_id, code in (
            (owner, "stf_nobody", "cannot_speak_here"),
            (agent, colleague, "permission_missing"),
        ):
            answer = served.http.post(f"/api/v1{path}", headers=caller.headers, json={"staff_id": staff_id})
            assert answer.json()["code"] == code

    served.play(story())

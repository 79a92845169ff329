"""The live line: dropped, doubled, hurried; nothing is lost and nothing comes twice."""

import asyncio
from datetime import timedelta

import pytest

from tests.callers import Frame, Line
from tests.houses import Ground
from tests.servers.house import Served, serving
from xiaoer.infra.database.log import last_number
from xiaoer.infra.database.unit import EVERY_SHOP
from xiaoer.outside import TALK


def ids(line: Line) -> list[int]:
    """Return the ids of the events that came."""
    return [frame["id"] for frame in line.frames if frame["type"] == "event"]


def seqs(line: Line) -> list[int]:
    """Return the sequences of the messages that came as events."""
    return [frame["data"]["seq"] for frame in line.frames if frame.get("name") == "message"]


def test_a_dropped_line_goes_on_where_it_was(served: Served) -> None:
    async def story() -> None:
        agent = served.agent()
        buyer = served.visitor()
        snapshot = await buyer.connect()
        await buyer.ask("在吗")
        await buyer.line.drop()
        first = buyer.line
        seen = max([snapshot["cursor"], *ids(first)])

        path = f"/conversations/{buyer.conversation}"
        held = agent.post(f"{path}/take")
        for number in range(5):
            said = {"kind": "text", "text": f"离开时说的 {number}"}
            agent.post(f"{path}/messages", client_id=f"s{number}", token=held["token"], content=said)

        resumed = await buyer.connect(conversation=buyer.conversation, after=seen)
        assert resumed == {"type": "resumed", "cursor": seen}
        await buyer.heard("staff", containing="离开时说的 4")
        assert ids(buyer.line) == list(range(seen + 1, seen + 1 + len(ids(buyer.line))))
        assert seqs(buyer.line) == list(range(seqs(first)[-1] + 1, seqs(first)[-1] + 6))

    served.play(story())


def test_a_line_that_was_never_acknowledged_is_said_again_and_kept_once(served: Served) -> None:
    async def story() -> None:
        buyer = served.visitor()
        snapshot = await buyer.connect()
        content = {"kind": "text", "text": "我要退货"}
        await buyer.line.send(type="say", client_id="once", content=content)
        await buyer.line.drop()  # the ack may or may not have been on its way
        await buyer.connect(conversation=buyer.conversation, after=snapshot["cursor"])
        first = await buyer.say("我要退货", client_id="once")
        second = await buyer.say("我要退货", client_id="once")
        assert (first["message_id"], first["seq"]) == (second["message_id"], second["seq"])
        served.quiet()
        again = await buyer.connect()
        assert [m["client_id"] for m in again["messages"] if m["speaker"] == "buyer"] == ["once"]

    served.play(story())


def test_the_same_line_over_two_sockets_at_once_is_kept_once_and_both_see_it(served: Served) -> None:
    async def story() -> None:
        one, two = (served.visitor() for _ in range(2))
        two.token, two.conversation = one.token, one.conversation
        await one.connect()
        await two.connect()
        acks = await asyncio.gather(*(b.say("在吗", client_id=f"c{n}") for n in range(5) for b in (one, two)))
        assert len({ack["message_id"] for ack in acks}) == 5
        assert sorted({ack["seq"] for ack in acks}) == sorted(ack["seq"] for ack in acks[::2])
        served.quiet()
        marker = await one.say("完")
        for buyer in (one, two):
            await buyer.line.until(lambda f: f.get("data", {}).get("seq") == marker["seq"])
            assert seqs(buyer.line) == sorted(set(seqs(buyer.line)))
            heard = [f["data"] for f in buyer.line.frames if f.get("name") == "message"]
            lines = [m["client_id"] for m in heard if m["speaker"] == "buyer"]
            assert sorted(lines) == ["c0", "c1", "c2", "c3", "c4", "line-1"]

    served.play(story())


@pytest.mark.parametrize(
    "hello",
    [{}, {"after": 10_000}, {"after": -1}, {"after": -(10**30)}, {"after": 1, "conversation": "cnv_other"}],
)
def test_what_cannot_be_resumed_begins_with_a_snapshot(served: Served, hello: Frame) -> None:
    async def story() -> None:
        buyer = served.visitor()
        await buyer.connect()
        await buyer.ask("在吗")
        snapshot = await buyer.connect(**{"conversation": buyer.conversation, **hello})
        assert snapshot["type"] == "snapshot"
        assert [m["seq"] for m in snapshot["messages"]] == list(range(1, len(snapshot["messages"]) + 1))
        served.quiet()
        ack = await buyer.say("还在吗")
        await buyer.heard("bot", ack["seq"])
        assert ids(buyer.line)[0] == snapshot["cursor"] + 1

    served.play(story())


def test_typing_is_seen_by_the_others_and_never_logged(served: Served) -> None:
    async def story() -> None:
        agent = served.agent()
        await agent.connect()
        buyer = served.visitor()
        await buyer.connect()
        served.quiet()
        await agent.line.send(type="open", conversation=buyer.conversation)
        await agent.line.of_type("snapshot")
        before = served.house.database.read_now(last_number, EVERY_SHOP)
        await buyer.line.send(type="typing", on=True)
        seen = await agent.line.of_type("typing")
        assert (seen["who"], seen["on"]) == ("buyer", True)
        await agent.line.send(type="typing", conversation=buyer.conversation, on=True)
        shown = await buyer.line.of_type("typing")
        assert (shown["who"], shown["name"], shown["on"]) == ("staff", "小美", True)
        served.quiet()
        assert served.house.database.read_now(last_number, EVERY_SHOP) == before

    served.play(story())


def test_a_hurried_buyer_is_refused_for_a_while_and_the_others_are_not(land: Ground) -> None:
    with serving(land.house(talk=TALK)) as served:

        async def story() -> None:
            hurried, calm = served.visitor(), served.visitor()
            await hurried.connect()
            await calm.connect()
            answers = [await hurried.say(f"第{number}句") for number in range(TALK.burst + 3)]
            assert [answer["type"] for answer in answers] == ["ack"] * TALK.burst + ["refused"] * 3
            assert {a["problem"]["code"] for a in answers[TALK.burst :]} == {"rate_limited"}
            assert (await calm.say("在吗"))["type"] == "ack"
            land.clock.advance(timedelta(milliseconds=TALK.refill_ms))
            assert (await hurried.say("现在呢", client_id="line-23"))["type"] == "ack"
            again = await hurried.connect()
            lines = [m["client_id"] for m in again["messages"] if m["speaker"] == "buyer"]
            assert lines == [f"line-{n}" for n in range(1, TALK.burst + 1)] + ["line-23"]

        served.play(story())

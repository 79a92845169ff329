"""Hostile frames on the live socket: refused in words or closed; the others on the server notice nothing."""

import asyncio
import contextlib
import json
from collections.abc import Coroutine, Iterator
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed

from tests.brains import Parrot
from tests.callers import Agent, Buyer, Frame
from tests.houses import ground
from tests.servers.house import Served, serving
from xiaoer.commands.serve import LARGEST_FRAME
from xiaoer.conversations.rules import TEXT_LIMIT
from xiaoer.infra.live.connection import FRAME_LIMIT

T = TypeVar("T")
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
DEEP = "[" * 30_000 + "]" * 30_000


def say(content: str, client_id: str = "c") -> str:
    return json.dumps({"type": "say", "client_id": client_id}).rstrip("}") + f', "content": {content}}}'


class Street:
    """A served house, the loop of those outside it, an attacker and somebody who only wants to chat."""

    def __init__(self, served: Served, runner: asyncio.Runner) -> None:
        self.served, self._runner = served, runner
        self.attacker = served.visitor()
        self.neighbour = served.visitor()
        self.agent = served.agent()
        self.run(self._begin())

    def run(self, story: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(story)

    async def _begin(self) -> None:
        await self.attacker.connect()
        await self.neighbour.connect()
        await self.agent.connect()

    async def answers(self, who: Buyer | Agent, *texts: str | bytes) -> list[Frame]:
        """Send texts, then a ping, and return what came before its pong."""
        since = len(who.line.frames)
        for text in texts:
            await who.line.send_text(text)
        await who.line.send(type="ping")
        pong = await who.line.of_type("pong", since)
        return who.line.frames[since : who.line.frames.index(pong, since)]

    async def neighbour_is_served(self) -> None:
        """The one next door is answered as if nothing had happened."""
        answer = await self.neighbour.ask("在吗")
        assert answer["content"]["text"] == "答：在吗"


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    land = ground(tmp_path_factory.mktemp("frames"))
    with serving(land.house(Parrot())) as served, asyncio.Runner() as runner:
        made = Street(served, runner)
        yield made
        runner.run(made.attacker.line.drop())
        runner.run(made.neighbour.line.drop())
        runner.run(made.agent.line.drop())


BAD = [
    "",
    "{",
    "null",
    "[]",
    '"say"',
    "NaN",
    "{}",
    '{"type":"hello","token":"again"}',
    '{"type":"dance"}',
    '{"type":5}',
    '{"type":"say"}',
    '{"type":"say","client_id":5,"content":{"kind":"text","text":"x"}}',
    '{"type":"say","client_id":"c"}',
    '{"type":"typing","on":"yes"}',
    '{"type":"typing","on":1e400}',
    '{"type":"rate","score":1e400}',
    '{"type":"rate","score":"5"}',
    '{"type":"rate","score":4.5}',
    '{"type":"look"}',
    '{"type":"look","product_id":null}',
    say('"text"'),
    say("null"),
    say('{"kind":"spell","text":"x"}'),
    say('{"kind":"text"}'),
    say('{"kind":"text","text":5}'),
    say(r'{"kind":"text","text":"\ud83d"}'),
    say(r'{"kind":"text","text":"nul \u0000 inside"}'),
    say('{"kind":"text","text":' + DEEP + "}"),
    DEEP,
    "x" * (FRAME_LIMIT + 1),
]


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_what_is_no_frame_of_the_protocol_is_told_and_the_line_goes_on(street: Street, text: str) -> None:
    answers = street.run(street.answers(street.attacker, text))
    assert [answer["type"] for answer in answers] == ["problem"]
    assert answers[0]["code"] == "bad_frame"


REFUSED = [
    (say('{"kind":"text","text":""}'), "bad_content"),
    (say('{"kind":"text","text":"\\u200b\\u202e "}'), "bad_content"),
    (say('{"kind":"text","text":"' + "长" * (TEXT_LIMIT + 1) + '"}'), "too_long"),
    (say('{"kind":"picture","url":"javascript:alert(1)"}'), "bad_content"),
    (say('{"kind":"picture","url":"/uploads/a.png","width":' + "9" * 40 + "}"), "bad_content"),
    (say('{"kind":"product_card","product_id":"' + "1" * 5000 + '","title":"x"}'), "too_long"),
    (say('{"kind":"order_card","order_id":"1","state":"paid","total_fen":-5}'), "bad_content"),
    (say('{"kind":"choices","text":"x","options":[{"label":"a","say":"b"}]}'), "bad_content"),
    (say('{"kind":"form","text":"x","fields":[]}'), "bad_content"),
    (say('{"kind":"file","url":"https://x/y.exe","name":"y.exe"}'), "bad_content"),
    (say('{"kind":"text","text":"x"}', ""), "bad_client_id"),
    (say('{"kind":"text","text":"x"}', "c" * 65), "bad_client_id"),
    (say('{"kind":"text","text":"x"}', "c\x07d"), "bad_client_id"),
]


@pytest.mark.parametrize(("text", "code"), REFUSED, ids=range(len(REFUSED)))
def test_what_may_not_be_said_is_refused_with_its_reason(street: Street, text: str, code: str) -> None:
    answers = street.run(street.answers(street.attacker, text))
    assert [(answer["type"], answer["problem"]["code"]) for answer in answers] == [("refused", code)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"type":"rate","score":0}', "bad_score"),
        ('{"type":"rate","score":6}', "bad_score"),
        ('{"type":"rate","score":' + "9" * 30 + "}", "bad_score"),
        ('{"type":"look","product_id":"' + "1" * 101 + '"}', "bad_product"),
        ('{"type":"look","product_id":"\\u0007"}', "bad_product"),
    ],
)
def test_small_frames_with_wrong_values_are_told(street: Street, text: str, code: str) -> None:
    answers = street.run(street.answers(street.attacker, text))
    assert [(answer["type"], answer["code"]) for answer in answers] == [("problem", code)]


@pytest.mark.parametrize(
    "words",
    [
        FAMILY,
        f"一家{FAMILY}三口 \U0001f44d\U0001f3fd 1\ufe0f\u20e3 \u2764\ufe0f\u200d\U0001f525",
        "'; DROP TABLE messages; --",
        "{{7*7}} ${jndi:ldap://x/y} <%= 7*7 %> %s%n <script>alert(1)</script>",
        "长" * TEXT_LIMIT,
        "a\nb\tc\r\nd",
        r"typed: \u0000 and \\u0000 and \ud83d",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 שלום ไทย",
    ],
)
def test_what_people_write_is_kept_and_shown_as_sent(street: Street, words: str) -> None:
    async def story() -> None:
        ack = await street.neighbour.say(words)
        shown = await street.neighbour.line.until(
            lambda f: f.get("name") == "message" and f["data"]["seq"] == ack["seq"]
        )
        assert shown["data"]["content"] == {"kind": "text", "text": words}
        listed = street.agent.get(f"/conversations/{street.neighbour.conversation}/messages", limit=200)
        assert words in [m["content"].get("text") for m in listed["items"]]
        await street.neighbour.heard("bot", ack["seq"])

    street.run(story())


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ("x" * 10 * (1 << 20), 1009),
        ("x" * (LARGEST_FRAME + 1), 1009),
        (b'{"type":"ping","x":"\xff\xfe"}', 1007),
        (b"\xed\xa0\xbd", 1007),
    ],
    ids=["10 MB", "above the limit", "no UTF-8", "half a surrogate pair"],
)
def test_what_breaks_the_wire_closes_that_line_only(street: Street, payload: str | bytes, code: int) -> None:
    async def story() -> None:
        lost = street.served.visitor()
        await lost.connect()
        with contextlib.suppress(ConnectionClosed):  # while it was still being sent
            await lost.line.send_text(payload)
        assert await lost.line.closed() == code
        await street.neighbour_is_served()

    street.run(story())


def test_a_binary_frame_is_told(street: Street) -> None:
    async def story() -> list[Frame]:
        since = len(street.attacker.line.frames)
        await street.attacker.line.send_binary(b'{"type":"ping"}')
        return [await street.attacker.line.of_type("problem", since)]

    (answer,) = street.run(story())
    assert answer["code"] == "bad_frame"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"type":"open","conversation":"cnv_unknown"}', "conversation_not_found"),
        ('{"type":"open","conversation":"\' OR 1=1 --"}', "conversation_not_found"),
        ('{"type":"open","conversation":"\\u0000"}', "bad_frame"),
        ('{"type":"open"}', "bad_frame"),
        ('{"type":"open","conversation":"x","after":"1"}', "bad_frame"),
        ('{"type":"follow","shops":["shp_of_somebody_else"]}', None),
        ('{"type":"follow","shops":"all"}', "bad_frame"),
        ('{"type":"typing","conversation":"cnv_unknown","on":true}', "not_open"),
        ('{"type":"say","client_id":"c","content":{"kind":"text","text":"x"}}', "bad_frame"),
        ("{", "bad_frame"),
    ],
)
def test_an_agents_hostile_frames_are_told(street: Street, text: str, code: str | None) -> None:
    answers = street.run(street.answers(street.agent, text))
    problems = [answer for answer in answers if answer["type"] == "problem"]
    assert len(problems) == 1
    assert code is None or problems[0]["code"] == code


def test_leaving_what_is_not_open_is_no_matter(street: Street) -> None:
    answers = street.run(street.answers(street.agent, '{"type":"leave","conversation":"cnv_unknown"}'))
    assert [answer for answer in answers if answer["type"] == "problem"] == []


# ---------------------------------------------------------------- made up by hypothesis

_values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=20),
        st.sampled_from([FAMILY, "\x00"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
_kinds = st.sampled_from(
    ["text", "picture", "video", "sticker", "product_card", "order_card", "choices", "form", "file", "spell"]
)
_contents = st.one_of(
    _values,
    st.fixed_dictionaries(
        {"kind": _kinds},
        optional=dict.fromkeys(
            ("text", "url", "name", "product_id", "title", "order_id", "state", "width"), _values
        ),
    ),
)
_frames = st.fixed_dictionaries(
    {"type": st.sampled_from(["say", "typing", "rate", "look", "ping", "hello", "open", "follow"])},
    optional={
        "client_id": st.one_of(_values, st.just("made-up")),
        "content": _contents,
        "on": _values,
        "score": _values,
        "product_id": _values,
        "text": _values,
        "conversation": _values,
        "after": _values,
        "shops": _values,
    },
)


@given(st.lists(_frames, min_size=1, max_size=4))
@settings(max_examples=100)
def test_whatever_is_sent_the_line_answers_and_lives(street: Street, frames: list[Frame]) -> None:
    texts = [json.dumps(frame) for frame in frames]

    async def story() -> None:
        for who in (street.attacker, street.agent):
            for answer in await street.answers(who, *texts):
                assert answer["type"] in {
                    "pong",
                    "problem",
                    "refused",
                    "ack",
                    "event",
                    "snapshot",
                    "inbox",
                    "resumed",
                }
                problem = answer.get("problem", answer if answer["type"] == "problem" else {})
                assert problem.get("status", 400) < 500, problem

    street.run(story())


@given(st.text(max_size=100))
@settings(max_examples=60)
def test_random_text_is_told_to_be_no_frame(street: Street, text: str) -> None:
    answers = street.run(street.answers(street.attacker, text))
    assert {answer["type"] for answer in answers} <= {"problem", "event"}


def test_after_all_that_the_neighbour_is_served(street: Street) -> None:
    street.run(street.neighbour_is_served())

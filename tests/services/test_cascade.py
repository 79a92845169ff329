"""The cascade: kept answers say what thinking anew would; the encoder is asked where it helps."""

import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.rules.bot_shop import sample, turn, view
from xiaoer.adapters.encoders.hashed import HashedEncoder
from xiaoer.bot.cascade import Cascade
from xiaoer.bot.encoding import EncoderPool
from xiaoer.bot.model import Evidence, Memory, Reply, Thought, Turn, View
from xiaoer.bot.ports import SentenceEncoder
from xiaoer.bot.retrieval.library import Library, library_of
from xiaoer.bot.thinking import Thinking
from xiaoer.conversations.model import Text
from xiaoer.knowledge.model import Conditions, Faq, Notice

PATIENCE_S = 20
OWN = Path(__file__).parents[1] / "fixtures" / "bot"
HARD = "这句话谁也没听过"


class _Asked(msgspec.Struct):
    say: str
    product: str = ""


@cache
def seen(buyer: str = "") -> View:
    plain = view(buyer)
    return replace(plain, library=library_of(plain.faqs, plain.catalogue.trade.names))


@cache
def brain() -> Thinking:
    return Thinking()


class Doubting:
    """A brain that is unsure about `HARD` until it has a vector, and counts how often it thinks."""

    def __init__(self) -> None:
        self.thought = 0

    def think(self, turn: Turn, _view: View, memory: Memory) -> Thought:
        self.thought += 1
        words = turn.lines[-1].content
        assert isinstance(words, Text)
        known = HARD in turn.vectors
        unsure = (HARD,) if words.text == HARD and not known else ()
        reply = Reply(Text("知道了" if known else "不太懂"), (Evidence("dialogue", "talk"),))
        return Thought((reply,), memory, unsure=unsure)


class Failing(HashedEncoder):
    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raise RuntimeError(f"cannot encode {texts}")


class Gated(HashedEncoder):
    def __init__(self) -> None:
        super().__init__()
        self.gate, self.busy = threading.Event(), threading.Event()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.busy.set()
        assert self.gate.wait(PATIENCE_S)
        return super().encode(texts)


def pool_of(encoder: SentenceEncoder, waiting: int = 4) -> EncoderPool:
    pool = EncoderPool(lambda: encoder, 1, waiting)
    assert pool.ready(PATIENCE_S)
    return pool


def words(thought: Thought) -> str:
    content = thought.replies[0].content
    assert isinstance(content, Text)
    return content.text


def stepping() -> Callable[[], int]:
    """Return a clock that goes on by a millisecond whenever it is asked."""
    moments = iter(range(0, 10**12, 1_000_000))
    return lambda: next(moments)


@pytest.mark.parametrize("buyer", ["", "cnjd喜哥2号", "cnjd林韵佩"])
def test_a_kept_answer_says_what_thinking_anew_would(buyer: str) -> None:
    rows = msgspec.json.Decoder(_Asked).decode_lines((OWN / "questions.jsonl").read_bytes())
    cascade, kept = Cascade(brain()), 0
    for _ in range(2):
        memory = Memory()
        for number, row in enumerate(rows):
            if number % 4 == 0:
                memory = Memory()
            asked = turn(row.say, product=row.product or None)
            fresh = brain().think(asked, seen(buyer), memory)
            thought = cascade.think(asked, seen(buyer), memory)
            assert (thought.replies, thought.memory, thought.changes) == (
                fresh.replies,
                fresh.memory,
                fresh.changes,
            ), row.say
            assert (thought.handoff, thought.outcome) == (fresh.handoff, fresh.outcome)
            kept += thought.understood.stage == "cache"
            memory = thought.memory
    assert kept > len(rows) / 2


def test_the_memory_of_a_kept_answer_belongs_to_who_gets_it() -> None:
    cascade, asked = Cascade(brain()), turn("保修几年", product="100193498790")
    cascade.think(asked, seen(), Memory())
    first, second = (cascade.think(asked, seen(), Memory()) for _ in range(2))
    assert first.understood.stage == "cache"
    first.memory.products.append("another")
    first.trace["more"] = True
    assert second.memory.products != first.memory.products
    assert "more" not in cascade.think(asked, seen(), Memory()).trace


def test_what_one_buyer_is_told_is_not_kept_for_another() -> None:
    cascade, asked = Cascade(brain()), turn("我有几个订单")
    cascade.think(asked, seen("cnjd喜哥2号"), Memory())
    thought = cascade.think(asked, seen("cnjd林韵佩"), Memory())
    assert thought.understood.stage != "cache"
    assert thought.replies == brain().think(asked, seen("cnjd林韵佩"), Memory()).replies


def test_a_new_version_of_the_shops_knowledge_is_thought_about_anew() -> None:
    plain, shop = view(), sample().shop
    cascade, asked = Cascade(brain()), turn("包邮到海岛吗")
    for answer in ("不包邮", "现在包邮了"):
        faqs = (Faq("f", shop, "包邮到海岛吗", answer),)
        thought = cascade.think(asked, replace(plain, faqs=faqs, library=Library(faqs)), Memory())
        assert answer in words(thought)


def test_a_kept_answer_does_not_outlive_its_window() -> None:
    shop = sample().shop
    faqs = (
        Faq("now", shop, "包邮到海岛吗", "这周包邮", conditions=Conditions(until_ms=1_000)),
        Faq("then", shop, "海岛包邮不", "平时不包邮"),
    )
    shown = replace(view(), faqs=faqs, library=Library(faqs))
    cascade, asked = Cascade(brain()), turn("包邮到海岛吗")
    said = [cascade.think(replace(asked, now_ms=now), shown, Memory()) for now in (0, 999, 1_000, 1_001)]
    assert ["这周" in words(one) for one in said] == [True, True, False, False]
    assert [one.understood.stage == "cache" for one in said] == [False, True, False, True]


def test_a_notice_is_heard_at_once_and_ends_by_itself() -> None:
    notice = Notice(
        "n", sample().shop, "停发", "仓库盘点，20号恢复发货", conditions=Conditions(until_ms=1_000)
    )
    quiet, told = seen(), replace(seen(), notices=(notice,))
    cascade, asked = Cascade(brain()), turn("什么时候发货")
    for now, shown in ((0, quiet), (10, quiet), (20, told), (30, told), (1_000, told)):
        thought = cascade.think(replace(asked, now_ms=now), shown, Memory())
        fresh = brain().think(replace(asked, now_ms=now), shown, Memory())
        assert thought.replies == fresh.replies


def test_the_encoder_is_asked_once_and_its_answer_kept() -> None:
    doubting, pool = Doubting(), pool_of(HashedEncoder())
    cascade = Cascade(doubting, pool, ticks=stepping())
    first = cascade.think(turn(HARD), seen(), Memory())
    assert words(first) == "知道了"
    assert first.trace["us"] == {"rules": 1_000, "encoder": 1_000, "again": 1_000}
    assert first.think_us > 3_000
    assert doubting.thought == 2
    again = cascade.think(turn(HARD), seen(), Memory())
    assert (words(again), again.understood.stage, doubting.thought) == ("知道了", "cache", 2)
    pool.close()


def test_without_an_encoder_the_turn_goes_on_and_says_so() -> None:
    doubting = Doubting()
    thought = Cascade(doubting).think(turn(HARD), seen(), Memory())
    assert (words(thought), thought.trace["encoder"], doubting.thought) == ("不太懂", "off", 1)


def test_a_failing_encoder_is_gone_on_without_and_nothing_is_kept() -> None:
    doubting, pool = Doubting(), pool_of(Failing())
    cascade = Cascade(doubting, pool)
    for thinks in (1, 2):
        thought = cascade.think(turn(HARD), seen(), Memory())
        assert (words(thought), thought.trace["encoder"], doubting.thought) == ("不太懂", "failed", thinks)
    pool.close()


def test_a_full_queue_is_gone_on_without_and_nothing_is_kept() -> None:
    encoder = Gated()
    pool = pool_of(encoder, waiting=1)
    first = pool.ask(["一"])
    assert encoder.busy.wait(PATIENCE_S)
    second = pool.ask(["二"])
    cascade = Cascade(Doubting(), pool)
    thought = cascade.think(turn(HARD), seen(), Memory())
    assert (words(thought), thought.trace["encoder"]) == ("不太懂", "full")
    encoder.gate.set()
    assert not isinstance(first, str)
    assert not isinstance(second, str)
    second.result(PATIENCE_S)
    assert words(cascade.think(turn(HARD), seen(), Memory())) == "知道了"
    pool.close()


def test_who_need_not_wait_is_called_from_the_encoders_thread() -> None:
    encoder = Gated()
    pool = pool_of(encoder)
    heard: list[tuple[str, str]] = []
    done = threading.Event()

    def then(thought: Thought) -> None:
        heard.append((words(thought), threading.current_thread().name))
        if len(heard) == 2:
            done.set()

    def failed(error: BaseException) -> None:
        raise error

    cascade = Cascade(Doubting(), pool)
    cascade.think_then(turn(HARD), seen(), Memory(), then, failed)
    cascade.think_then(turn("容易的"), seen(), Memory(), then, failed)
    assert [text for text, _ in heard] == ["不太懂"]  # the easy one, at once and in this thread
    encoder.gate.set()
    assert done.wait(PATIENCE_S)
    assert heard[1][0] == "知道了"
    assert heard[1][1] != threading.current_thread().name == heard[0][1]
    pool.close()


def test_what_goes_wrong_in_the_encoders_thread_is_told() -> None:
    pool = pool_of(HashedEncoder())
    errors: list[BaseException] = []
    done = threading.Event()

    def then(_thought: Thought) -> None:
        raise RuntimeError("cannot be said")

    def failed(error: BaseException) -> None:
        errors.append(error)
        done.set()

    Cascade(Doubting(), pool).think_then(turn(HARD), seen(), Memory(), then, failed)
    assert done.wait(PATIENCE_S)
    assert [str(error) for error in errors] == ["cannot be said"]
    pool.close()


def test_rules_read_what_was_said_last_only_where_the_cache_is_told() -> None:
    rules = Path(sys.modules[Thinking.__module__].__file__ or "").parent / "rules"
    readers = [path.name for path in rules.glob("*.py") if "memory.said" in path.read_text(encoding="utf-8")]
    assert readers == ["course.py"], (
        "ask `Course.last_said`, so that an answer which leans on it is kept apart"
    )


def test_two_threads_share_the_kept_answers() -> None:
    cascade, wrong = Cascade(brain()), []
    rows = msgspec.json.Decoder(_Asked).decode_lines((OWN / "questions.jsonl").read_bytes())[:60]
    fresh = [brain().think(turn(r.say, product=r.product or None), seen(), Memory()).replies for r in rows]

    def work() -> None:
        for row, replies in zip(rows, fresh, strict=True):
            thought = cascade.think(turn(row.say, product=row.product or None), seen(), Memory())
            if thought.replies != replies:
                wrong.append(row.say)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert not wrong

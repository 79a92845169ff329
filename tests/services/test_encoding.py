"""The encoder pool: bounded, turns before the rest, told when it fails, and nobody waits for its loading."""

import threading
from collections.abc import Sequence
from concurrent.futures import Future

import numpy as np
import pytest
from numpy.typing import NDArray

from xiaoer.adapters.encoders.fast_use import open_encoder
from xiaoer.adapters.encoders.hashed import HashedEncoder
from xiaoer.bot.encoding import FULL, OFF, EncoderPool, Vectors
from xiaoer.bot.ports import SentenceEncoder

PATIENCE_S = 20


class Held(HashedEncoder):
    """An encoder that waits for a gate, fails at a word, and notes what it was asked in which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.asked: list[tuple[str, ...]] = []
        self.threads: set[str] = set()
        self.busy = threading.Semaphore(0)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.append(tuple(texts))
        self.threads.add(threading.current_thread().name)
        self.busy.release()
        assert self.gate.wait(PATIENCE_S)
        if "毒" in texts:
            raise RuntimeError("cannot encode this")
        return super().encode(texts)


def pool_of(
    encoder: SentenceEncoder | None, threads: int = 1, waiting: int = 2, wanted: str = ""
) -> EncoderPool:
    pool = EncoderPool(lambda: encoder, threads, waiting, wanted)
    assert pool.ready(PATIENCE_S) is (encoder is not None and wanted in {"", encoder.name})
    return pool


def waited(asked: "Future[Vectors] | str") -> Vectors:
    assert isinstance(asked, Future)
    return asked.result(PATIENCE_S)


def test_texts_get_their_vectors_once() -> None:
    encoder = Held()
    encoder.gate.set()
    pool = pool_of(encoder)
    first = waited(pool.ask(["发票", "退货"]))
    again = waited(pool.ask(["退货", "换货"]))
    assert np.array_equal(first["退货"], again["退货"])
    assert encoder.asked == [("发票", "退货"), ("换货",)]
    assert not any(name == threading.current_thread().name for name in encoder.threads)
    pool.close()


def test_a_full_queue_says_so_at_once() -> None:
    encoder = Held()
    pool = pool_of(encoder)
    asked = [pool.ask(["一"])]
    assert encoder.busy.acquire(timeout=PATIENCE_S)
    asked += [pool.ask(["二"]), pool.ask(["三"])]
    assert pool.ask(["四"]) == FULL
    encoder.gate.set()
    assert [list(waited(one)) for one in asked] == [["一"], ["二"], ["三"]]
    pool.close()


def test_two_threads_encode_side_by_side() -> None:
    encoder = Held()
    pool = pool_of(encoder, threads=2)
    asked = [pool.ask(["一"]), pool.ask(["二"])]
    for _ in range(2):  # both are in hand before either is let go
        assert encoder.busy.acquire(timeout=PATIENCE_S)
    encoder.gate.set()
    assert sorted(text for one in asked for text in waited(one)) == ["一", "二"]
    assert len(encoder.threads) == 2
    pool.close()


def test_a_failing_encoder_is_told_and_goes_on() -> None:
    encoder = Held()
    encoder.gate.set()
    pool = pool_of(encoder)
    with pytest.raises(RuntimeError):
        waited(pool.ask(["毒"]))
    assert list(waited(pool.ask(["好"]))) == ["好"]
    pool.close()


def test_what_can_wait_waits_for_the_turns() -> None:
    encoder = Held()
    pool = pool_of(encoder)
    learned: list[str] = []
    done = threading.Event()

    def learn(text: str, _row: NDArray[np.float32]) -> None:
        learned.append(text)
        if len(learned) == 2:
            done.set()

    pool.later(["甲", "乙"], learn)
    assert encoder.busy.acquire(timeout=PATIENCE_S)
    asked = pool.ask(["问"])
    encoder.gate.set()
    waited(asked)
    assert done.wait(PATIENCE_S)
    assert encoder.asked == [("甲",), ("问",), ("乙",)]
    pool.close()


@pytest.mark.parametrize("threads", [1, 2])
def test_without_an_encoder_every_turn_goes_on(threads: int) -> None:
    pool = pool_of(None, threads)
    assert pool.ask(["有吗"]) == OFF
    pool.close()


def test_an_encoder_of_another_name_is_not_used() -> None:
    pool = pool_of(HashedEncoder(), wanted="another-1.0")
    assert pool.ask(["有吗"]) == OFF
    pool.close()


def test_an_encoder_that_cannot_be_loaded_is_none() -> None:
    def load() -> SentenceEncoder:
        raise OSError("the weights are gone")

    pool = EncoderPool(load)
    assert not pool.ready(PATIENCE_S)
    assert pool.ask(["有吗"]) == OFF
    pool.close()


def test_closing_lets_nobody_wait() -> None:
    encoder = Held()
    pool = pool_of(encoder)
    first, second = pool.ask(["一"]), pool.ask(["二"])
    assert encoder.busy.acquire(timeout=PATIENCE_S)
    assert isinstance(first, Future)
    assert isinstance(second, Future)
    second.add_done_callback(lambda _: encoder.gate.set())  # the first goes on once the second was dropped
    pool.close()
    assert first.result(PATIENCE_S)
    assert second.exception(PATIENCE_S) is not None
    assert pool.ask(["三"]) == FULL


def test_the_encoder_that_ships_makes_unit_vectors_near_for_near_meanings() -> None:
    encoder = open_encoder()
    if encoder is None:
        pytest.skip("the optional package of the encoder is not installed")
    same, near, far = encoder.encode(["快递到哪了", "我的包裹现在在哪里", "这个洗碗机多重"])
    assert same.shape == (encoder.dimension,)
    assert float(np.linalg.norm(same)) == pytest.approx(1.0, abs=1e-3)
    assert float(same @ near) > float(same @ far)
    assert encoder.encode([]).shape == (0, encoder.dimension)

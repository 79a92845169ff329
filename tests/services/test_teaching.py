"""A shop's wordings are encoded once, in the background, over all versions of its knowledge."""

import threading
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from xiaoer.adapters.encoders.hashed import HashedEncoder
from xiaoer.base.ids import ShopId
from xiaoer.bot.encoding import EncoderPool
from xiaoer.bot.retrieval.library import Library
from xiaoer.bot.retrieval.meaning import meaning
from xiaoer.bot.teaching import Teaching
from xiaoer.knowledge.model import Faq

PATIENCE_S = 20


class Counting(HashedEncoder):
    def __init__(self) -> None:
        super().__init__(len(meaning().mean))
        self.asked: list[str] = []
        self.last = threading.Event()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        if "末尾" in texts:
            self.last.set()
        return super().encode(texts)


def library(*questions: str) -> Library:
    shop = ShopId("s")
    return Library([Faq(question, shop, question, "答") for question in questions])


def test_a_new_version_costs_only_what_is_new() -> None:
    encoder = Counting()
    pool = EncoderPool(lambda: encoder)
    teaching = Teaching(pool)
    first, second = library("丝带选色吗", "能刻字吗"), library("能刻字吗", "丝带选色吗", "包装盒多大")
    assert first.shop_index.unknown
    teaching.teach(first)
    teaching.teach(library("末尾"))
    assert encoder.last.wait(PATIENCE_S)
    assert first.shop_index.unknown == []
    teaching.teach(second)
    teaching.teach(library("末尾", "再来"))
    pool.close()
    assert [text for text in encoder.asked if text in {"丝带选色吗", "能刻字吗"}] == [
        "丝带选色吗",
        "能刻字吗",
    ]
    vector = meaning().projected(encoder.encode(["能刻字吗"]))[0]
    near = first.shop_index.match("能刻字吗", vector)[0]
    assert near.encoder == pytest.approx(1.0, abs=0.03)

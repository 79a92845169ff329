"""A house with an encoder: what words leave open is thought about twice, off the loop and the writer."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.houses import ground, sample
from xiaoer.adapters.encoders.hashed import HashedEncoder
from xiaoer.adapters.marketplaces.sandbox import IN_MEMORY, Sandbox
from xiaoer.base.ids import BuyerId, ConversationId
from xiaoer.bot.ports import NoImageReader, SentenceEncoder
from xiaoer.bot.retrieval.meaning import meaning
from xiaoer.bot.thinking import Thinking
from xiaoer.channels.service import CHANNEL
from xiaoer.conversations.model import Message, Speaker, Text
from xiaoer.infra.database.unit import Unit
from xiaoer.outside import Outside
from xiaoer.wiring import House

PATIENCE_S = 20
OPEN = "师傅把墙给弄花了一块"  # no cue of the packs calls a wish in it


class Noting(HashedEncoder):
    """Vectors under the name and of the length of those that ship; notes texts and threads."""

    def __init__(self, fails: bool = False) -> None:
        super().__init__(len(meaning().mean))
        self.fails = fails
        self.asked: dict[str, str] = {}

    @property
    def name(self) -> str:
        return meaning().encoder

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked |= dict.fromkeys(texts, threading.current_thread().name)
        if self.fails:
            raise RuntimeError("no vectors today")
        return super().encode(texts)


def house_of(folder: Path, load: Callable[[], SentenceEncoder | None]) -> House:
    base = ground(folder)
    outside = Outside(base.clock, Sandbox(IN_MEMORY, base.clock), NoImageReader(), Thinking())
    return House(base.settings, replace(outside, encoder=load))


async def answered(house: House, text: str) -> list[Message]:
    """Return what is said to a new buyer who says a line."""
    shop = sample().demo.shop.id
    scope = frozenset({shop})
    conversations = house.conversations
    assert house.encoders is not None
    await asyncio.get_running_loop().run_in_executor(None, house.encoders.ready, PATIENCE_S)
    await house.start()
    try:
        opened = await house.database.write(
            lambda unit: conversations.open(unit, shop, BuyerId("b"), CHANNEL), scope
        )

        def hear(unit: Unit) -> object:
            return conversations.hear(unit, shop, opened.id, Text(text), "one")

        await house.database.write(hear, scope, opened.id)
        async with asyncio.timeout(PATIENCE_S):
            while not (said := await _said(house, opened.id)):
                await asyncio.sleep(0.01)
        return said
    finally:
        await house.stop()


async def _said(house: House, conversation: ConversationId) -> list[Message]:
    shop = sample().demo.shop.id
    messages = await house.database.read(
        lambda unit: house.conversations.messages(unit, shop, conversation), frozenset({shop})
    )
    heard = [message.seq for message in messages if message.speaker is Speaker.BUYER]
    return [m for m in messages if m.speaker is Speaker.BOT and heard and m.seq > heard[-1]]


@pytest.mark.parametrize("fails", [False, True])
def test_a_turn_that_words_leave_open_asks_the_encoder_in_its_own_thread(tmp_path: Path, fails: bool) -> None:
    encoder = Noting(fails)
    said = asyncio.run(answered(house_of(tmp_path, lambda: encoder), OPEN))
    assert said
    assert encoder.asked[OPEN].startswith("xiaoer-encoder")


def test_without_the_encoders_package_the_house_answers_all_the_same(tmp_path: Path) -> None:
    assert asyncio.run(answered(house_of(tmp_path, lambda: None), OPEN))

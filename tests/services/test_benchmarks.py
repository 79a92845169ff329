"""Every bench runs in a tiny size and prints its table; nothing is said about how fast it was."""

import asyncio
from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks import bot_turns, buyers, memory, mixed_turns, wide_catalogue
from benchmarks.goods import product, spoken
from benchmarks.peers import __main__ as peers
from xiaoer.adapters.encoders.hashed import HashedEncoder
from xiaoer.bot.retrieval.meaning import meaning


class Encoder(HashedEncoder):
    """A small encoder that passes for the one of the static vectors."""

    @property
    def name(self) -> str:
        return meaning().encoder

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return super().encode(texts)


def tables(printed: str) -> list[list[list[str]]]:
    """Return the cells of the tables that were printed, without their heads."""
    found: list[list[list[str]]] = []
    for line in printed.splitlines():
        if line.startswith("|---"):
            if found:
                found[-1].pop()  # the line before is the head
            found.append([])
        elif line.startswith("|") and found:
            found[-1].append([cell.strip() for cell in line.strip("|").split("|")])
    return found


def test_bot_turns_are_told_by_what_they_needed(capsys: pytest.CaptureFixture[str]) -> None:
    bot_turns.run(1, 3, lambda: Encoder(len(meaning().mean)))
    times, settled, passed = tables(capsys.readouterr().out)
    assert {(cells[0], cells[1]) for cells in times} >= {
        (encoder, turn) for encoder in ("off", "on") for turn in (bot_turns.KEPT, bot_turns.NEW)
    }
    assert [cells[0] for cells in settled[:2]] == ["off", "on"]
    assert {"appliance-shop", "medical-shop", "sports-shop"} <= {cells[0] for cells in passed}


def test_a_wide_catalogue_finds_what_is_in_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wide_catalogue, "apart", lambda work, place, count: work(place, count))
    size = ["--products", "60", "--asked", "6", "--rounds", "2"]
    wide_catalogue.main(size)
    wide_catalogue.main([*size, "--database"])
    made, found, inserted, on_shelf = tables(capsys.readouterr().out)
    assert made[0][0] == inserted[0][0] == "60"
    for rows in (found, on_shelf):
        assert {cells[0]: cells[-1] for cells in rows} == dict.fromkeys(wide_catalogue.WAYS, "100.0%")


def test_goods_are_the_same_in_every_run_and_named_in_every_way() -> None:
    assert product(7) == product(7)
    assert product(7) != product(8)
    assert set(spoken(product(7))) == set(wide_catalogue.WAYS)


def test_memory_is_told_with_all_shops_loaded(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        memory,
        "apart",
        lambda folder, shops, given, *, encoder: memory.measure(
            folder, shops, encoder=encoder, learn_s=given.learn
        ),
    )
    memory.main(["--shops", "2", "--entries", "3", "--goods", "2", "--rounds", "1", "--no-encoder"])
    ((cells,),) = tables(capsys.readouterr().out)
    assert cells[0] == "off"
    assert float(cells[2].replace(",", "")) > 0


def test_mixed_turns_go_through_the_socket(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(
        port: int, path: str, tokens: list[str], seconds: float, rate: float = 0, **more: Any
    ) -> dict[str, float]:
        return asyncio.run(buyers.play(buyers.Load(port, path, tokens, seconds, 0.1, rate, **more)))

    monkeypatch.setattr(mixed_turns, "load", load)
    monkeypatch.setattr(mixed_turns, "FASTEST", 1_000)
    mixed_turns.main(["--seconds", "0.3", "--rounds", "1", "--buyers", "2", "--talk", "2", "--no-encoder"])
    (speeds,), (settled,) = tables(capsys.readouterr().out)
    assert speeds[0] == settled[0] == "2"
    assert speeds[-1] == "0"  # every line was answered
    assert int(settled[1]) > 0
    assert int(settled[-2]) > 2  # buyers left and others came


def test_new_questions_are_all_different() -> None:
    asked = list(islice(mixed_turns.new_questions(1), 2_000))
    assert len(set(asked)) == len(asked)
    assert not set(asked) & set(mixed_turns.repeated())


def test_the_peers_run_asks_what_was_not_taught(capsys: pytest.CaptureFixture[str]) -> None:
    asked = peers.chosen(3)
    assert len(asked.intents) == 3
    assert not {said for said, _ in asked.lines} & {said for said, _ in asked.examples}
    command = [peers.sys.executable, "-m", "benchmarks.peers.xiaoer_server", "off"]
    with peers.served(command, asked.intents) as ready:
        found = peers.called(ready["port"], asked, 0.1, 1)
    assert found[0]["right"] > len(asked.lines) / 2
    assert found[0]["requests_per_second"] > 0
    assert capsys.readouterr().err == ""

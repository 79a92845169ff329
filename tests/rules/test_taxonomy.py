"""The taxonomy that ships: every intent well formed, no wording in two of them, and enough of them."""

import json
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from xiaoer.base.errors import XiaoerError
from xiaoer.bot.rules.questions import HANDLERS
from xiaoer.bot.rules.rivals import KINDS
from xiaoer.bot.taxonomy import by_id, export, read, taxonomy, version
from xiaoer.knowledge.model import Intent, Stage

SCENARIOS, INTENTS, PHRASINGS = 25, 380, 4500
FRESH = Path(__file__).parents[2] / "evals" / "intents-zh.jsonl"
SHARED: frozenset[str] = frozenset()  # wordings that two intents may share
WISHES = (
    KINDS
    | frozenset(HANDLERS)
    | {"fact", "compare", "recommend", "order.place.can"}
    | {"person", "greet", "thanks", "bye", "repeat"}
)


def bare(phrasing: str) -> str:
    """Return a wording without what does not tell it from others: widths, case, blanks, punctuation."""
    folded = unicodedata.normalize("NFKC", phrasing).lower()
    return "".join(sign for sign in folded if sign.isalnum()) or phrasing


def test_there_are_enough_of_them() -> None:
    intents = taxonomy()
    assert len({intent.scenario for intent in intents}) >= SCENARIOS
    assert len(intents) >= INTENTS
    assert sum(len(intent.phrasings) for intent in intents) >= PHRASINGS
    assert {intent.stage for intent in intents} == set(Stage)
    assert version() >= 1


def test_ids_and_titles_are_unique() -> None:
    intents = taxonomy()
    for names in ([intent.id for intent in intents], [intent.title for intent in intents]):
        assert [name for name, times in Counter(names).items() if times > 1] == []
    assert len(by_id()) == len(intents)


@pytest.mark.parametrize("intent", taxonomy(), ids=lambda intent: intent.id)
def test_an_intent_is_well_formed(intent: Intent) -> None:
    assert intent.id == intent.id.strip().lower()
    assert "." in intent.id
    assert intent.scenario
    assert 1 <= len(intent.title) <= 10
    assert len(intent.phrasings) >= 5
    assert len({bare(phrasing) for phrasing in intent.phrasings}) == len(intent.phrasings)
    assert all(phrasing == phrasing.strip() and phrasing for phrasing in intent.phrasings)
    assert not intent.wish or intent.wish in WISHES
    assert "{" not in intent.answer.replace("{address}", "")
    assert not intent.off


def test_no_wording_stands_in_two_intents() -> None:
    homes: dict[str, set[str]] = {}
    for intent in taxonomy():
        for phrasing in intent.phrasings:
            homes.setdefault(bare(phrasing), set()).add(intent.id)
    assert {wording: ids for wording, ids in homes.items() if len(ids) > 1 and wording not in SHARED} == {}


def test_a_general_answer_hands_over_only_where_the_bot_does() -> None:
    """A text alone connects nobody: an intent that says so must wish for a person."""
    told = {
        intent.id
        for intent in taxonomy()
        if intent.wish != "person" and ("我为您转" in intent.answer or "我马上转" in intent.answer)
    }
    assert told == set()


def test_what_is_exported_reads_back_the_same() -> None:
    assert read(export(taxonomy(), 7)) == (7, taxonomy())
    changed = (
        Intent("own.one", "自定", Stage.AFTER, "自己加的", ("说法一", "说法二"), off=True),
        Intent(
            "own.two", "自定", Stage.BEFORE, "另一个", ("说法三",), wish="cancel", answer="好的{address}。"
        ),
    )
    assert read(export(changed, 8)) == (8, changed)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b'{"format": 1}',
        b'{"format": 2, "version": 1, "scenarios": []}',
        b'{"format": 1, "version": 1, "scenarios": [{"scenario": "a", "intents": [{"id": "b.c"}]}]}',
    ],
)
def test_what_is_no_taxonomy_is_refused(raw: bytes) -> None:
    with pytest.raises(XiaoerError) as refused:
        read(raw)
    assert (refused.value.code, refused.value.status) == ("taxonomy_unreadable", 422)


def test_an_id_that_stands_twice_is_refused() -> None:
    exported = json.loads(export(taxonomy()[:1], 1))
    exported["scenarios"][0]["intents"] *= 2
    with pytest.raises(XiaoerError) as refused:
        read(json.dumps(exported).encode())
    assert refused.value.code == "taxonomy_twice"


def test_the_kept_apart_wordings_name_intents_and_repeat_none() -> None:
    """`evals/intents-zh.jsonl` measures the choice of intents, so none of its lines may be a phrasing."""
    lines = [json.loads(line) for line in FRESH.read_text(encoding="utf-8").splitlines()]
    phrasings = {bare(phrasing) for intent in taxonomy() for phrasing in intent.phrasings}
    assert len(lines) >= 400
    assert [line for line in lines if line["intent"] not in by_id()] == []
    assert [line["say"] for line in lines if bare(line["say"]) in phrasings] == []
    assert len({bare(line["say"]) for line in lines}) == len(lines)

"""What the bot's thinking takes and which stage settles a turn, with the encoder and without.

`python -m benchmarks.bot_turns [--rounds N] [--most Q] [--no-encoder]`. Asked are all single-turn questions
that the repository holds (evals, tests/fixtures/bot) and the lines of evals/intents-zh.jsonl, each a
conversation of its own in a sample shop, by `Bot.think`: no database, no socket. The rounds ask in words that
are new each time, then once more the same.
"""

import argparse
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from time import perf_counter_ns

from benchmarks.figures import head, quantiles, row, show, spread
from benchmarks.known import known_questions, labelled_lines, loaded, question_of, sample_house
from xiaoer.adapters.encoders.fast_use import open_encoder
from xiaoer.bot.encoding import EncoderPool
from xiaoer.bot.model import Thought
from xiaoer.bot.ports import NoImageReader, SentenceEncoder
from xiaoer.bot.retrieval.meaning import meaning
from xiaoer.bot.service import Bot, Loaded
from xiaoer.bot.teaching import Teaching
from xiaoer.bot.thinking import Thinking
from xiaoer.conversations.model import Text
from xiaoer.replay.model import Action, Question
from xiaoer.replay.model import Turn as Played
from xiaoer.replay.rules import judge_question, spoken
from xiaoer.wiring import House

STAGES = ("cache", "words", "static", "encoder", "rule")
OPENERS = ("请问", "想问一下", "麻烦问下", "问下", "帮我看下")  # what makes a question new in each round
KEPT, NEW, ENCODED = "answered from the cache", "new, no encoder needed", "new, with the encoder"
PATIENCE_S = 60.0


@dataclass
class Asked:
    """What came of asking all questions once."""

    times_ms: dict[str, list[float]] = field(default_factory=lambda: {KEPT: [], NEW: [], ENCODED: []})
    stages: Counter[str] = field(default_factory=Counter)
    encoded: int = 0
    passed: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Set:
    """A set of questions with their turns."""

    name: str
    turns: Sequence[Loaded]
    rights: Sequence[Callable[[Thought], bool]]


def ask(bot: Bot, sets: Sequence[Set], opener: str = "") -> Asked:
    """Ask every question; `opener` is put before its words."""
    asked = Asked()
    for one in sets:
        for turn, is_right in zip(one.turns, one.rights, strict=True):
            said = opened(turn, opener)
            began = perf_counter_ns()
            thought = bot.think(said)
            took = (perf_counter_ns() - began) / 1e6
            note(asked, thought, took)
            asked.passed[one.name] += is_right(thought)
    return asked


def opened(turn: Loaded, opener: str) -> Loaded:
    """Return a turn with other words before the question."""
    if not opener:
        return turn
    (line,) = turn.turn.lines
    assert isinstance(line.content, Text)
    lines = (replace(line, content=Text(opener + line.content.text)),)
    return replace(turn, turn=replace(turn.turn, lines=lines))


def note(asked: Asked, thought: Thought, took_ms: float) -> None:
    """Count a thought by what it needed."""
    spent = thought.trace.get("us")
    was_encoded = isinstance(spent, dict) and "encoder" in spent
    stage = thought.understood.stage
    asked.stages[stage] += 1
    asked.encoded += was_encoded
    asked.times_ms[KEPT if stage == "cache" else ENCODED if was_encoded else NEW].append(took_ms)


def answered(question: Question, thought: Thought) -> bool:
    """Judge an answer as `xiaoer replay --questions` does."""
    said = [spoken(reply.content) for reply in thought.replies]
    changes = [Action(type(change).__name__, {}) for change in thought.changes]
    played = Played(0, question.say, tuple(text for text in said if text), 0.0)
    return judge_question(question, played, changes, handoff=thought.handoff is not None).passed


def named(intent: str, thought: Thought) -> bool:
    """Judge by what the turn was taken for."""
    return thought.understood.intent == intent


def fresh(house: House, encoder: SentenceEncoder | None) -> tuple[Bot, EncoderPool | None]:
    """Return a bot that has kept nothing, and its encoder's threads."""
    pool = None
    if encoder is not None:
        pool = EncoderPool(lambda: encoder, wanted=meaning().encoder)
        assert pool.ready(PATIENCE_S), "the encoder is not the one that the static vectors are of"
    return Bot(Thinking(), house.conversations, house.look, house.orders, NoImageReader(), pool), pool


def teach(sets: Sequence[Set], encoder: SentenceEncoder) -> None:
    """Have the shops' own wordings encoded, as a house does when no turn waits."""
    pool, done = EncoderPool(lambda: encoder, wanted=meaning().encoder), threading.Event()
    try:
        libraries = {id(turn.view.library): turn.view.library for one in sets for turn in one.turns}
        for library in libraries.values():
            assert library is not None
            Teaching(pool).teach(library)
        pool.later(["到此为止"], lambda _text, _row: done.set())
        assert done.wait(PATIENCE_S), "the encoder did not come to an end"
    finally:
        pool.close()


def measured(
    house: House, sets: Sequence[Set], encoder: SentenceEncoder | None, rounds: int
) -> tuple[Asked, list[Asked], list[Asked]]:
    """Return the questions asked as they stand, then in new words, and in the same words again."""
    plain, firsts, seconds = Asked(), [], []
    for number in range(rounds + 1):
        bot, pool = fresh(house, encoder)
        try:
            if number == 0:
                plain = ask(bot, sets)
                continue
            opener = OPENERS[(number - 1) % len(OPENERS)]
            firsts.append(ask(bot, sets, opener))
            seconds.append(ask(bot, sets, opener))
        finally:
            if pool is not None:
                pool.close()
    return plain, firsts, seconds


def times(name: str, rounds: Sequence[Asked]) -> str:
    """Return the row of one kind of turn: its number in a round, p50, p90, p99 over the rounds."""
    found = [quantiles(one.times_ms[name]) for one in rounds if one.times_ms[name]]
    count = spread([len(one.times_ms[name]) for one in rounds], 0)
    columns = [[each[place] for each in found] for place in range(3)]
    return row(name, count, *(spread(values, 2) for values in columns))


def stages(title: str, plain: Asked) -> str:
    """Return the row of what settled the turns, in shares of all."""
    total = max(1, plain.stages.total())
    shares = [f"{plain.stages[stage] / total:.1%}" for stage in STAGES]
    passed = f"{plain.passed.total()}/{total}"
    return row(title, *shares, f"{plain.encoded / total:.1%}", passed)


def report(sets: Sequence[Set], runs: dict[str, tuple[Asked, list[Asked], list[Asked]]]) -> None:
    """Print the three tables."""
    show(["", head("encoder", "turn", "turns a round", "p50 ms", "p90 ms", "p99 ms")])
    for title, (_, firsts, seconds) in runs.items():
        for name, rounds in ((KEPT, seconds), (NEW, firsts), (ENCODED, firsts)):
            if any(one.times_ms[name] for one in rounds):
                show([f"| {title} {times(name, rounds)}"])
    show(["", head("settled by", *STAGES, "encoder asked", "passed")])
    show(stages(title, plain) for title, (plain, _, _) in runs.items())
    show(["", head("questions passed", "of", *runs)])
    for one in sets:
        counts = [plain.passed[one.name] for plain, _, _ in runs.values()]
        show([row(one.name, len(one.turns), *counts)])


def run(rounds: int, most: int, open_one: Callable[[], SentenceEncoder | None]) -> None:
    """Measure without the encoder, and with it where there is one."""
    known = {name: questions[: most or None] for name, questions in known_questions().items()}
    labelled = labelled_lines()[: most or None]
    shops = tuple(sorted({one.shop for questions in known.values() for one in questions}))
    with sample_house(shops) as (house, ids):
        sets = [
            Set(
                name,
                [loaded(house, ids[one.shop], one, number) for number, one in enumerate(asked)],
                [partial(answered, one) for one in asked],
            )
            for name, asked in known.items()
        ]
        lines = [question_of(line, shops[0]) for line, _ in labelled]
        turns = [loaded(house, ids[shops[0]], line, number) for number, line in enumerate(lines)]
        sets.append(Set("intents-zh (intent named)", turns, [partial(named, label) for _, label in labelled]))
        bot, _ = fresh(house, None)
        ask(bot, sets)  # indexes and sheets are made at the first question about them
        runs = {"off": measured(house, sets, None, rounds)}
        encoder = open_one()
        if encoder is None:
            show(["The encoder is not installed (or was not wanted): its rows are left out."])
        else:
            teach(sets, encoder)
            runs["on"] = measured(house, sets, encoder, rounds)
        report(sets, runs)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--most", type=int, default=0, help="questions of each set; 0 for all")
    parser.add_argument("--no-encoder", action="store_true")
    given = parser.parse_args(arguments)
    run(given.rounds, given.most, (lambda: None) if given.no_encoder else open_encoder)


if __name__ == "__main__":
    main()

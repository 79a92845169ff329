"""Choosing an intent: Xiaoer beside NLP.js, the same texts, each behind an equal HTTP server.

`python -m benchmarks.peers [--intents N] [--seconds S] [--rounds R] [--training S] [--packages FOLDER]`.
Taught are the taxonomy's phrasings, asked the lines of evals/intents-zh.jsonl, none of which is a phrasing;
`--intents 0` takes all intents, else the N that the lines have most. NLP.js comes from npm, into a folder
that is removed afterwards, or from `--packages`, a folder with its `node_modules`.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import head, row, show, spread
from benchmarks.known import ROOT, labelled_lines
from tools.pages import npm_environment
from xiaoer.adapters.encoders.fast_use import open_encoder
from xiaoer.bot.taxonomy import taxonomy

HERE = Path(__file__).parent
PACKAGES = ("@nlpjs/basic@4.27.0", "@nlpjs/lang-zh@4.26.1")
QUIET = ("--no-audit", "--no-fund", "--no-update-notifier", "--no-package-lock", "--ignore-scripts")
CALLERS = 8
INSTALLING_S = 300
ENDING_S = 10
READY = "READY "


@dataclass(frozen=True)
class Set:
    """What is taught and what is asked."""

    intents: list[str]
    examples: list[tuple[str, str]]
    lines: list[tuple[str, str]]


def chosen(most: int) -> Set:
    """Return the intents that are asked for most, all for 0."""
    lines = labelled_lines()
    common = [name for name, _ in Counter(intent for _, intent in lines).most_common(most)]
    kept = frozenset(common) if most else frozenset(intent.id for intent in taxonomy())
    examples = [
        (words, intent.id)
        for intent in taxonomy()
        if intent.id in kept
        for words in (intent.title, *intent.phrasings)
    ]
    return Set(sorted(kept), examples, [(said, intent) for said, intent in lines if intent in kept])


def install(folder: Path) -> None:
    """Install NLP.js into a folder with the project's npm; CalledProcessError when it cannot be had."""
    (folder / "package.json").write_text('{"private": true}', "utf-8")
    command = ["npm", "install", *QUIET, "--loglevel=error", *PACKAGES]
    subprocess.run(command, cwd=folder, env=npm_environment(), check=True, timeout=INSTALLING_S)


@contextmanager
def served(command: Sequence[str], given: object) -> Iterator[dict[str, float]]:
    """Run a server, give it what it is taught, and yield what it says when it is ready."""
    environment = {**npm_environment(), "NODE_NO_WARNINGS": "1"}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        try:
            json.dump(given, running.stdin)
            running.stdin.close()
            said = next((line for line in running.stdout if line.startswith(READY)), None)
            if said is None:
                raise RuntimeError(f"{command[0]} ended before it was ready")
            yield json.loads(said.removeprefix(READY))
        finally:
            running.terminate()
            try:
                running.wait(ENDING_S)
            except subprocess.TimeoutExpired:
                running.kill()


def called(port: float, asked: Set, seconds: float, rounds: int) -> list[dict[str, float]]:
    """Return the figures of some rounds of requests from another process."""
    given = {"port": int(port), "lines": asked.lines, "callers": CALLERS, "seconds": seconds}
    found = []
    for _ in range(rounds):
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.peers.callers"],
            input=json.dumps(given),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            cwd=ROOT,
            timeout=seconds + INSTALLING_S,
        )
        found.append(json.loads(done.stdout))
    return found


def told(name: str, asked: Set, found: Sequence[dict[str, float]], training: str) -> str:
    """Return the row of one choice of intents."""
    count = len(asked.lines)
    good = int(found[0]["right"])
    speeds = [spread([one[key] for one in found], digits) for key, digits in SHOWN]
    return row(name, len(asked.intents), f"{good}/{count} ({good / count:.1%})", *speeds, training)


SHOWN = (("requests_per_second", 0), ("p50_ms", 1), ("p99_ms", 1))


def xiaoer(given: argparse.Namespace, asked: Set) -> None:
    """Measure Xiaoer without its encoder, with it in doubt, and with it always."""
    modes = {"off": "no encoder", "unsure": "encoder in doubt", "always": "encoder always"}
    for mode, name in modes.items() if open_encoder() is not None else [("off", "no encoder")]:
        command = [sys.executable, "-m", "benchmarks.peers.xiaoer_server", mode]
        with served(command, asked.intents) as ready:
            show(
                [
                    told(
                        f"Xiaoer, {name}",
                        asked,
                        called(ready["port"], asked, given.seconds, given.rounds),
                        "–",
                    )
                ]
            )


def nlp_js(given: argparse.Namespace, asked: Set, packages: Path) -> None:
    """Measure NLP.js."""
    taught = {"packages": str(packages), "examples": asked.examples, "seconds": given.training}
    with served(["node", str(HERE / "server.mjs")], taught) as ready:
        found = called(ready["port"], asked, given.seconds, given.rounds)
        how = "stopped" if ready["stopped"] else "done"
        training = f"{ready['train_s']:.0f} s, {ready['rounds']:.0f} rounds, {how}"
        show([told("NLP.js", asked, found, training)])


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for; 1 when NLP.js could not be had."""
    parser = argparse.ArgumentParser(prog="benchmarks.peers", description=__doc__)
    parser.add_argument("--intents", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--training", type=float, default=120, help="seconds after which training is ended")
    parser.add_argument("--packages", type=Path, help="folder that has NLP.js in its node_modules")
    parser.add_argument("--no-peer", action="store_true", help="measure Xiaoer alone")
    given = parser.parse_args(arguments)
    asked = chosen(given.intents)
    titles = ("right", "requests/s", "p50 ms", "p99 ms", "training")
    show([f"{len(asked.examples)} phrasings taught", "", head("", "intents", *titles)])
    xiaoer(given, asked)
    if given.no_peer:
        return 0
    with TemporaryDirectory(prefix="xiaoer-peer-") as folder:
        if given.packages is None:
            try:
                install(Path(folder))
            except (subprocess.SubprocessError, OSError) as error:
                print(f"NLP.js could not be installed: {error}", file=sys.stderr)
                return 1
        nlp_js(given, asked, (given.packages or Path(folder)).resolve())
    return 0


if __name__ == "__main__":
    sys.exit(main())

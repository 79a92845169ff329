"""The command line in processes of their own that can be killed, forked from one that has all imported.

A fresh interpreter would take seconds to import everything; these begin within a tenth of one.
"""

import argparse
import multiprocessing
import os
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

import httpx

from tests.servers.child import STOP_SECONDS, ServerFailedError, tail
from xiaoer.cli import main
from xiaoer.commands.serve import run_serve
from xiaoer.settings import Settings

START_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


def run(words: Sequence[str], environment: Mapping[str, str], folder: Path) -> Outcome:
    """Run `xiaoer WORDS` to its end; what it writes is caught in files of `folder`."""
    folder.mkdir(exist_ok=True)
    out, err = folder / "out.txt", folder / "err.txt"
    process = _context().Process(target=_command, args=(list(words), dict(environment), str(out), str(err)))
    process.start()
    process.join(START_SECONDS)
    if process.exitcode is None:
        process.kill()
        process.join(STOP_SECONDS)
    code = process.exitcode
    process.close()
    assert code is not None
    return Outcome(code, out.read_text("utf-8"), err.read_text("utf-8"))


def _command(words: list[str], environment: dict[str, str], out: str, err: str) -> None:
    _write_to(out, 1)
    _write_to(err, 2)
    os.environ.update(environment)
    raise SystemExit(main(words))


def _serve(settings: Settings, output: str) -> None:
    """Be the server, as the command line would start it."""
    _write_to(output, 1)
    _write_to(output, 2)
    raise SystemExit(run_serve(argparse.Namespace(demo=False), settings))


def _write_to(path: str, descriptor: int) -> None:
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(opened, descriptor)
    os.close(opened)


def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "xiaoer.bot.thinking"])
    return context


class Forked:
    """One installation that is served by one process after the other."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.address = settings.public_url
        self.output = settings.data / "server.log"
        self._context = _context()
        self._process: ForkServerProcess | None = None
        self.deaths = 0

    def start(self) -> None:
        """Begin a process on the same data and port, and wait until it serves."""
        self._process = self._context.Process(target=_serve, args=(self.settings, str(self.output)))
        self._process.start()
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.is_alive():
            try:
                if httpx.get(f"{self.address}/readyz", trust_env=False, timeout=5).is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.01)
        raise ServerFailedError(f"the server did not start:\n{tail(self.output)}")

    def kill(self) -> None:
        """End the process by SIGKILL: it gets to do nothing more."""
        assert self._process is not None
        self._process.kill()
        self._process.join(STOP_SECONDS)
        assert self._process.exitcode == -signal.SIGKILL
        self._process.close()
        self._process = None
        self.deaths += 1

    @property
    def pid(self) -> int:
        """Return the id of the process that serves now."""
        assert self._process is not None
        assert self._process.pid is not None
        return self._process.pid

    def stop(self) -> None:
        """End what is left."""
        if self._process is not None:
            self._process.kill()
            self._process.join(STOP_SECONDS)
            self._process.close()
            self._process = None

    def said(self) -> str:
        """Return everything that the processes have written."""
        return Path(self.output).read_text("utf-8")

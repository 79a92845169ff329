"""`xiaoer serve` in a process of its own that can be killed; forked from one that has everything imported."""

import argparse
import multiprocessing
import os
import signal
import time
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

import httpx

from tests.servers.child import STOP_SECONDS, ServerFailedError, tail
from xiaoer.commands.serve import run_serve
from xiaoer.settings import Settings

START_SECONDS = 30


def _serve(settings: Settings, output: str) -> None:
    """Be the server, as the command line would start it."""
    log = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    raise SystemExit(run_serve(argparse.Namespace(demo=False), settings))


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

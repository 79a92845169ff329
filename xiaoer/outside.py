"""What the house stands on and what plays the outside world: database, bus, marketplace, models."""

import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from xiaoer.adapters.encoders.fast_use import open_encoder
from xiaoer.adapters.marketplaces.sandbox import Sandbox
from xiaoer.adapters.models.openai_compatible import OpenAiCompatible
from xiaoer.base.clock import Clock, SystemClock
from xiaoer.bot.encoding import EncoderPool
from xiaoer.bot.ports import ImageReader, LanguageModel, NoImageReader, SentenceEncoder
from xiaoer.bot.retrieval.meaning import meaning
from xiaoer.bot.service import Brain
from xiaoer.bot.thinking import Thinking
from xiaoer.infra.bus.memory import MemoryBus
from xiaoer.infra.bus.model import Bus
from xiaoer.infra.bus.nats import NatsBus
from xiaoer.infra.bus.postgres import PostgresBus
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.ownership import unusable
from xiaoer.infra.database.postgres import PostgresDatabase
from xiaoer.infra.database.sqlite import SqliteDatabase
from xiaoer.infra.http.limits import Rate
from xiaoer.orders.ports import Marketplace
from xiaoer.settings import Settings

PAGES: Final = Path(__file__).parent / "pages"
TALK: Final = Rate(burst=20, refill_ms=500)  # lines of one buyer


@dataclass(frozen=True, slots=True)
class Outside:
    """What plays the outside world; the defaults are what ships."""

    clock: Clock
    marketplace: Marketplace
    images: ImageReader
    brain: Brain
    talk: Rate = TALK
    pause_ms: int = 0  # how long a buyer is silent before the bot answers
    model: LanguageModel | None = None
    encoder: Callable[[], SentenceEncoder | None] | None = None  # loaded in the pool's own thread


def pages_are_built() -> bool:
    """Return whether the pages that are served were built before."""
    return all((PAGES / name).is_file() for name in ("console/index.html", "shop/index.html", "widget.js"))


def open_database(settings: Settings, clock: Clock) -> Database:
    """Open the database that the settings name; its tables have to be there (`xiaoer migrate`)."""
    file = settings.sqlite_file
    if file is not None:
        return SqliteDatabase(file, clock.now_ms)
    return PostgresDatabase(settings.database_url, clock.now_ms, settings.writers)


def open_bus(settings: Settings) -> Bus:
    """Return what wakes other processes: NATS when it is configured, else the database itself."""
    if settings.nats_url:
        return NatsBus(settings.nats_url)
    return MemoryBus() if settings.sqlite_file is not None else PostgresBus(settings.database_url)


def shipped(settings: Settings, clock: Clock | None = None) -> Outside:
    """Return the outside world that ships: system clock, sandbox marketplace, the bot's own rules."""
    clock = clock or SystemClock()
    file = settings.data / "sandbox.db"
    try:
        sandbox = Sandbox(str(file), clock)
    except sqlite3.Error as error:
        raise unusable(file, str(error)) from error
    model = model_of(settings) if settings.model_url else None
    return Outside(
        clock, sandbox, NoImageReader(), Thinking(), pause_ms=600, model=model, encoder=open_encoder
    )


def encoders_of(outside: Outside) -> EncoderPool | None:
    """Return the encoder's threads, one core left to everything else; None without an encoder."""
    if outside.encoder is None:
        return None
    return EncoderPool(outside.encoder, max(1, (os.cpu_count() or 2) - 1), wanted=meaning().encoder)


def model_of(settings: Settings) -> LanguageModel:
    """Return the language model that the settings name."""
    url, name, key = settings.model_url, settings.model_name, settings.model_key
    return OpenAiCompatible(url, name, key, settings.model_timeout_ms)

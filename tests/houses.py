"""A house with the sample shop for tests: from a template that is made once, with a still clock."""

import atexit
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from xiaoer.adapters.marketplaces.sandbox import IN_MEMORY, Sandbox, Seed, seed
from xiaoer.adapters.samples.ecom_bench import load
from xiaoer.base.clock import CHINA, Clock, StillClock
from xiaoer.bot.ports import LanguageModel, NoImageReader
from xiaoer.bot.service import Brain
from xiaoer.bot.thinking import Thinking
from xiaoer.demo import Demo, load_demo
from xiaoer.infra.http.limits import Rate
from xiaoer.migrations.migrate import migrate
from xiaoer.outside import Outside
from xiaoer.settings import Settings, read_settings
from xiaoer.wiring import House

MOMENT = datetime(2025, 4, 3, 10, 0, tzinfo=CHINA)  # the morning of the sample shop's scripts
GENEROUS = Rate(burst=100_000, refill_ms=1)


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample shop, loaded: a database file to copy, the sandbox's rows, and who is known in it."""

    file: Path
    settings: Settings
    demo: Demo
    rows: Seed

    @property
    def signatures(self) -> Mapping[str, str]:
        """Return the signature of each known buyer."""
        return dict(self.demo.buyers)

    def in_folder(self, folder: Path) -> Settings:
        """Return the settings of an installation in a folder, with a fresh copy unless it has a database."""
        file = folder / "xiaoer.db"
        if not file.exists():
            shutil.copyfile(self.file, file)
        return replace(self.settings, data=folder, database_url=f"sqlite:///{file}")


@cache
def sample() -> Sample:
    """Return the sample shop, made at the first call."""
    folder = Path(tempfile.mkdtemp(prefix="xiaoer-sample-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    settings = read_settings({"XIAOER_DATA": str(folder), "XIAOER_LOG_LEVEL": "warning"})
    migrate(settings.database_url)
    clock = StillClock(MOMENT)
    house = House(settings, Outside(clock, Sandbox(IN_MEMORY, clock), NoImageReader(), Thinking()))
    demo = load_demo(house)
    house.close()
    return Sample(folder / "xiaoer.db", settings, demo, seed(load(demo.shop.id)))


@dataclass(slots=True)
class Ground:
    """What a house in a test stands on, and what outlives it when it is stopped and begun again."""

    settings: Settings
    clock: Clock
    sandbox: Sandbox

    def house(
        self,
        brain: Brain | None = None,
        talk: Rate = GENEROUS,
        pause_ms: int = 0,
        model: LanguageModel | None = None,
    ) -> House:
        """Return a house on this ground; it owns the database until it is stopped."""
        outside = Outside(
            self.clock,
            self.sandbox,
            NoImageReader(),
            brain or Thinking(),
            talk=talk,
            pause_ms=pause_ms,
            model=model,
        )
        return House(self.settings, outside)


def ground(folder: Path, clock: Clock | None = None) -> Ground:
    """Return fresh ground with the sample shop."""
    clock = clock or StillClock(MOMENT)
    sandbox = Sandbox(IN_MEMORY, clock)
    sandbox.load(sample().rows)
    return Ground(sample().in_folder(folder), clock, sandbox)

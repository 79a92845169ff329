"""THE place where the house is put together. Read it first: every part, from the ground up, in order."""

import contextlib
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Final

from fastapi import APIRouter, FastAPI
from starlette.routing import WebSocketRoute

from xiaoer import __version__
from xiaoer.adapters.documents.reading import FileReader
from xiaoer.adapters.documents.shelf import FolderShelf
from xiaoer.adapters.exports.formats import EXPORT_FORMATS
from xiaoer.base.ids import BuyerId, ShopId, StaffId, UlidIds
from xiaoer.bot.assisting import Assistant, Limits
from xiaoer.bot.looking import Looking
from xiaoer.bot.model import Persona
from xiaoer.bot.reactors import SayWhatBecame, Welcome
from xiaoer.bot.service import Bot
from xiaoer.bot.taxonomy import taxonomy
from xiaoer.bot.teaching import Teaching
from xiaoer.bot.widening import WideCatalogues
from xiaoer.buyers.service import Buyers
from xiaoer.channels import routes as channel_routes
from xiaoer.channels import routes_assistants
from xiaoer.channels.asking import Asking
from xiaoer.channels.mcp_server import Shelves as McpShelves
from xiaoer.channels.mcp_server import ShopServer
from xiaoer.channels.pass_rules import Pass, pass_key, read_pass
from xiaoer.channels.service import WebChannel
from xiaoer.channels.sockets import BuyerSession, Doors
from xiaoer.conversations.service import Conversations
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.infra.feed.listening import FoldLoop, ReactorLoop
from xiaoer.infra.http.app import Edge, make_app
from xiaoer.infra.http.limits import Limiter, Rate
from xiaoer.infra.http.metrics import Metrics as HttpMetrics
from xiaoer.infra.jobs.runner import JobRunner
from xiaoer.infra.jobs.service import Jobs
from xiaoer.infra.live.connection import Connection
from xiaoer.infra.live.endpoint import LiveEndpoint, Session
from xiaoer.infra.live.hub import Hub
from xiaoer.infra.slots.leased import LeasedSlots
from xiaoer.infra.slots.model import EverySlot
from xiaoer.knowledge.service import Knowledge
from xiaoer.logistics.reactors import ParcelAdoption
from xiaoer.logistics.service import Parcels
from xiaoer.metrics.reactors import MetricsFold
from xiaoer.metrics.service import Metrics
from xiaoer.onboarding import routes as onboarding_routes
from xiaoer.onboarding.intake import Intake
from xiaoer.onboarding.jobs import TakeIn
from xiaoer.onboarding.service import TAKE_IN, Imports
from xiaoer.orders.jobs import CarryOut
from xiaoer.orders.service import CARRY_OUT, Orders
from xiaoer.outside import PAGES, Outside, encoders_of, open_bus, open_database
from xiaoer.replay.player import ShopPlayer
from xiaoer.running import Parts, Running
from xiaoer.settings import Settings
from xiaoer.tenancy import routes as tenancy_routes
from xiaoer.tenancy import routes_people
from xiaoer.tenancy.door import Door
from xiaoer.tenancy.model import Caller, Permission
from xiaoer.tenancy.passwords import Passwords
from xiaoer.tenancy.service import Tenancy
from xiaoer.training import jobs as training_jobs
from xiaoer.training import routes as training_routes
from xiaoer.training.routes_desk import TrainingDesk
from xiaoer.training.service import Training
from xiaoer.workbench import routes as workbench_routes
from xiaoer.workbench import (
    routes_data,
    routes_emergency,
    routes_faqs,
    routes_intents,
    routes_letters,
    routes_policy,
)
from xiaoer.workbench.service import Names, Workbench
from xiaoer.workbench.sockets import StaffDoors, StaffSession

LARGER_BODIES: Final = {
    "/api/v1/widget/uploads": 6 << 20,
    "/api/v1/imports": 64 << 20,
    "/api/v1/training/readings": 21 << 20,
}
_OPENINGS: Final = Rate(burst=5_000, refill_ms=2)  # chats opened at one shop: 500 a second for long
_UPLOADS: Final = Rate(burst=10, refill_ms=6_000)
_INTERESTS: Final = Rate(burst=30, refill_ms=2_000)


class House:
    """Every part, made once. `start` on the event loop that serves, `stop` in the reverse order."""

    def __init__(self, settings: Settings, outside: Outside, *, answers: bool = True) -> None:
        """Open the database and make the rooms; `answers` is false for commands that only look."""
        clock = outside.clock
        self.settings = settings
        self.clock = clock
        self.ids = UlidIds(clock.now_ms)
        self.database = open_database(settings, clock)
        self.answers = answers
        self.outside = outside
        # conversations, knowledge, metrics, buyers; tenancy below them
        self.tenancy = Tenancy(self.ids)
        self.passwords = Passwords()
        self.door = Door(self.database, self.tenancy, self.passwords, clock)
        self.conversations = Conversations(self.ids)
        self.knowledge = Knowledge()
        self.buyers = Buyers()
        self.metrics = Metrics()
        self._open_service(settings, outside)
        self._open_desks(settings)
        # what runs
        self.process = self.ids.new("prc")
        self.bus = open_bus(settings)
        self.hub = Hub(self.bus, self.process)
        self.http_metrics = HttpMetrics()
        self._lines = self.http_metrics.counter("chat_lines", "Lines of buyers by outcome.", ("outcome",))
        self._talk = Limiter(outside.talk)
        self._running: Running | None = None

    def _open_service(self, settings: Settings, outside: Outside) -> None:
        """Make orders, logistics and the bot, on the rooms below them."""
        self.jobs = Jobs(self.ids)
        self.orders = Orders(self.ids, self.jobs)
        self.parcels = Parcels(self.orders)
        self.imports = Imports(self.ids, self.jobs, self.knowledge, self.buyers, self.orders, self.parcels)
        self.intake = Intake(settings.data / "imports", EXPORT_FORMATS)
        self.encoders = encoders_of(outside) if self.answers else None
        teach = Teaching(self.encoders).teach if self.encoders else None
        folder = settings.data / "catalogues"
        self.wide = WideCatalogues(self.database, self.knowledge, folder, self.clock.now_ms)
        self.look = Looking(
            self.knowledge, self.buyers, self.orders, self.parcels, self.persona_of, teach, self.wide
        )
        self.bot = Bot(
            outside.brain, self.conversations, self.look, self.orders, outside.images, self.encoders
        )
        self.look.counts_tokens = outside.model is not None
        self.assistant = self._assistant()

    def _open_desks(self, settings: Settings) -> None:
        """Make the desks of trainers and agents, and the web channel."""
        self.player = ShopPlayer(self.look, self.knowledge.products, self.outside.brain)
        self.training = Training(
            self.ids, self.jobs, self.knowledge, self.conversations, self.bot, self.player
        )
        self._shelf = FolderShelf(settings.data / "training")
        names = Names(self._shop_names, self._buyer_name, self._staff_name)
        self.workbench = Workbench(self.conversations, self.metrics, names)
        self._key = pass_key(settings.secret)
        self.web = WebChannel(self.ids, self.conversations, self._key)

    def _assistant(self) -> Assistant | None:
        model, settings = self.outside.model, self.settings
        if model is None:
            return None
        limits = Limits(settings.model_timeout_ms, settings.model_tokens_a_day)
        return Assistant(model, self.outside.brain.think, limits)

    # ------------------------------------------------------------ running

    async def start(self) -> None:
        """Begin to listen, answer and carry out."""
        self._running = Running(self._parts())
        await self._running.start()

    async def stop(self) -> None:
        """Finish what is in hand, then close the database."""
        if self._running is not None:
            await self._running.stop()
            self._running = None
        self.close()

    def close(self) -> None:
        """Close the database of a house that does not run."""
        if self.encoders is not None:
            self.encoders.close()
        self.passwords.close()
        self.wide.stop()
        self.database.close()

    def _parts(self) -> Parts:
        database, now_ms, outside = self.database, self.clock.now_ms, self.outside
        carry_out = CarryOut(database, self.orders, outside.marketplace)
        take_in = TakeIn(database, self.imports, self.intake)
        training = training_jobs.handlers(database, self.training, FileReader(), self._shelf, self.player)
        reactors = (
            Welcome(database, self.bot),
            SayWhatBecame(database, self.bot, self.orders),
        )
        return Parts(
            database,
            self.clock,
            self.conversations,
            self.bot,
            self.hub,
            self.bus,
            EverySlot() if self.settings.sqlite_file else LeasedSlots(database, self.process),
            JobRunner(
                database,
                {CARRY_OUT: carry_out.handle, TAKE_IN: take_in.handle, **training},
                self.clock,
                # One process owns an SQLite file: after a kill it takes back at once what it had in hand.
                "one" if self.settings.sqlite_file else self.process,
            ),
            tuple(ReactorLoop(database, reactor, now_ms) for reactor in reactors),
            (FoldLoop(database, MetricsFold(self.metrics)), FoldLoop(database, ParcelAdoption(self.parcels))),
            outside.pause_ms,
            self.answers,
            self.assistant,
        )

    @property
    def running(self) -> "Running":
        """Return what runs; a bug when nothing does."""
        if self._running is None:
            raise RuntimeError("the house was not started")
        return self._running

    # ------------------------------------------------------------ the HTTP face

    def app(self) -> FastAPI:
        """Return the web application; its lifespan starts and stops the house."""
        asking = Asking(self.database, self.conversations, self.hub, self._may_talk)
        assistants = ShopServer(McpShelves(self.database, self.knowledge, asking, self.ids), __version__)

        @contextlib.asynccontextmanager
        async def lifespan(_: FastAPI) -> AsyncIterator[None]:
            await self.start()
            async with assistants.run():
                yield
            await self.stop()

        edge = Edge(__version__, PAGES, larger_bodies=LARGER_BODIES)
        return make_app(
            edge,
            routers=[
                *self._routers(),
                routes_assistants.make_router(routes_assistants.Counter(asking, self.ids, self.clock)),
            ],
            routes=[
                WebSocketRoute("/api/v1/live", self.live()),
                channel_routes.picture_route(self.settings.data / "pictures"),
                *assistants.routes,
            ],
            authenticate=self._authenticate,
            ready=self._ready,
            metrics=self.http_metrics,
            now_ms=self.clock.now_ms,
            lifespan=lifespan,
        )

    def live(self) -> LiveEndpoint:
        """Return the endpoint of the live socket."""
        return LiveEndpoint(self._open_session, self.hub)

    def _routers(self) -> list[APIRouter]:
        front = tenancy_routes.Front(self.database, self.tenancy, self.door)
        desk = workbench_routes.Desk(self.database, self.conversations, self.workbench, self._may_speak)
        counter = onboarding_routes.Counter(self.database, self.imports, self.intake, self.tenancy)
        shelves = routes_data.Shelves(
            self.database,
            self.conversations,
            self.knowledge,
            self.buyers,
            self.orders,
            self.parcels,
            self.tenancy,
        )
        library = routes_faqs.Library(self.database, self.knowledge, self.bot, self.tenancy)
        return [
            tenancy_routes.make_router(front),
            routes_people.make_people_router(front),
            workbench_routes.make_router(desk),
            workbench_routes.make_changing_router(desk),
            routes_data.make_router(shelves),
            routes_faqs.make_router(library),
            routes_intents.make_router(library, taxonomy),
            routes_emergency.make_router(library),
            routes_policy.make_router(library),
            onboarding_routes.make_router(counter),
            training_routes.make_router(
                TrainingDesk(self.database, self.training, self.tenancy, self._shelf.keep)
            ),
            routes_letters.make_router(self.database, self._replay),
            channel_routes.make_router(self._porch()),
        ]

    def _porch(self) -> channel_routes.Porch:
        return channel_routes.Porch(
            self.database,
            self.web,
            self.knowledge,
            self.tenancy.shops.by_site_key,
            self._key,
            self.clock,
            self.settings.data / "pictures",
            Limiter(_UPLOADS),
            Limiter(_OPENINGS),
            self.buyers,
            Limiter(_INTERESTS),
        )

    async def _authenticate(self, token: str) -> object | None:
        admitted = read_pass(token, self._key, self.clock.now_ms())
        return admitted if admitted is not None else await self.door.identify(token)

    async def _ready(self) -> Sequence[str]:
        await self.database.read(lambda unit: unit.now_ms, EVERY_SHOP)
        return () if self._running is not None else ("starting",)

    async def _open_session(self, token: str, connection: Connection) -> Session | None:
        caller = await self._authenticate(token)
        if isinstance(caller, Pass):
            return BuyerSession(self.buyer_doors(), caller, connection)
        if isinstance(caller, Caller):
            staff = StaffDoors(self.database, self.conversations, self.workbench, self.hub, self.knowledge)
            return StaffSession(staff, caller, connection)
        return None

    def buyer_doors(self) -> Doors:
        """Return what a buyer's session works with."""
        return Doors(self.database, self.conversations, self.hub, self._may_talk, self._counted)

    def _counted(self, name: str) -> None:
        self._lines.labels(name).inc()

    def _may_talk(self, buyer: str) -> bool:
        return self._talk.wait_ms(buyer, self.clock.now_ms()) == 0

    async def _replay(self, listener: str, lane: str) -> int:
        return await self.running.replay(listener, lane)

    # ------------------------------------------------------------ between rooms

    def persona_of(self, unit: Unit, shop: ShopId) -> Persona:
        """Return how the shop's bot speaks, from tenancy's words to the bot's."""
        kept = self.tenancy.shops.get(unit, shop).persona
        default = Persona()
        return Persona(
            kept.name or default.name,
            kept.address or default.address,
            kept.missing or default.missing,
            kept.language or default.language,
        )

    def _may_speak(self, unit: Unit, staff: StaffId, shop: ShopId) -> bool:
        return self.tenancy.people.may(unit, staff, shop, Permission.CONVERSATIONS_SPEAK)

    def _shop_names(self, unit: Unit, shops: Iterable[ShopId]) -> dict[ShopId, str]:
        return {shop: self.tenancy.shops.get(unit, shop).name for shop in shops}

    def _buyer_name(self, unit: Unit, shop: ShopId, buyer: BuyerId) -> str:
        known = self.buyers.find(unit, shop, buyer)
        return known.name if known is not None else ""

    def _staff_name(self, unit: Unit, staff: StaffId) -> str:
        return self.tenancy.people.name(unit, staff)

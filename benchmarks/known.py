"""The single-turn questions that the repository holds, and the sample shops' house to ask them in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from xiaoer.adapters.marketplaces.sandbox import IN_MEMORY, Sandbox
from xiaoer.adapters.samples.shops import site_key
from xiaoer.base.clock import StillClock
from xiaoer.base.ids import BuyerId, ConversationId, ProductId, ShopId
from xiaoer.bot.model import Heard, Memory, Turn
from xiaoer.bot.ports import NoImageReader
from xiaoer.bot.service import Loaded
from xiaoer.bot.thinking import Thinking
from xiaoer.conversations.model import Conversation, Holder, Speaker, State, Text
from xiaoer.demo import load_demo
from xiaoer.migrations.migrate import migrate
from xiaoer.outside import Outside
from xiaoer.replay.model import Question, Words
from xiaoer.replay.reader import QUESTIONS_NOW, questions
from xiaoer.settings import read_settings
from xiaoer.wiring import House

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "tests" / "fixtures" / "bot"
VISITOR = BuyerId("v_00000000000000000000000000")


def known_questions() -> dict[str, list[Question]]:
    """Return all questions by the name of their set."""
    given = {file.parent.name: file for file in sorted((ROOT / "evals").glob("*/questions.jsonl"))}
    own = {f"fixtures {name}": FIXTURES / f"{name}.jsonl" for name in ("questions", "singles")}
    return {name: questions(file.read_bytes()) for name, file in (given | own).items()}


def labelled_lines() -> list[tuple[str, str]]:
    """Return the lines of evals/intents-zh.jsonl with their intents; none is a phrasing of the taxonomy."""
    rows = (ROOT / "evals" / "intents-zh.jsonl").read_text("utf-8").splitlines()
    return [(one["say"], one["intent"]) for one in map(msgspec.json.decode, rows)]


def question_of(say: str, shop: str) -> Question:
    """Return a line as a question of a visitor who looks at no product."""
    return Question("", shop, say, "", QUESTIONS_NOW, Words())


@contextmanager
def sample_house(wanted: tuple[str, ...]) -> Iterator[tuple[House, dict[str, ShopId]]]:
    """Give a house that stands still, with the sample shops, and the shops' ids by name."""
    with TemporaryDirectory(prefix="xiaoer-bench-") as folder:
        settings = read_settings({"XIAOER_DATA": folder, "XIAOER_LOG_LEVEL": "warning"})
        migrate(settings.database_url)
        clock = StillClock(QUESTIONS_NOW)
        house = House(settings, Outside(clock, Sandbox(IN_MEMORY, clock), NoImageReader(), Thinking()))
        try:
            demo = load_demo(house, wanted)
            keys = {site_key(name): name for name in wanted}
            yield house, {keys[shop.site_key]: shop.id for shop in demo.shops}
        finally:
            house.close()


def conversation(shop: ShopId, buyer: BuyerId, product: str | None, number: int) -> Conversation:
    """Return the head of a conversation in which one line waits for the bot."""
    return Conversation(
        id=ConversationId(f"cnv_bench_{number}"),
        shop=shop,
        buyer=buyer,
        channel="web",
        state=State.OPEN,
        holder=Holder.BOT,
        staff=None,
        token=1,
        last_seq=1,
        heard_seq=1,
        answered=0,
        waiting_since_ms=0,
        product=ProductId(product) if product else None,
        opened_ms=0,
        closed_ms=0,
        updated_ms=0,
    )


def loaded(house: House, shop: ShopId, question: Question, number: int) -> Loaded:
    """Return a question as a turn with everything that it is decided from, at the question's moment."""
    now_ms = int(question.now.timestamp() * 1000)
    head = conversation(
        shop, BuyerId(question.buyer) if question.buyer else VISITOR, question.product, number
    )
    said = f"{question.say} "
    view = house.database.read_now(lambda unit: house.look(unit, head, said, Memory()), frozenset({shop}))
    turn = Turn((Heard(1, Speaker.BUYER, Text(question.say), now_ms),), now_ms, head.product, head.channel)
    return Loaded(head, turn, replace(view, now_ms=now_ms), Memory())

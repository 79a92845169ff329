"""A trainer's desk on a real database, a player that looks at answers only, and chats to learn from."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from xiaoer.base.clock import StillClock
from xiaoer.base.ids import BuyerId, ConversationId, Ids, ShopId, StaffId
from xiaoer.bot import store_turns
from xiaoer.bot.model import Memory, Outcome, Persona, Reply, Thought, Turn, TurnRecord, View
from xiaoer.bot.ports import NoImageReader
from xiaoer.bot.service import Bot
from xiaoer.conversations.model import Conversation, Message, Text
from xiaoer.conversations.service import Conversations, Line
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.jobs.service import Jobs
from xiaoer.knowledge.model import Faq
from xiaoer.knowledge.service import Knowledge
from xiaoer.training.model import Draft, DraftId, Played, Source, SourceKind, TestCase, TestKind
from xiaoer.training.ports import Scene
from xiaoer.training.service import Training

SHOP, OTHER = ShopId("shp_a"), ShopId("shp_b")
HERE = frozenset({SHOP})
TRAINER, AGENT = "小训", StaffId("stf_a")
T = TypeVar("T")


class Says:
    """A brain that answers with the first entry whose question is asked, else that it does not know."""

    def think(self, turn: Turn, view: View, memory: Memory) -> Thought:
        asked = "\n".join(getattr(line.content, "text", "") for line in turn.lines)
        known = next((faq.answer for faq in view.faqs if faq.question in asked), "")
        if not known:
            return Thought((Reply(Text("不太清楚呢")),), memory, outcome=Outcome.UNKNOWN)
        return Thought((Reply(Text(known)),), memory)

    def settle(self, _changes: Sequence[Any], _view: View, memory: Memory) -> Thought:
        return Thought((), memory)

    def welcome(self, _view: View, _product: str | None) -> Thought:
        return Thought((), Memory())


class HoldsWords:
    """A player without a bot: a question passes when the answer of its entry holds all words of `all`."""

    def check(self, _kind: TestKind, line: str) -> str:
        return str(json.loads(line)["id"])

    def look(self, unit: Unit, shop: ShopId, _tests: Sequence[TestCase]) -> Scene:
        return Knowledge().faqs(unit, shop)

    def play(self, scene: Scene, tests: Sequence[TestCase], faqs: Sequence[Faq] | None) -> list[Played]:
        known = cast("Sequence[Faq]", scene) if faqs is None else faqs
        return [self._played(json.loads(test.body), known) for test in tests]

    def _played(self, test: dict[str, Any], faqs: Sequence[Faq]) -> Played:
        said = next((faq.answer for faq in faqs if faq.question == test["say"]), "")
        why = tuple(f"{word!r} not said" for word in test.get("all", ()) if word not in said)
        return Played(not why and bool(said), why or (() if said else ("no answer",)), (said,))


@dataclass
class Desk:
    """The room and what it stands on."""

    database: Database
    clock: StillClock
    ids: Ids
    player: HoldsWords = field(default_factory=HoldsWords)

    def __post_init__(self) -> None:
        self.knowledge = Knowledge()
        self.conversations = Conversations(self.ids)
        self.jobs = Jobs(self.ids)
        orders = cast("Any", None)  # no turn here changes anything
        self.bot = Bot(Says(), self.conversations, self.view, orders, NoImageReader())
        self.training = Training(
            self.ids, self.jobs, self.knowledge, self.conversations, self.bot, self.player
        )

    def view(self, unit: Unit, head: Conversation) -> View:
        faqs = self.knowledge.faqs(unit, head.shop)
        return View(head.shop, Persona(), None, cast("Any", None), faqs)

    def do(self, work: Callable[[Unit], T], shop: ShopId = SHOP) -> T:
        return self.database.write_now(work, frozenset({shop}))

    def faqs(self, shop: ShopId = SHOP) -> dict[str, Faq]:
        return {faq.id: faq for faq in self.do(lambda unit: self.knowledge.faqs(unit, shop), shop)}

    def propose(self, question: str, answer: str, **more: Any) -> Draft:
        draft = Draft(SHOP, DraftId(""), question, answer, Source(SourceKind.TRAINER), **more)
        return self.do(lambda unit: self.training.drafts.propose(unit, draft)[0])

    def chat(
        self, *said: tuple[str, str], outcome: Outcome = Outcome.UNKNOWN, buyer: str = "b1"
    ) -> ConversationId:
        """Let (who, words) be said, and note each turn that the bot answers with `outcome`."""

        def work(unit: Unit) -> ConversationId:
            head = self.conversations.open(unit, SHOP, BuyerId(buyer), f"web-{self.ids.new('x')}")
            for number, (who, text) in enumerate(said):
                self._say(unit, head.id, who, text, f"c{number}", outcome)
            return head.id

        return self.do(work)

    def _say(
        self, unit: Unit, conversation: ConversationId, who: str, text: str, key: str, outcome: Outcome
    ) -> None:
        head = self.conversations.get(unit, SHOP, conversation)
        if who == "buyer":
            assert isinstance(self.conversations.hear(unit, SHOP, conversation, Text(text), key), Message)
        elif who == "bot":
            self.conversations.say_as_bot(
                unit, SHOP, conversation, [Line(Text(text))], token=head.token, answers=head.heard_seq
            )
            record = TurnRecord(
                SHOP, conversation, head.heard_seq, unit.now_ms, outcome, "商品咨询", "", 0.3, "words", 0, ""
            )
            store_turns.save_turn(unit, record)
        else:
            if head.staff != AGENT:
                self.conversations.take(unit, SHOP, conversation, AGENT)
                head = self.conversations.get(unit, SHOP, conversation)
            line = Line(Text(text), client_id=key)
            said = self.conversations.say_as_staff(
                unit, SHOP, conversation, line, staff=AGENT, token=head.token
            )
            assert isinstance(said, Message), said

"""A buyer script played against a service: turns, pictures, limits, a fresh shop each, settled changes."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest

from xiaoer.adapters.marketplaces.sandbox import IN_MEMORY, Sandbox, Seed, seed
from xiaoer.adapters.samples.ecom_bench import SampleShop, load
from xiaoer.base.clock import CHINA, Clock
from xiaoer.base.ids import OrderId, ProductId, ShopId
from xiaoer.base.money import from_yuan
from xiaoer.bot.catalogue.shelf import Shelf
from xiaoer.bot.model import Handoff, HandoffReason, Memory, Persona, Reply, Thought, Turn, View
from xiaoer.conversations.model import AnyContent, OrderCard, Picture, Text
from xiaoer.orders.model import (
    CancelOrder,
    Change,
    ChangeState,
    OrderState,
    Payment,
    PayWithWallet,
    PlaceOrder,
    RecordedChange,
    UrgeOrder,
)
from xiaoer.replay.bare_service import BareService, ShopData
from xiaoer.replay.model import (
    Action,
    AnswerRule,
    Expect,
    Goal,
    Image,
    Question,
    Result,
    Script,
    Words,
)
from xiaoer.replay.play import ask, play, play_all

NOW = datetime(2025, 5, 13, 10, tzinfo=CHINA)
SHOP = ShopId("appliance-shop")
EVALS = Path(__file__).parents[2] / "evals" / "appliance-shop"
XI = "cnjd喜哥2号"
PAID = OrderId("313271663680")
STRANGERS = OrderId("874713723844")


class Talking:
    """A service that answers what it is told to and remembers what it heard."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.heard: list[AnyContent] = []
        self.opened: tuple[object, ...] = ()

    async def open(
        self,
        buyer: str | None,
        shop: str,
        now: datetime,
        product: str | None = None,
        pictures: Mapping[str, str] | None = None,
    ) -> None:
        self.opened = (buyer, shop, now, product, pictures)

    async def say(self, content: AnyContent) -> list[str]:
        self.heard.append(content)
        return self.answers[min(len(self.heard), len(self.answers)) - 1]

    async def actions(self) -> list[dict[str, object]]:
        return [{"name": "manage_urgent", "arguments": {"order_id": "1"}}]

    async def handoff(self) -> bool:
        return False


def script(*goals: Goal, answers: tuple[AnswerRule, ...] = (), expect: Expect | None = None) -> Script:
    return Script("s-a", "appliance-shop", XI, NOW, goals, answers, expect or Expect())


def test_a_picture_is_said_without_what_it_shows_which_only_the_image_reader_gets() -> None:
    service = Talking(["好的"])
    asyncio.run(play(script(Goal("看图", Image("https://p/1.jpg", "一张评价截图"))), service))
    assert service.heard == [Picture(url="https://p/1.jpg", text="看图")]
    assert service.opened == (XI, "appliance-shop", NOW, None, {"https://p/1.jpg": "一张评价截图"})


def test_turns_keep_goal_words_answers_and_time() -> None:
    service = Talking(["请确认"], ["办好了", " "], ["再见"])
    played = script(Goal("加急"), Goal("谢谢"), answers=(AnswerRule("确认", "确认"),))
    result = asyncio.run(play(played, service))
    assert [(turn.goal, turn.say, turn.replies) for turn in result.turns] == [
        (0, "加急", ("请确认",)),
        (0, "确认", ("办好了",)),
        (1, "谢谢", ("再见",)),
    ]
    assert all(turn.ms >= 0 for turn in result.turns)
    assert result.actions == (Action("manage_urgent", {"order_id": "1"}),)


@pytest.mark.parametrize(
    ("times", "messages", "why"), [(39, 40, ()), (40, 40, ("more than 40 buyer messages",))]
)
def test_forty_messages_are_allowed_and_a_script_that_needs_more_has_failed(
    times: int, messages: int, why: tuple[str, ...]
) -> None:
    result = asyncio.run(
        play(script(Goal("hi"), answers=(AnswerRule(".", "x", times=times),)), Talking(["?"]))
    )
    assert (len(result.turns), result.why) == (messages, why)


def test_a_question_is_one_turn_from_its_product_page() -> None:
    service = Talking(["99元"])
    asked = Question("q-1", "appliance-shop", "多少钱", "product_fact", NOW, Words(any=("99",)), product="1")
    result = asyncio.run(ask(asked, service))
    assert service.opened == (None, "appliance-shop", NOW, "1", None)
    assert [turn.replies for turn in result.turns] == [("99元",)]
    assert result.why == ("changed something: manage_urgent(order_id=1)",)


def test_progress_is_told_after_each_and_a_crash_says_where() -> None:
    told: list[tuple[int, int, str]] = []

    def progressed(number: int, total: int, result: Result) -> None:
        told.append((number, total, result.id))

    asyncio.run(play_all([script(Goal("a")), script(Goal("b"))], Talking(["x"]), progressed))
    assert told == [(1, 2, "s-a"), (2, 2, "s-a")]

    class Broken(Talking):
        async def say(self, content: AnyContent) -> list[str]:
            raise KeyError(content)

    with pytest.raises(KeyError) as raised:
        asyncio.run(play_all([script(Goal("a"))], Broken()))
    assert raised.value.__notes__ == ["while playing s-a"]


# ---------------------------------------------------------------- the service without a database


def bare(think: "Scripted", rows: Seed | None = None) -> BareService:
    sample = load(SHOP)
    loaded = rows or seed(sample)

    def marketplace(clock: Clock) -> Sandbox:
        sandbox = Sandbox(IN_MEMORY, clock)
        sandbox.load(loaded)
        return sandbox

    return BareService(shop_data(sample), think.think, think.settle, marketplace)


def shop_data(sample: SampleShop) -> ShopData:
    return ShopData(
        SHOP,
        Persona(),
        Shelf(sample.products),
        sample.faqs,
        sample.promotions,
        {buyer.id: buyer for buyer in sample.buyers},
        sample.orders,
        sample.parcels,
        sample.invoices,
        sample.appointments,
        sample.wallets,
        sample.cashbacks,
        sample.owners,
    )


class Scripted:
    """A bot that says 好的 and asks for the same changes at its first turn."""

    def __init__(self, *changes: Change, handoff: Handoff | None = None) -> None:
        self.changes = changes
        self.handoff = handoff
        self.turns: list[Turn] = []
        self.views: list[View] = []
        self.settled: list[tuple[RecordedChange, ...]] = []

    def think(self, turn: Turn, view: View, memory: Memory) -> Thought:
        self.turns.append(turn)
        self.views.append(view)
        changes = self.changes if len(self.turns) == 1 else ()
        card = Reply(OrderCard(order_id="1", state="paid", title="card"))
        return Thought((Reply(Text(text="好的")), card), memory, changes, self.handoff)

    def settle(self, changes: tuple[RecordedChange, ...], view: View, memory: Memory) -> Thought:
        self.settled.append(changes)
        self.views.append(view)
        return Thought((Reply(Text(text="办好了")),), memory)


def test_changes_are_carried_out_and_settled_in_the_same_turn_and_the_view_has_them() -> None:
    bot = Scripted(CancelOrder(PAID))
    result = asyncio.run(play(script(Goal("取消"), Goal("谢谢")), bare(bot)))
    assert [turn.replies for turn in result.turns] == [("好的", "办好了"), ("好的",)]
    assert result.actions == (Action("manage_order", {"order_id": PAID, "action": "取消"}),)
    assert [change.state for change in bot.settled[0]] == [ChangeState.DONE]
    states = [{order.id: order.state for order in view.orders}[PAID] for view in bot.views]
    assert states == [OrderState.PAID, OrderState.CANCELLED, OrderState.CANCELLED]
    assert bot.turns[1].now_ms > bot.turns[0].now_ms


def test_after_a_refusal_the_rest_of_the_set_is_skipped() -> None:
    bot = Scripted(UrgeOrder(PAID), CancelOrder(STRANGERS), CancelOrder(PAID))
    result = asyncio.run(play(script(Goal("取消")), bare(bot)))
    assert [change.state for change in bot.settled[0]] == [
        ChangeState.DONE,
        ChangeState.REFUSED,
        ChangeState.SKIPPED,
    ]
    assert "没有找到" in bot.settled[0][1].reason
    assert [action.name for action in result.actions] == ["manage_urgent"]


def test_each_script_gets_a_fresh_shop_and_its_own_buyer_only() -> None:
    bot = Scripted(
        PlaceOrder(((ProductId("100039032355"), 1),), Payment.ECARD),
        PayWithWallet(ProductId("100039032355"), 1),
    )
    service = bare(bot)
    asyncio.run(play(script(Goal("买")), service))
    assert bot.views[-1].wallets[0].balance == from_yuan(5500 - 386)
    assert bot.views[-1].orders[-1].id == "1234567890"
    bot.turns.clear()
    asyncio.run(play(script(Goal("买")), service))
    assert bot.views[-2].wallets[0].balance == from_yuan(5500)
    assert {order.buyer for order in bot.views[-2].orders} == {XI}
    assert {parcel.order for parcel in bot.views[-2].parcels} >= {"314231443863"}
    asyncio.run(ask(Question("q", "appliance-shop", "hi", "policy", NOW, Words()), service))
    assert (bot.views[-1].buyer, bot.views[-1].orders, bot.views[-1].wallets) == (None, (), ())


def test_after_a_handoff_the_bot_is_silent() -> None:
    bot = Scripted(handoff=Handoff(HandoffReason.WANTED, "要人工"))
    result = asyncio.run(play(script(Goal("人工"), Goal("在吗"), expect=Expect(handoff=True)), bare(bot)))
    assert result.passed
    assert [turn.replies for turn in result.turns] == [("好的",), ()]
    assert len(bot.turns) == 1


def test_the_image_reader_tells_the_bot_what_a_known_picture_shows() -> None:
    bot = Scripted()
    service = bare(bot)
    asyncio.run(play(script(Goal("看", Image("https://p/1.jpg", "评价"))), service))
    assert bot.turns[0].lines[0].content == Picture(url="https://p/1.jpg", text="看", shows="评价")

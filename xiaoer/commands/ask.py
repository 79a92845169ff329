"""`xiaoer ask "…"`: one question to the bot of this installation's shop, without a server."""

import argparse
import json
from typing import Any

import msgspec

from xiaoer.adapters.samples.shops import names, site_key
from xiaoer.base.clock import SystemClock
from xiaoer.base.errors import XiaoerError
from xiaoer.base.ids import BuyerId, ConversationId, ProductId, ShopId
from xiaoer.bot.model import Heard, Memory, Thought, Turn
from xiaoer.conversations.model import Conversation, Holder, Speaker, State, Text
from xiaoer.demo import SITE_KEY, load_demo
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.migrations.migrate import migrate
from xiaoer.outside import shipped
from xiaoer.replay.rules import spoken
from xiaoer.settings import Settings
from xiaoer.wiring import House


def add(commands: Any) -> None:
    """Add `ask`."""
    ask = commands.add_parser("ask", help="ask the bot one question; changes nothing")
    ask.add_argument("question")
    ask.add_argument("--shop", default=SITE_KEY, help="site key of the shop (default: the sample shop)")
    ask.add_argument("--product", default="", metavar="ID", help="the product page that is looked at")
    ask.add_argument("--buyer", default="", metavar="ID", help="ask as this buyer")
    ask.add_argument("--json", action="store_true", help="print replies with their evidence as JSON")
    ask.set_defaults(run=run)


def run(given: argparse.Namespace, settings: Settings) -> int:
    """Ask and print. The sample shop is loaded when it is asked for and missing."""
    migrate(settings.database_url)
    house = House(settings, shipped(settings))
    try:
        sample = [name for name in names() if site_key(name) == given.shop]
        if sample:
            load_demo(house, sample)
        thought = house.database.read_now(lambda unit: _think(house, unit, given), EVERY_SHOP)
    finally:
        house.close()
    if given.json:
        print(json.dumps(_described(thought), ensure_ascii=False))
    else:
        print(
            *(spoken(reply.content) or f"[{type(reply.content).__name__}]" for reply in thought.replies),
            sep="\n",
        )
    return 0


def _think(house: House, unit: Unit, given: argparse.Namespace) -> Thought:
    shop = house.tenancy.shops.by_site_key(unit, given.shop)
    if shop is None:
        raise XiaoerError("shop_not_found", 404, f"There is no shop with the site key {given.shop!r}.")
    head = _imagined(shop.id, BuyerId(given.buyer or "visitor"), given.product, unit.now_ms)
    view = house.look(unit, head)
    heard = Heard(1, Speaker.BUYER, Text(given.question), unit.now_ms)
    turn = Turn((heard,), SystemClock().now_ms(), given.product or None)
    return house.outside.brain.think(turn, view, Memory())


def _imagined(shop: ShopId, buyer: BuyerId, product: str, now_ms: int) -> Conversation:
    return Conversation(
        id=ConversationId("cnv_ask"),
        shop=shop,
        buyer=buyer,
        channel="ask",
        state=State.OPEN,
        holder=Holder.BOT,
        staff=None,
        token=1,
        last_seq=1,
        heard_seq=1,
        answered=0,
        waiting_since_ms=now_ms,
        product=ProductId(product) if product else None,
        opened_ms=now_ms,
        closed_ms=0,
        updated_ms=now_ms,
    )


def _described(thought: Thought) -> dict[str, object]:
    return {
        "replies": [
            {
                "content": msgspec.to_builtins(reply.content),
                "evidence": [msgspec.to_builtins(item) for item in reply.evidence],
            }
            for reply in thought.replies
        ],
        "handoff": None if thought.handoff is None else msgspec.to_builtins(thought.handoff),
        "trace": msgspec.to_builtins(thought.trace, enc_hook=str),
    }

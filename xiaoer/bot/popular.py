"""What other buyers of a shop have asked often of late, as questions for the greeting. (猜你想问)"""

import threading
from typing import Final

from xiaoer.base.ids import ShopId
from xiaoer.bot import store_turns
from xiaoer.bot.taxonomy import by_id
from xiaoer.infra.database.unit import Unit

SPAN_MS: Final = 7 * 86_400_000
LOOKED_AT: Final = 2_000  # of the newest turns
KEPT_MS: Final = 600_000
LEAST: Final = 5  # askers in the span; fewer say nothing about the next buyer
MOST: Final = 3
_TALK: Final = frozenset({"greet", "thanks", "bye", "repeat", "person"})
_NOT_ASKED: Final = frozenset(
    {"欢迎与闲聊", "转人工", "越界与恶意", "商家与配送方来询", "投诉与不满", "隐私与安全"}
)


class Popular:
    """Titles of the intents asked most often, counted at most every ten minutes a shop."""

    def __init__(self) -> None:
        self._kept: dict[ShopId, tuple[int, tuple[str, ...]]] = {}
        self._lock = threading.Lock()

    def __call__(self, unit: Unit, shop: ShopId) -> tuple[str, ...]:
        """Return up to three titles, the commonest first; () while too few buyers have asked."""
        with self._lock:
            known = self._kept.get(shop)
        if known is not None and unit.now_ms - known[0] < KEPT_MS:
            return known[1]
        counted = store_turns.asked_often(unit, shop, unit.now_ms - SPAN_MS, LOOKED_AT)
        titles = tuple(_title(name) for name, count in counted if count >= LEAST and _title(name))[:MOST]
        with self._lock:
            self._kept[shop] = (unit.now_ms, titles)
        return titles


def _title(name: str) -> str:
    """Return the title of an intent that may be offered as a question, "" for talk and for bare wishes."""
    intent = by_id().get(name)
    if intent is None or intent.scenario in _NOT_ASKED or intent.wish in _TALK:
        return ""
    return intent.title

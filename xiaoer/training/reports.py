"""The trainer's figures, from what each turn of the bot came to and who spoke."""

from typing import Final

from xiaoer.base.errors import invalid
from xiaoer.base.ids import ShopId
from xiaoer.bot.service import Bot
from xiaoer.conversations.service import Conversations
from xiaoer.infra.database.unit import Unit
from xiaoer.training.rules.reporting import Report, report

MOST_TURNS: Final = 100_000  # beyond it the report says that it is cut
_LONGEST_MS: Final = 92 * 86_400_000


class Reports:
    """Hit, containment and hand-off of a period."""

    def __init__(self, bot: Bot, conversations: Conversations) -> None:
        self._bot = bot
        self._conversations = conversations

    def of(self, unit: Unit, shop: ShopId, from_ms: int, until_ms: int) -> Report:
        """Return the figures from `from_ms` until before `until_ms`; `bad_period` (422)."""
        if not 0 < until_ms - from_ms <= _LONGEST_MS:
            raise invalid("bad_period", "The period must end after it begins, and be 92 days at most.")
        turns = self._bot.turns(unit, shop, from_ms, until_ms, MOST_TURNS + 1)
        by_people = self._conversations.served_by_staff(unit, shop, from_ms, until_ms)
        return report(turns[:MOST_TURNS], by_people, cut=len(turns) > MOST_TURNS)

"""Verbs of the desk: heads with names, counters over shops. Stands on conversations, buyers, metrics."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from xiaoer.base.clock import iso
from xiaoer.base.ids import BuyerId, ConversationId, ShopId, StaffId
from xiaoer.conversations.model import Conversation, Holder
from xiaoer.conversations.service import Conversations
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.http.masking import mask_name
from xiaoer.metrics.service import Metrics, median_ms
from xiaoer.workbench.model import ConversationHead, Counters, head_of

CHINA_OFFSET_MS: Final = 8 * 3_600_000
DAY_MS: Final = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Names:
    """Names for the screen; each function answers from the unit or a cache."""

    of_shops: Callable[[Unit, Iterable[ShopId]], Mapping[ShopId, str]]
    of_buyer: Callable[[Unit, ShopId, BuyerId], str]
    of_staff: Callable[[Unit, StaffId], str]


def day_begin(now_ms: int) -> int:
    """Return the first millisecond of China's day."""
    return now_ms - (now_ms + CHINA_OFFSET_MS) % DAY_MS


class Workbench:
    """Reads for the desk."""

    def __init__(self, conversations: Conversations, metrics: Metrics, names: Names) -> None:
        self._conversations = conversations
        self._metrics = metrics
        self._names = names

    def head(self, unit: Unit, conversation: Conversation) -> ConversationHead:
        """Return a conversation with the names of its shop, buyer and agent."""
        shop = self._names.of_shops(unit, [conversation.shop]).get(conversation.shop, "")
        buyer = self._names.of_buyer(unit, conversation.shop, conversation.buyer)
        staff = self._names.of_staff(unit, conversation.staff) if conversation.staff else ""
        return head_of(conversation, shop, mask_name(buyer), staff)

    def heads_by_id(self, unit: Unit, wanted: Iterable[str]) -> list[ConversationHead]:
        """Return heads by conversation id, in the order asked."""
        return [
            self.head(unit, self._conversations.find(unit, ConversationId(identifier)))
            for identifier in wanted
        ]

    def page(
        self,
        unit: Unit,
        shops: Iterable[ShopId],
        before: tuple[int, str],
        limit: int,
        **filters: str,
    ) -> list[tuple[Conversation, ConversationHead]]:
        """Return up to `limit` conversations of several shops, newest change first."""
        found = [
            conversation
            for shop in shops
            for conversation in self._conversations.page(unit, shop, before, limit, **filters)
        ]
        found.sort(key=lambda c: (c.updated_ms, c.id), reverse=True)
        return [(conversation, self.head(unit, conversation)) for conversation in found[:limit]]

    def counters(self, unit: Unit, shops: Iterable[ShopId]) -> Counters:
        """Return the live figures of some shops; today's parts are at most a second old."""
        since = day_begin(unit.now_ms)
        held = dict.fromkeys(Holder, 0)
        waiting = rounds_bot = rounds_staff = heard = said = first = first_ms = 0
        buckets: dict[int, int] = {}
        for shop in shops:
            for holder, (count, waits) in self._conversations.counts(unit, shop).items():
                held[holder] += count
                waiting += waits
            day = self._metrics.span(unit, shop, since, since + DAY_MS)
            rounds_bot += day.figures.rounds_by_bot
            rounds_staff += day.figures.rounds_by_staff
            heard += day.figures.heard
            said += day.figures.said_by_bot + day.figures.said_by_staff
            first += day.figures.first_replies
            first_ms += day.figures.first_reply_ms
            for bucket, count in day.first_replies.items():
                buckets[bucket] = buckets.get(bucket, 0) + count
        rounds = rounds_bot + rounds_staff
        return Counters(
            open=sum(held.values()),
            waiting=waiting,
            with_bot=held[Holder.BOT],
            with_staff=held[Holder.STAFF],
            in_queue=held[Holder.QUEUE],
            bot_share=rounds_bot / rounds if rounds else None,
            first_reply_ms_p50=median_ms(buckets),
            first_reply_ms_mean=first_ms // first if first else None,
            heard_today=heard,
            said_today=said,
            as_of=iso(unit.now_ms),
        )

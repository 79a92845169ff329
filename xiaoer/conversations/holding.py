"""Who holds a conversation: take, release, hand over, close, reopen, rate."""

from xiaoer.base.ids import ConversationId, ShopId, StaffId
from xiaoer.conversations import rules, store
from xiaoer.conversations.model import Conversation, Holder, State
from xiaoer.conversations.reading import Reading
from xiaoer.conversations.rules import Refusal
from xiaoer.facts.conversations import ConversationClosed, ConversationReopened, HolderChanged, ServiceRated
from xiaoer.infra.database.unit import Unit


class Holding(Reading):
    """The verbs that change the holder; part of `Conversations`."""

    def take(
        self,
        unit: Unit,
        shop: ShopId,
        conversation: ConversationId,
        staff: StaffId,
        *,
        supervisor: bool = False,
    ) -> Conversation | Refusal:
        """Make a person the holder; taking what one holds already changes nothing."""
        head = self.get(unit, shop, conversation)
        refusal = rules.may_take(head, staff, supervisor)
        if refusal is Refusal.ALREADY_SO:
            return head
        if refusal is not None:
            return refusal
        return self._hold(unit, head, Holder.STAFF, staff, "taken", head.handoff_summary)

    def release(
        self,
        unit: Unit,
        shop: ShopId,
        conversation: ConversationId,
        staff: StaffId,
        to: Holder,
        *,
        supervisor: bool = False,
    ) -> Conversation | Refusal:
        """Give the conversation to the bot or to the queue; repeating it changes nothing."""
        head = self.get(unit, shop, conversation)
        if head.holder is to:
            return head
        refusal = rules.may_let_go(head, staff, supervisor)
        if refusal is not None:
            return refusal
        return self._hold(unit, head, to, None, "released", "")

    def hand_over(
        self, unit: Unit, shop: ShopId, conversation: ConversationId, why: str, summary: str
    ) -> Conversation | Refusal:
        """Give a conversation that the bot holds to the queue, with a summary for the person."""
        head = self.get(unit, shop, conversation)
        if head.state is State.CLOSED:
            return Refusal.CLOSED
        if head.holder is not Holder.BOT:
            return head
        return self._hold(unit, head, Holder.QUEUE, None, why, summary)

    def close(
        self,
        unit: Unit,
        shop: ShopId,
        conversation: ConversationId,
        by: StaffId,
        *,
        supervisor: bool = False,
    ) -> Conversation | Refusal:
        """End the conversation; ending it twice changes nothing."""
        head = self.get(unit, shop, conversation)
        if head.state is State.CLOSED:
            return head
        refusal = rules.may_let_go(head, by, supervisor)
        if refusal is not None:
            return refusal
        row = unit.one(
            store.CLOSE, {"id": conversation, "shop_id": shop, "was_token": head.token, "now_ms": unit.now_ms}
        )
        if row is None:
            return Refusal.HOLDER_CHANGED
        unit.tell(shop, ConversationClosed(by, head.holder.value, head.waiting_since_ms > 0), conversation)
        return self.get(unit, shop, conversation)

    def reopen(
        self,
        unit: Unit,
        shop: ShopId,
        conversation: ConversationId,
        by: str,
        to: Holder,
        staff: StaffId | None,
    ) -> Conversation | Refusal:
        """Continue a closed conversation, unless the buyer has opened another one meanwhile."""
        head = self.get(unit, shop, conversation)
        if head.state is State.OPEN:
            return head
        latest = self.latest(unit, shop, head.buyer, head.channel)
        if latest is not None and latest.id != head.id and latest.state is State.OPEN:
            return Refusal.ALREADY_SO
        row = unit.one(
            store.REOPEN,
            {
                "id": conversation,
                "shop_id": shop,
                "to": to.value,
                "staff_id": staff or "",
                "now_ms": unit.now_ms,
            },
        )
        if row is None:
            return Refusal.HOLDER_CHANGED
        unit.tell(shop, ConversationReopened(by), conversation)
        unit.tell(
            shop,
            HolderChanged(head.holder.value, to.value, staff or "", int(row[0] or 0), "reopened"),
            conversation,
        )
        return self.get(unit, shop, conversation)

    def rate(self, unit: Unit, shop: ShopId, conversation: ConversationId, score: int, text: str) -> None:
        """Record the buyer's rating, 1 to 5; a later one replaces it."""
        row = unit.one(
            store.RATE,
            {
                "id": conversation,
                "shop_id": shop,
                "score": score,
                "text": rules.clean(text)[: rules.TEXT_LIMIT],
                "now_ms": unit.now_ms,
            },
        )
        if row is not None:
            unit.tell(shop, ServiceRated(score, str(row[0])), conversation)

    def _hold(
        self, unit: Unit, head: Conversation, to: Holder, staff: StaffId | None, why: str, summary: str
    ) -> Conversation | Refusal:
        row = unit.one(
            store.HOLD,
            {
                "id": head.id,
                "shop_id": head.shop,
                "was_token": head.token,
                "to": to.value,
                "staff_id": staff or "",
                "summary": summary,
                "now_ms": unit.now_ms,
            },
        )
        if row is None:
            return Refusal.HOLDER_CHANGED
        fact = HolderChanged(head.holder.value, to.value, staff or "", int(row[0] or 0), why)
        unit.tell(head.shop, fact, head.id)
        return self.get(unit, head.shop, head.id)

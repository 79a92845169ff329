"""Verbs of contests: what each wording of an entry came to. Who hears which is the bot's rule."""

from typing import Final

from xiaoer.base.ids import ConversationId, ShopId
from xiaoer.bot.model import Outcome
from xiaoer.bot.service import Bot
from xiaoer.conversations.service import Conversations
from xiaoer.infra.database.unit import Unit
from xiaoer.knowledge.service import Knowledge
from xiaoer.training.rules.contesting import Contest, Heard, contest, heard

MOST_CONVERSATIONS: Final = 3000  # looked at for one report
_MOST_TURNS: Final = 30_000
_MESSAGES: Final = 100


class Contests:
    """An entry with other wordings (`variants`) is a contest between them while it has them. (A/B)"""

    def __init__(self, bot: Bot, conversations: Conversations, knowledge: Knowledge) -> None:
        self._bot = bot
        self._conversations = conversations
        self._knowledge = knowledge

    def of(self, unit: Unit, shop: ShopId, entry: str, from_ms: int, until_ms: int) -> Contest:
        """Return what the wordings of an entry came to in a period; `faq_not_found` (404)."""
        faq = self._knowledge.faq(unit, shop, entry)
        texts = (faq.answer, *faq.variants)
        turns = self._bot.turns(unit, shop, from_ms, until_ms, _MOST_TURNS)
        talked: dict[ConversationId, int] = {}
        for turn in turns:
            over = turn.answered if turn.outcome is Outcome.HANDED_OVER else 0
            talked[turn.conversation] = max(talked.get(turn.conversation, 0), over)
        newest = list(talked)[-MOST_CONVERSATIONS:]
        found = (self._heard(unit, shop, entry, texts, one, talked[one]) for one in newest)
        cut = len(talked) > len(newest) or len(turns) == _MOST_TURNS
        return contest(entry, texts, (one for one in found if one is not None), cut=cut)

    def _heard(
        self,
        unit: Unit,
        shop: ShopId,
        entry: str,
        texts: tuple[str, ...],
        conversation: ConversationId,
        handed_over: int,
    ) -> Heard | None:
        head = self._conversations.get(unit, shop, conversation)
        messages = self._conversations.messages(unit, shop, conversation, limit=_MESSAGES)
        return heard(entry, texts, messages, handed_over, head.rating)

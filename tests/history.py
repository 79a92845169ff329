"""The history checker: what must be true of the tables and the log after any number of kills."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from xiaoer.base.fact import Entry
from xiaoer.base.ids import ConversationId, ShopId
from xiaoer.conversations.model import Message, Speaker
from xiaoer.conversations.service import Conversations
from xiaoer.facts.conversations import ConversationOpened, MessageHeard, MessageSaid
from xiaoer.infra.database.log import entries_after
from xiaoer.infra.database.unit import Unit

MOST = 1_000_000


@dataclass(slots=True)
class Diary:
    """What one buyer remembers: lines in the order in which they were first said, and the acks for them."""

    conversation: ConversationId
    said: list[str] = field(default_factory=list)
    acks: dict[str, tuple[str, int]] = field(default_factory=dict)  # client id -> (message id, seq)

    def acknowledged(self, client_id: str, message_id: str, seq: int) -> None:
        """Note an ack; the same line is always acknowledged alike."""
        before = self.acks.setdefault(client_id, (message_id, seq))
        assert before == (message_id, seq), (
            f"{client_id} was acknowledged as {before}, then as {(message_id, seq)}"
        )


def check(unit: Unit, conversations: Conversations, shop: ShopId, diaries: Mapping[str, Diary]) -> None:
    """Check the log, and each buyer's conversation against what the buyer remembers."""
    entries = entries_after(unit, 0, MOST)
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1)), "the log has a gap"
    by_conversation: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.conversation is not None:
            by_conversation.setdefault(entry.conversation, []).append(entry)
    for told in by_conversation.values():
        assert [entry.sequence for entry in told] == list(range(1, len(told) + 1))
        assert [type(entry.fact) for entry in told].count(ConversationOpened) == 1
    for buyer, diary in diaries.items():
        kept = conversations.messages(unit, shop, diary.conversation, limit=MOST)
        head = conversations.get(unit, shop, diary.conversation)
        assert head.buyer == buyer
        assert [message.seq for message in kept] == list(range(1, head.last_seq + 1)), "a gap or a repeat"
        _check_lines(kept, diary)
        _check_facts(kept, by_conversation[diary.conversation])
        _check_answers(kept, by_conversation[diary.conversation])
        assert head.answered == head.heard_seq, "a line was never answered"
        assert head.waiting_since_ms == 0


def _check_lines(kept: list[Message], diary: Diary) -> None:
    lines = [message for message in kept if message.speaker is Speaker.BUYER]
    clients = [line.client_id for line in lines]
    assert len(clients) == len(set(clients)), "a line is there twice"
    assert set(diary.acks) <= set(clients), "an acknowledged line is lost"
    assert set(clients) <= set(diary.said), "a line that nobody said"
    order = {client_id: place for place, client_id in enumerate(diary.said)}
    assert all(order[one] < order[two] for one, two in pairwise(clients)), "lines are out of order"
    for line in lines:
        if line.client_id in diary.acks:
            assert diary.acks[line.client_id] == (line.id, line.seq)


def _check_facts(kept: list[Message], told: list[Entry]) -> None:
    """Every message has its one entry in the log, in the same order."""
    spoken = [(e.fact.message, e.fact.seq) for e in told if isinstance(e.fact, MessageHeard | MessageSaid)]
    assert spoken == [(message.id, message.seq) for message in kept]


def _check_answers(kept: list[Message], told: list[Entry]) -> None:
    """Every line is answered, by one answer; an answer is one or more messages in a row, said at once."""
    said = [(e.fact.answered, e) for e in told if isinstance(e.fact, MessageSaid) and e.fact.answered]
    runs = [(answered, [e for _, e in run]) for answered, run in groupby(said, key=lambda pair: pair[0])]
    marks = [answered for answered, _ in runs]
    assert marks == sorted(set(marks)), "a line was answered twice"
    lines = [message.seq for message in kept if message.speaker is Speaker.BUYER]
    assert set(marks) <= set(lines)
    assert not lines or marks[-1:] == lines[-1:], "the last line was not answered"
    for _, run in runs:
        assert len({entry.at_ms for entry in run}) == 1
        assert [e.sequence for e in run] == list(range(run[0].sequence, run[0].sequence + len(run)))

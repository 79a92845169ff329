"""The timeline and its fence: duplicates change nothing, and bot and person never both speak."""

from concurrent.futures import Future
from functools import partial

import pytest

from xiaoer.base.errors import XiaoerError
from xiaoer.base.ids import BuyerId, ConversationId, ShopId, StaffId, UlidIds
from xiaoer.conversations.model import Conversation, Holder, Message, State, Text
from xiaoer.conversations.service import Conversations, Line, Refusal
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.log import conversation_after
from xiaoer.infra.database.unit import EVERY_SHOP, Unit

SHOP = ShopId("shp_1")
SHOPS = frozenset({SHOP})
AGENT, OTHER = StaffId("stf_1"), StaffId("stf_2")


@pytest.fixture
def conversations(ids: UlidIds) -> Conversations:
    return Conversations(ids)


@pytest.fixture
def opened(database: Database, conversations: Conversations) -> ConversationId:
    return database.write_now(lambda u: conversations.open(u, SHOP, BuyerId("b"), "web"), SHOPS).id


def hear(database: Database, c: Conversations, opened: ConversationId, text: str, client: str) -> Message:
    heard = database.write_now(lambda u: c.hear(u, SHOP, opened, Text(text), client), SHOPS)
    assert isinstance(heard, Message)
    return heard


def head(database: Database, c: Conversations, opened: ConversationId) -> Conversation:
    return database.read_now(lambda u: c.get(u, SHOP, opened), SHOPS)


def answer(
    database: Database, c: Conversations, opened: ConversationId, token: int, answers: int
) -> list[Message] | Refusal:
    return database.write_now(
        lambda u: c.say_as_bot(u, SHOP, opened, [Line(Text("好的"))], token=token, answers=answers), SHOPS
    )


def test_opening_twice_gives_the_same_conversation(
    database: Database, conversations: Conversations, opened: ConversationId
) -> None:
    again = database.write_now(lambda u: conversations.open(u, SHOP, BuyerId("b"), "web"), SHOPS)
    assert again.id == opened


def test_tabs_that_open_the_chat_at_the_same_moment_share_one_conversation(
    database: Database, conversations: Conversations
) -> None:
    def open_once(buyer: str, tab: int) -> Future[Conversation]:
        opening = partial(conversations.open, shop=SHOP, buyer=BuyerId(buyer), channel="web")
        return database.submit(opening, SHOPS, f"tab {tab}")

    for number in range(10):
        tabs = [open_once(f"b{number}", tab) for tab in range(8)]
        assert len({tab.result(10).id for tab in tabs}) == 1


def test_the_same_client_id_changes_nothing(
    database: Database, conversations: Conversations, opened: ConversationId
) -> None:
    first = hear(database, conversations, opened, "在吗", "c1")
    second = hear(database, conversations, opened, "在吗", "c1")
    assert first == second
    assert head(database, conversations, opened).last_seq == 1


def test_an_answer_is_given_once(
    database: Database, conversations: Conversations, opened: ConversationId
) -> None:
    hear(database, conversations, opened, "在吗", "c1")
    assert not isinstance(answer(database, conversations, opened, 1, 1), Refusal)
    assert answer(database, conversations, opened, 1, 1) is Refusal.OVERTAKEN
    assert head(database, conversations, opened).last_seq == 2


def test_a_newer_line_overtakes_the_answer(
    database: Database, conversations: Conversations, opened: ConversationId
) -> None:
    hear(database, conversations, opened, "在吗", "c1")
    hear(database, conversations, opened, "我要退货", "c2")
    assert answer(database, conversations, opened, 1, 1) is Refusal.OVERTAKEN
    assert not isinstance(answer(database, conversations, opened, 1, 2), Refusal)


def test_after_a_person_takes_the_bot_is_fenced_off(
    database: Database, conversations: Conversations, opened: ConversationId
) -> None:
    hear(database, conversations, opened, "在吗", "c1")
    taken = database.write_now(lambda u: conversations.take(u, SHOP, opened, AGENT), SHOPS)
    assert isinstance(taken, Conversation)
    assert (taken.holder, taken.staff, taken.token) == (Holder.STAFF, AGENT, 2)
    assert answer(database, conversations, opened, 1, 1) is Refusal.HOLDER_CHANGED
    assert answer(database, conversations, opened, 2, 1) is Refusal.HOLDER_CHANGED


def test_a_person_with_an_old_token_may_not_speak(
    database: Database, conversations: Conversations, opened: ConversationId
) -> None:
    def say(token: int, client: str) -> Message | Refusal:
        return database.write_now(
            lambda u: conversations.say_as_staff(
                u, SHOP, opened, Line(Text("您好"), "", client), staff=AGENT, token=token
            ),
            SHOPS,
        )

    hear(database, conversations, opened, "在吗", "c1")
    database.write_now(lambda u: conversations.take(u, SHOP, opened, AGENT), SHOPS)
    said = say(2, "s1")
    assert isinstance(said, Message)
    assert say(2, "s1") == said  # said once
    database.write_now(lambda u: conversations.release(u, SHOP, opened, AGENT, Holder.BOT), SHOPS)
    assert say(2, "s2") is Refusal.HOLDER_CHANGED
    assert say(3, "s3") is Refusal.HOLDER_CHANGED


def test_a_colleague_takes_over_only_as_supervisor(
    database: Database, conversations: Conversations, opened: ConversationId
) -> None:
    database.write_now(lambda u: conversations.take(u, SHOP, opened, AGENT), SHOPS)
    refused = database.write_now(lambda u: conversations.take(u, SHOP, opened, OTHER), SHOPS)
    assert refused is Refusal.HELD_BY_OTHER
    taken = database.write_now(lambda u: conversations.take(u, SHOP, opened, OTHER, supervisor=True), SHOPS)
    assert isinstance(taken, Conversation)
    assert taken.staff == OTHER


def test_close_is_final_for_the_bot_and_reopen_begins_a_new_term(
    database: Database, conversations: Conversations, opened: ConversationId
) -> None:
    hear(database, conversations, opened, "在吗", "c1")
    database.write_now(lambda u: conversations.take(u, SHOP, opened, AGENT), SHOPS)
    closed = database.write_now(lambda u: conversations.close(u, SHOP, opened, AGENT), SHOPS)
    assert isinstance(closed, Conversation)
    assert closed.state is State.CLOSED
    refused = database.write_now(lambda u: conversations.hear(u, SHOP, opened, Text("喂"), "c2"), SHOPS)
    assert refused is Refusal.CLOSED
    reopened = database.write_now(
        lambda u: conversations.reopen(u, SHOP, opened, AGENT, Holder.STAFF, AGENT), SHOPS
    )
    assert isinstance(reopened, Conversation)
    assert reopened.token > closed.token


def test_another_shop_sees_nothing(
    database: Database, conversations: Conversations, opened: ConversationId
) -> None:
    stranger = ShopId("shp_2")
    with pytest.raises(XiaoerError, match="No conversation"):
        database.read_now(lambda u: conversations.get(u, stranger, opened), frozenset({stranger}))
    refused = database.write_now(
        lambda u: conversations.hear(u, stranger, opened, Text("喂"), "c9"), frozenset({stranger})
    )
    assert refused is Refusal.NOT_FOUND


def test_every_entry_carries_its_conversations_own_sequence(
    database: Database, conversations: Conversations, opened: ConversationId
) -> None:
    hear(database, conversations, opened, "在吗", "c1")
    answer(database, conversations, opened, 1, 1)

    def read(unit: Unit) -> list[tuple[int, str]]:
        return [(e.sequence, type(e.fact).__name__) for e in conversation_after(unit, opened, 0, 10)]

    assert database.read_now(read, EVERY_SHOP) == [
        (1, "ConversationOpened"),
        (2, "MessageHeard"),
        (3, "MessageSaid"),
    ]


def test_lists_page_without_gaps_or_repeats(database: Database, conversations: Conversations) -> None:
    for number in range(7):
        buyer = BuyerId(f"b{number}")
        database.write_now(lambda u, b=buyer: conversations.open(u, SHOP, b, "web"), SHOPS)
    seen: list[str] = []
    before = (1 << 53, "~")
    while page := database.read_now(lambda u, at=before: conversations.page(u, SHOP, at, 3), SHOPS):
        seen += [c.id for c in page]
        before = (page[-1].updated_ms, page[-1].id)
    assert len(seen) == len(set(seen)) == 7

"""Tables of who may hold a conversation, and of what a buyer may say."""

import pytest

from xiaoer.base.errors import XiaoerError
from xiaoer.base.ids import BuyerId, ConversationId, ShopId, StaffId
from xiaoer.conversations.model import (
    AnyContent,
    Choices,
    Conversation,
    File,
    Form,
    Holder,
    OrderCard,
    ParcelCard,
    Picture,
    ProductCard,
    State,
    Sticker,
    Text,
    Video,
)
from xiaoer.conversations.rules import (
    LABEL_LIMIT,
    TEXT_LIMIT,
    Refusal,
    acceptable_from_buyer,
    acceptable_from_staff,
    clean,
    error_of,
    may_let_go,
    may_take,
)

ME, COLLEAGUE = StaffId("stf_me"), StaffId("stf_colleague")
OPEN, CLOSED = State.OPEN, State.CLOSED
BOT, QUEUE, STAFF = Holder.BOT, Holder.QUEUE, Holder.STAFF


def head(state: State, holder: Holder, staff: StaffId | None = None) -> Conversation:
    return Conversation(
        id=ConversationId("cnv_1"),
        shop=ShopId("shp_1"),
        buyer=BuyerId("b"),
        channel="web",
        state=state,
        holder=holder,
        staff=staff,
        token=3,
        last_seq=4,
        heard_seq=4,
        answered=2,
        waiting_since_ms=1,
        product=None,
        opened_ms=1,
        closed_ms=0,
        updated_ms=1,
    )


@pytest.mark.parametrize(
    ("state", "holder", "staff", "supervisor", "refusal"),
    [
        (OPEN, BOT, None, False, None),
        (OPEN, QUEUE, None, False, None),
        (OPEN, STAFF, ME, False, Refusal.ALREADY_SO),
        (OPEN, STAFF, ME, True, Refusal.ALREADY_SO),
        (OPEN, STAFF, COLLEAGUE, False, Refusal.HELD_BY_OTHER),
        (OPEN, STAFF, COLLEAGUE, True, None),
        (CLOSED, BOT, None, False, Refusal.CLOSED),
        (CLOSED, STAFF, ME, False, Refusal.CLOSED),
        (CLOSED, STAFF, COLLEAGUE, True, Refusal.CLOSED),
    ],
)
def test_who_may_take(
    state: State, holder: Holder, staff: StaffId | None, supervisor: bool, refusal: Refusal | None
) -> None:
    assert may_take(head(state, holder, staff), ME, supervisor) is refusal


@pytest.mark.parametrize(
    ("state", "holder", "staff", "supervisor", "refusal"),
    [
        (OPEN, BOT, None, False, None),
        (OPEN, QUEUE, None, False, None),
        (OPEN, STAFF, ME, False, None),
        (OPEN, STAFF, COLLEAGUE, False, Refusal.HELD_BY_OTHER),
        (OPEN, STAFF, COLLEAGUE, True, None),
        (CLOSED, STAFF, ME, True, Refusal.CLOSED),
        (CLOSED, BOT, None, False, Refusal.CLOSED),
    ],
)
def test_who_may_let_go(
    state: State, holder: Holder, staff: StaffId | None, supervisor: bool, refusal: Refusal | None
) -> None:
    assert may_let_go(head(state, holder, staff), ME, supervisor) is refusal


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_is_told_with_its_own_code_and_what_to_do(refusal: Refusal) -> None:
    error = error_of(refusal)
    assert error.code == refusal.value
    assert error.status in {404, 409}
    assert error.detail.endswith(".")


# ---------------------------------------------------------------- characters

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"  # 👨‍👩‍👧‍👦


@pytest.mark.parametrize(
    "kept",
    [
        "在吗",
        "第一行\n第二行\t缩进\r\n",
        f"一家人{FAMILY}来买",
        "\U0001f469\U0001f3fd\u200d\U0001f680",  # woman astronaut, medium skin
        "\u2764\ufe0f\u200d\U0001f525",  # heart on fire: the joiner follows a variation selector
        "\U0001f3f3\ufe0f\u200d\U0001f308",  # rainbow flag
        "\U0001f441\ufe0f\u200d\U0001f5e8\ufe0f",  # eye in a speech bubble
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",  # flag of England: tags
        "1\ufe0f\u20e3",  # keycap
        "می\u200cخواهم",  # Persian: a non-joiner between letters
        "क\u094d\u200dष",  # Devanagari: a joiner between letters
        "שלום مرحبا",
        "葛\U000e0100城",  # a name written with an ideographic variation
        "{{7*7}} ${jndi:ldap://x} '; DROP TABLE messages; -- <script>alert(1)</script>",
    ],
)
def test_what_people_write_stays_as_sent(kept: str) -> None:
    assert clean(kept) == kept
    assert acceptable_from_buyer(Text(kept)) == Text(kept)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("退\u200b款", "退款"),
        ("退\u200d款", "退款"),
        ("退\u200c款\u2060", "退款"),
        ("a\u200d\u200db", "ab"),
        ("\u200d\U0001f468", "\U0001f468"),
        ("\U0001f468\u200d", "\U0001f468"),
        ("\U0001f468\u200d\u200d\U0001f469", "\U0001f468\U0001f469"),
        ("\ufeff你好\ufeff", "你好"),
        ("文件\u202etxt.exe", "文件txt.exe"),
        ("\u2066隐\u2069\u2067藏\u2069", "隐藏"),
        ("左\u200e右\u200f", "左右"),
        ("软\u00ad连\u180e字\u061c", "软连字"),
        ("nul\x00bell\x07esc\x1bdel\x7fc1\x85", "nulbellescdelc1"),
        ("看\U000e0049\U000e0067不见", "看不见"),  # tag letters that no flag goes before
        ("\U0001f3f4\U000e0069\U000e0067看", "\U0001f3f4看"),  # … or that do not end as a flag's do
    ],
)
def test_what_nobody_sees_is_taken_out(sent: str, kept: str) -> None:
    assert clean(sent) == kept


# ---------------------------------------------------------------- content


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (Text(""), "bad_content"),
        (Text("  \n\t "), "bad_content"),
        (Text("\u200b\u202e"), "bad_content"),
        (Text("长" * (TEXT_LIMIT + 1)), "too_long"),
        (Picture("javascript:alert(1)"), "bad_content"),
        (Picture("data:image/png;base64,AAAA"), "bad_content"),
        (Picture("file:///etc/passwd"), "bad_content"),
        (Picture("https://x/a b.png"), "bad_content"),
        (Picture('https://x/"onerror="x'), "bad_content"),
        (Picture("https://x/\u202egnp.exe"), "bad_content"),
        (Picture("https://x/" + "a" * 3000), "bad_content"),
        (Picture(""), "bad_content"),
        (Picture("/uploads/1.png", width=-1), "bad_content"),
        (Picture("/uploads/1.png", height=10**30), "bad_content"),
        (ProductCard("1", "长" * (LABEL_LIMIT + 1)), "too_long"),
        (ProductCard("1", "壶", price_fen=-1), "bad_content"),
        (ProductCard("1", "壶", price_fen=10**30), "bad_content"),
        (OrderCard("1" * (LABEL_LIMIT + 1), "paid"), "too_long"),
        (OrderCard("1", "paid", total_fen=1 << 54), "bad_content"),
        (Video("https://x/1.mp4"), "bad_content"),
        (Sticker("smile"), "bad_content"),
        (ParcelCard("1", "sf", "signed"), "bad_content"),
        (Choices("选", ()), "bad_content"),
        (Form("填", ()), "bad_content"),
        (File("https://x/1.pdf", "1.pdf"), "bad_content"),
    ],
)
def test_what_a_buyer_may_not_send_is_refused_with_a_reason(content: AnyContent, code: str) -> None:
    with pytest.raises(XiaoerError) as raised:
        acceptable_from_buyer(content)
    assert raised.value.code == code
    assert raised.value.status in {413, 422}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (Text("长" * TEXT_LIMIT), Text("长" * TEXT_LIMIT)),
        (Picture("/uploads/ab12.png", "看\u200b这里"), Picture("/uploads/ab12.png", "看这里")),
        (
            Picture("https://x/1.jpg", shows="五星好评"),
            Picture("https://x/1.jpg"),
        ),  # only the shop's side sees
        (
            ProductCard("1", "壶\u202e", 38600, "https://x/1.jpg", "listed"),
            ProductCard("1", "壶", 38600, "https://x/1.jpg", "listed"),
        ),
        (ProductCard("1", "壶", picture="javascript:x"), ProductCard("1", "壶")),
        (OrderCard("3132", "paid", 1), OrderCard("3132", "paid", 1)),
    ],
)
def test_what_a_buyer_may_send_is_cleaned(sent: AnyContent, kept: AnyContent) -> None:
    assert acceptable_from_buyer(sent) == kept


def test_staff_may_send_every_kind_and_their_words_are_cleaned_too() -> None:
    assert acceptable_from_staff(Sticker("smile")) == Sticker("smile")
    assert acceptable_from_staff(Text("您\u200b好")) == Text("您好")
    with pytest.raises(XiaoerError):
        acceptable_from_staff(Text(""))

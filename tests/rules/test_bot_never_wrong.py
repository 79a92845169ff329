"""No change but of what the words mean: vague words, two orders, half a yes."""

import re
from collections.abc import Callable
from functools import cache

import pytest

from tests.rules.bot_shop import policy, sample, shelf, talk, view
from xiaoer.orders.model import Order

ASKS = {
    "cancel": "{}取消",
    "return": "{}退货",
    "exchange": "{}换货",
    "change": "{}地址改成建设路88号3栋201",
    "urge": "{}催一下",
    "invoice": "{}开个人发票",
    "book": "{}约周六上门安装",
    "protect": "{}申请价保",
}
NEAR = ("", "那个", "这个", "那单", "那台", "这一单", "刚才那个")
ANY = (*NEAR, "我的订单", "上次买的", "我买的那个", "家里那个")
POINTING = ("", "那个", "这个", "这单", "刚才那个")
OTHERS = ("另一个", "另外那单", "另外一台", "别的那个", "剩下那个")
HALF_YES = (
    *("好的但是先等等", "嗯？", "确认什么", "确认？", "确认一下是哪个订单", "好的，钱退到哪", "行吗"),
    *("可以吗", "好吧…还是别了", "谁让你取消的", "是吗", "哦好"),
    *("好的我想想", "ok？", "是哪台？", "确认前我问下", "等我确认", "确认不了", "不是这个", "是另一个"),
    *("好的，另一单", "确认，不过是另一台", "可以，但换成另一单", "好吧，还是别了", "确认取消别的那单"),
    *("我没说要取消", "确定是这单吗", "确认是60升那台吧？", "嗯嗯，我知道", "好的知道了", "好，先这样"),
    *("等会确认", "回头再确认", "你确认过了吗", "帮我确认下地址", "谢谢", "收到", "错了", "应该是另一单"),
)


def _named(word: str) -> Callable[[Order], bool]:
    return lambda order: any(word in shelf().title(str(item.product)) for item in order.items)


def _of_litres(litres: int) -> Callable[[Order], bool]:
    size = re.compile(rf"(?<!\d){litres}(升|L)")
    return lambda order: any(size.search(shelf().title(str(item.product))) for item in order.items)


def _in(*states: str) -> Callable[[Order], bool]:
    return lambda order: str(order.state) in states


TELLING: dict[str, Callable[[Order], bool]] = {
    "燃气热水器": _named("燃气热水器"),
    "燃气的那个": _named("燃气"),
    "电热水器": _named("电热水器"),
    "洗碗机": _named("洗碗机"),
    "油烟机": _named("油烟机"),
    "60升的": _of_litres(60),
    "80升那个": _of_litres(80),
    "16升那台": _of_litres(16),
    "没发货的那单": _in("unpaid", "paid", "processing"),
    "已付款那单": _in("paid"),
    "已签收的": _in("signed", "delivered"),
    "没签收的那单": _in("unpaid", "paid", "processing", "shipped", "in_transit", "delivered"),
    "路上那单": _in("shipped", "in_transit"),
    "微信付的那单": lambda order: str(order.payment) == "wechat",
    "e卡付的那单": lambda order: str(order.payment) == "ecard",
}


@cache
def buyers() -> tuple[str, ...]:
    return tuple(str(one.id) for one in sample().buyers if len(view(str(one.id)).orders) > 1)


def possible(order: Order, kind: str) -> bool:
    """Say whether a procedure is possible with an order, and worth anything there."""
    goods = [(item, shelf().by_id.get(str(item.product))) for item in order.items]
    states = set(policy().procedures[kind].states)
    if kind == "return":
        states |= set(policy().procedures["cancel"].states)  # money back for what is not sent: a cancellation
    if kind == "protect" and not any(one and one.price.fen < item.price.fen for item, one in goods):
        return False
    return str(order.state) in states


def meant(buyer: str, kind: str, words: str) -> set[str]:
    """Return the orders that the words may mean, as far as the procedure is possible with them."""
    says = TELLING.get(words, lambda _: True)
    return {str(order.id) for order in view(buyer).orders if says(order) and possible(order, kind)}


def shown(buyer: str, *said: str) -> set[str]:
    """Return the orders that would be changed if the buyer said yes now; none is changed before."""
    thoughts = talk(buyer, *said)
    assert not any(thought.changes for thought in thoughts), said
    return {plan.order for plan in thoughts[-1].memory.pending}


@pytest.mark.parametrize("kind", ASKS)
def test_words_that_fit_several_orders_are_asked_about(kind: str) -> None:
    wrong = []
    for buyer in buyers():
        for words in (*ANY, *TELLING):
            said = ASKS[kind].format(words)
            found, may = shown(buyer, said), meant(buyer, kind, words)
            if not found <= may or (found and len(may) > 1):
                wrong.append((buyer, said, found, may))
    assert wrong == []


@pytest.mark.parametrize("kind", ASKS)
def test_what_was_spoken_of_last_is_taken_only_where_the_words_allow_it(kind: str) -> None:
    wrong = []
    for buyer in buyers():
        for order in view(buyer).orders:
            mine = str(order.id)
            if str(order.state) in {"returned", "cancelled"}:
                continue
            for words in (*POINTING, *OTHERS, *TELLING):
                may = meant(buyer, kind, words)
                if words in OTHERS:
                    may -= {mine}
                elif words in POINTING or all(map(TELLING[words], view(buyer).orders)):
                    may &= {mine}  # the words tell nothing apart
                said = ASKS[kind].format(words)
                found = shown(buyer, f"{mine}什么状态", said)
                if not found <= may or (found and len(may) > 1):
                    wrong.append((buyer, mine, said, found, may))
    assert wrong == []


@pytest.mark.parametrize("said", HALF_YES)
def test_half_a_yes_changes_nothing(said: str) -> None:
    buyer, number = "cnjd波波豆", "311324806024"
    for kind in ("cancel", "urge", "invoice"):
        first = ASKS[kind].format(number)
        assert talk(buyer, first)[-1].memory.pending, first
        assert not talk(buyer, first, said)[-1].changes, (first, said)


@pytest.mark.parametrize(
    "said", ["确认", "好的，确认", "确认取消", "嗯 确认", "对，确认", "确认～", "没问题，确认"]
)
def test_a_yes_is_taken(said: str) -> None:
    assert talk("cnjd波波豆", "311324806024取消", said)[-1].changes


A, B = "311324806024", "310995404460"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (f"{A}取消，另外那单催一下", {("cancel", A), ("urge", B)}),
        (f"给{B}开个人发票，另一单取消", {("invoice", B), ("cancel", A)}),
        (f"{A}别动，取消另一个", {("cancel", B)}),
        (f"除了{A}都取消", {("cancel", B)}),
        (f"{A}的保修多久？把另一台退了", {("cancel", B)}),
        (f"不对，是另一单，{B}，取消它", {("cancel", B)}),
        (f"{A}到哪了，那单取消吧", {("cancel", A)}),
        (f"{A}和{B}都取消", {("cancel", A), ("cancel", B)}),
        (f"把订单取消了，另外{B}开个个人发票", set()),
        (f"取消，再给{B}催一下", set()),
        (f"我要取消订单，对了{B}到哪了", set()),
        (f"{A}和{B}哪个是16升的，取消16升的", set()),
        (f"取消{A}还是{B}好呢", set()),
        (f"{A}或者{B}取消一个", set()),
        (f"先别取消{A}", set()),
    ],
)
def test_of_two_orders_in_one_turn_the_right_one_is_meant(said: str, found: set[tuple[str, str]]) -> None:
    memory = talk("cnjd波波豆", said)[-1].memory
    assert {(plan.kind, plan.order) for plan in memory.pending} == found

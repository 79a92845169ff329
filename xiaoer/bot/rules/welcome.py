"""The welcome card: a greeting, the open order, and the questions that are most likely now. (猜你想问)"""

from xiaoer.bot.model import Evidence, Memory, Reply, Thought, View
from xiaoer.bot.rules.answers import addressed, brief, order_evidence
from xiaoer.bot.rules.cards import order_card, product_card
from xiaoer.bot.rules.emergency import greeted
from xiaoer.conversations.model import Choice, Choices
from xiaoer.knowledge.model import Product
from xiaoer.orders.model import Order

_SHOWN = 6
_ENDED = frozenset({"completed", "cancelled", "returned"})


def welcome(view: View, product: str | None) -> Thought:
    """Return the greeting with cards and choices for the product page and the buyer's latest open order."""
    memory = Memory()
    goods = view.catalogue.by_id.get(product or "")
    order = _open_order(view)
    replies: list[Reply] = []
    if goods:
        memory.products = [str(goods.id)]
        replies.append(Reply(product_card(goods), (Evidence("product", str(goods.id), "title,price"),)))
    if order:
        replies.append(Reply(order_card(view, order), (order_evidence(order),)))
    greeting = f"您好，我是{view.persona.name}，商品、订单、物流和售后的问题都可以问我。"
    if order:
        greeting += f"您最近的订单是{brief(view, order)}。"
    likely = [*_about_goods(goods), *_about_order(order), *view.popular, *_about_shop(view)]
    questions = list(dict.fromkeys(likely))[:_SHOWN]
    held = greeted(view, memory)
    text = "\n".join([addressed(view, greeting), *(part.text for part in held)])
    choices = Choices(text, tuple(Choice(question, question) for question in questions))
    announced = tuple(item for part in held for item in part.evidence)
    replies.append(Reply(choices, (Evidence("persona", str(view.shop), "greeting"), *announced)))
    return Thought(tuple(replies), memory, trace={"rule": "welcome"})


def _open_order(view: View) -> Order | None:
    running = [order for order in view.orders if str(order.state) not in _ENDED]
    return max(running, key=lambda order: order.created_ms, default=None)


def _about_goods(goods: Product | None) -> list[str]:
    if goods is None:
        return []
    asked = ["这款有什么赠品"] if goods.gifts else []
    asked += ["安装怎么收费"] if goods.installation else []
    asked += ["保修多久"] if goods.repair else []
    return [*asked, "这款的尺寸是多少"] if goods.description else asked


def _about_order(order: Order | None) -> list[str]:
    if order is None:
        return []
    match str(order.state):
        case "unpaid" | "paid" | "processing":
            return ["我的订单什么时候发货", "帮我加急", "我要改收货地址"]
        case "shipped" | "in_transit" | "delivered":
            return ["我的快递到哪了", "帮我催一下"]
        case _:
            return ["怎么申请退货", "帮我开发票"]


def _about_shop(view: View) -> list[str]:
    asked = ["现在有什么优惠活动"] if view.promotions else []
    asked += [faq.question for faq in view.faqs[:3] if faq.product is None]
    return asked

"""Complaints: comfort with the real state of the matter, and an offer; nothing is changed."""

import re

from xiaoer.base.money import Money
from xiaoer.bot.model import Memory, Plan
from xiaoer.bot.rules import answers, attributes, policies
from xiaoer.bot.rules.answers import Part
from xiaoer.bot.rules.course import Course, offered
from xiaoer.bot.rules.focus import find_orders, find_product, order_of
from xiaoer.bot.rules.procedures import check, procedure
from xiaoer.bot.rules.reading import Clause, talk
from xiaoer.bot.rules.slots import price_now
from xiaoer.orders.model import Order

PERSON = "person"
_OFTEN = 2
_OF_ORDERS = ("parcel.", "order.")
_MOVING = frozenset({"shipped", "in_transit"})
_GIVEN = re.compile("送的|赠|附送|随单|随箱")
_SURE = 0.6
_LEADS = (
    "非常抱歉给您带来了不好的体验，我完全理解您的心情",
    "实在抱歉让您烦心了，您的心情我理解",
    "真的很抱歉，遇到这种情况换谁都会着急，我来帮您看",
)


def comfort(memory: Memory) -> Part:
    """Return the first sentence to somebody who is upset, another one each time."""
    lead = Part(_LEADS[memory.upset % len(_LEADS)])
    memory.upset += 1
    return lead


def soothe(course: Course) -> None:
    """Answer a complaint: first the feeling, then the facts, then one fitting offer.

    A person is offered at once when the buyer threatens or is upset again and again.
    """
    memory, reading = course.memory, course.reading
    threatened = bool(talk()["threat"].search(reading.text))
    course.parts.insert(0, comfort(memory))
    if threatened or memory.upset > _OFTEN:
        _offer_person(course)
        return
    about = [c for c in reading.clauses if any(name.startswith(_OF_ORDERS) for name in c.intents)]
    whole = Clause(reading.text, reading.mentions, (), asking=False)
    clause = next(iter((*about, *reading.clauses)), whole)
    text = f"{reading.text} {reading.shows}"
    if (
        _answered_by_shop(course)
        or (talk()["dear"].search(text) and _about_price(course, clause))
        or _about_gift(course)
    ):
        return
    if talk()["damaged"].search(text):
        _about_damage(course, clause)
        return
    if talk()["late"].search(reading.text) and _about_delay(course, clause):
        return
    topics = course.view.catalogue.trade.topics_of(text)
    if talk()["faulty"].search(text) or any(topic.name == "fault" for topic in topics):
        _about_fault(course, clause)
        return
    if talk()["fitting"].search(text):
        _about_fitting(course, clause)
        return
    course.say("您可以告诉我具体遇到了什么问题，我马上帮您处理；需要的话也可以为您转人工客服")


def _answered_by_shop(course: Course) -> bool:
    """Answer the question inside a complaint from the shop's own entries, when one is about it."""
    if course.view.orders or not any(clause.asking for clause in course.reading.clauses):
        return False
    answer = policies.best_faq(course, course.reading.text)
    if answer is None or answer.evidence[0].kind != "faq":
        return False
    course.add(answer)
    return True


def _about_gift(course: Course) -> bool:
    """Say how a gift is sent, when the complaint names the gift of something bought or looked at."""
    text, shelf = course.reading.text, course.view.catalogue
    page = shelf.by_id.get(course.turn.product or "")
    asked = any(clause.asking for clause in course.reading.clauses)
    if not _GIVEN.search(text) and not (page and asked and attributes.gift_named(page, text)):
        return False
    bought = [str(item.product) for order in course.view.orders for item in order.items]
    for name in dict.fromkeys((*course.memory.products, *bought)):
        goods = shelf.by_id.get(name)
        if goods and attributes.gift_named(goods, text):
            told = attributes.fact(shelf, name, f"{text}赠品")
            if told:
                course.look_at(name)
                course.add(Part(told.text, told.evidence))
                return True
    return False


def _offer_person(course: Course) -> None:
    course.memory.missed = 0
    said = "这件事我可以马上请人工客服来处理，需要转接的话请回复“转人工”。"
    offered(course, Plan(PERSON), said)


def _order(course: Course, clause: Clause) -> Order | None:
    found = find_orders(clause, course.reading, course.view, course.memory)
    meant = [order for number in found.orders if (order := order_of(course.view, number))]
    moving = [order for order in meant if str(order.state) in _MOVING]
    if len(meant) > 1 and len(moving) == 1:
        meant = moving  # who complains of waiting means what is on its way
    if len(meant) == 1:
        course.look_at_order(str(meant[0].id))
        return meant[0]
    return None


def _about_price(course: Course, clause: Clause) -> bool:
    order = _order(course, clause)
    if order is None:
        return False
    for item in order.items:
        now = price_now(course.view, course.memory, str(item.product))
        if now and now.fen < item.price.fen:
            gap = Money(item.price.fen - now.fen)
            course.say(
                f"查到您在订单{order.id}的购买价是{item.price.yuan()}元，目前商品售价{now.yuan()}元，相差{gap.yuan()}元",
                answers.order_evidence(order, "price"),
            )
            if procedure(course.view, "protect").refund:
                offered(course, Plan("protect", str(order.id)), "请问需要我为您申请价保吗？")
            return True
        course.say(
            f"查到您在订单{order.id}的购买价是{item.price.yuan()}元，"
            f"目前商品售价{(now or item.price).yuan()}元",
            answers.order_evidence(order, "price"),
        )
    return True


def _about_delay(course: Course, clause: Clause) -> bool:
    found = find_orders(clause, course.reading, course.view, course.memory)
    waiting = [
        order
        for number in found.orders
        if (order := order_of(course.view, number))
        and str(order.state) not in {"signed", "completed", "cancelled", "returned"}
    ]
    for order in waiting[:3]:
        parcels = [parcel for parcel in course.view.parcels if parcel.order == order.id]
        moving = [parcel for parcel in parcels if len(parcel.scans) > 1]
        for parcel in moving:
            course.add(answers.parcel_line(course.view, parcel, order))
        if not moving:
            course.add(answers.order_status(course.view, order))
    if len(waiting) == 1:
        course.look_at_order(str(waiting[0].id))
        plan = Plan("urge", str(waiting[0].id))
        if check(plan, course.view, course.memory).ok:
            offered(course, plan, "请问需要我帮您加急吗？")
    elif not waiting:
        course.say("您可以告诉我是哪个订单，我马上查物流进度")
    return True


def _about_damage(course: Course, clause: Clause) -> None:
    order = _order(course, clause)
    if order is None:
        course.say("请告诉我是哪个订单，我马上为您核实处理")
        return
    course.add(answers.order_status(course.view, order))
    course.say("您的反馈我记下了；如果需要退换，我可以帮您看这个订单支持的售后方式")


def _about_fault(course: Course, clause: Clause) -> None:
    found = find_product(clause, course.reading, course.view, course.memory, course.turn.product)
    known = [name for name in found if name in course.view.catalogue.by_id]
    if len(known) == 1:
        course.look_at(known[0])
        told = attributes.fact(course.view.catalogue, known[0], f"{course.reading.text}故障")
        if told and told.sure > _SURE and told.topic == "fault":
            course.add(Part(f"可以先这样排查：{told.text}", told.evidence))
    course.memory.topic = "fault"
    order = _order(course, clause)
    plan = Plan("book", str(order.id) if order else "", {"service": "维修"})
    if "维修" in procedure(course.view, "book").services:
        offered(course, plan, "请问需要我为您预约师傅上门维修吗？")


def _about_fitting(course: Course, clause: Clause) -> None:
    found = find_product(clause, course.reading, course.view, course.memory, course.turn.product)
    known = [name for name in found if name in course.view.catalogue.by_id]
    if len(known) == 1:
        course.look_at(known[0])
    course.memory.topic = "install.how"
    if len(known) != 1:
        course.ask_for(
            "product",
            "请问您安装的是哪款商品呢？告诉我商品编号或型号，我把安装要求和步骤发给您，也可以为您预约师傅上门安装。",
        )
        return
    course.say("我可以把这款商品的安装步骤发给您，也可以为您预约师傅上门安装")

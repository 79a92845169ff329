"""Filling in what a procedure needs: from the buyer's words, the picture and the buyer's data."""

import re
from collections.abc import Sequence

from xiaoer.base.money import Money
from xiaoer.bot.model import Memory, Plan, View
from xiaoer.bot.rules import entities
from xiaoer.bot.rules.describing import told_apart
from xiaoer.bot.rules.entities import ADDRESS, PHONE, PRODUCT
from xiaoer.bot.rules.focus import order_of
from xiaoer.bot.rules.reading import Clause, Reading, talk
from xiaoer.orders.model import InvoiceKind, Order, Payment

_COMPANY = re.compile(r"企业|公司|单位|对公|集团")
_PERSONAL = re.compile(r"个人|私人|本人|我自己")
_TITLE = re.compile(
    r"(?:抬头|开给|名称)(?:就)?(?:写|是|为|开|用|填|叫|改成|改为|换成|请写|：|:|\s)*([^\s,，。；;！!？?：:]{2,40})"
)
_FIRM = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9（）()·]{2,36}?(?:有限责任公司|股份有限公司|有限公司|公司|集团|工厂|事务所|学校|医院|大学|学院|工作室|协会|银行|委员会|合作社|商行|经营部)(?:有限责任公司|股份有限公司|有限公司|分公司|公司)?"
)
_FIRM_LEAD = re.compile(r"^.*?(?:抬头|开给|开票给|名称|写|是|叫|为|开)+(?:：|:)?")
_NOT_TITLE = re.compile(
    r"什么|哪|多少|个人|企业|默认|发票|税号|电话|姓名|名字|系统|自己|你们|帮我|查|^(就|也|都)?(可以|行|好|即可|随便|ok|没问题)"
)
_SEVERAL = 2
_BARE_FIRM = 3
_ALIKE = re.compile("一样|同样|相同|也改|也换|一起改")
_REPAIR_TOPICS = {"fault", "repair.fee", "repair.how", "warranty"}


def order_for(view: View, plan: Plan) -> Order | None:
    """Return the order of a plan."""
    return order_of(view, plan.order)


def filled(plan: Plan, clause: Clause, reading: Reading, view: View, memory: Memory) -> Plan:
    """Return a plan with every slot that the turn, the memory and the buyer's data can fill."""
    slots = dict(plan.slots)
    match plan.kind:
        case "change":
            _set(slots, "address", reading.values(ADDRESS))
            _set(slots, "phone", reading.values(PHONE))
            if not slots and _ALIKE.search(reading.text):
                _as_last_changed(slots, memory)
        case "place":
            _fill_place(slots, clause, reading, view, memory)
        case "exchange":
            _fill_exchange(slots, clause, reading, view, plan)
            focus = next(
                (p for p in _goods_of(view, plan) if view.catalogue.style(p) in memory.products[:1]), ""
            )
            if focus:
                slots.setdefault("product", focus)
        case "invoice":
            _fill_invoice(slots, clause, reading, view, plan)
        case "book":
            _fill_visit(slots, reading, view, memory, plan)
        case "cashback":
            if reading.picture:
                slots["picture"], slots["shows"] = reading.picture, reading.shows
            elif memory.picture and not slots.get("picture"):
                slots["picture"], slots["shows"] = memory.picture, memory.shows
        case "protect":
            _fill_difference(slots, view, memory, plan)
    return Plan(plan.kind, plan.order, slots)


def _as_last_changed(slots: dict[str, str], memory: Memory) -> None:
    """Fill in the address and phone of the last change of this conversation (也改一样的)."""
    last = next((done for done in reversed(memory.done) if done.startswith("change:")), "")
    if last:
        address, _, phone = last.split(":", 2)[2].rpartition("/")
        slots |= {name: value for name, value in (("address", address), ("phone", phone)) if value}


def _set(slots: dict[str, str], name: str, values: list[str]) -> None:
    if values:
        slots[name] = values[-1]


def _fill_place(slots: dict[str, str], clause: Clause, reading: Reading, view: View, memory: Memory) -> None:
    named = _wares(clause, reading, view)
    if named:
        slots["product"] = ",".join(named)
    elif not slots.get("product") and memory.products and not (memory.asked == "product" and memory.options):
        slots["product"] = memory.products[0]
    count = entities.quantity(reading.text)
    if count or not slots.get("quantity"):
        slots["quantity"] = str(count or 1)
    way = entities.payment(reading.text, view.policy.payments)
    if not way and talk()["same_payment"].search(reading.text):
        before = order_of(view, memory.order) or (view.orders[-1] if view.orders else None)
        if before and before.payment not in {Payment.UNKNOWN, Payment.OTHER}:
            way = str(before.payment)
    if way:
        slots["payment"] = way


def _goods_of(view: View, plan: Plan) -> list[str]:
    order = order_of(view, plan.order)
    return [str(item.product) for item in order.items] if order else []


def _wares(clause: Clause, reading: Reading, view: View) -> list[str]:
    """Return the products to order as `id`, or `id:count` where several are ordered in one turn."""
    inside = [
        other
        for other in reading.clauses
        if other is clause or "order.place" in other.intents or not (other.intents or other.asking)
    ]
    found: dict[str, int] = {}
    for one in inside if clause.values(PRODUCT) else reading.clauses:
        marks = [mention for mention in one.mentions if mention.mark == PRODUCT]
        pieces = one.text.split(PRODUCT)
        for place, mention in enumerate(marks):
            after = entities.quantity(pieces[place + 1]) if place + 1 < len(pieces) else 0
            found[mention.value] = after or (entities.quantity(pieces[place]) if place == 0 else 0)
    known = {name: count for name, count in found.items() if name in view.catalogue.by_id}
    if len(known) < _SEVERAL:
        return list(known) or list(found)[-1:]
    return [f"{name}:{count}" if count else name for name, count in known.items()]


def _fill_exchange(slots: dict[str, str], clause: Clause, reading: Reading, view: View, plan: Plan) -> None:
    goods = _goods_of(view, plan)
    named = clause.values(PRODUCT) + reading.values(PRODUCT)
    for name in named:
        if name in goods:
            slots["product"] = name
        elif any(
            name == str(o.product)
            for good in goods
            if good in view.catalogue.by_id
            for o in view.catalogue.by_id[good].exchanges
        ):
            slots["wanted"] = name
        elif name in view.catalogue.titles:
            slots.setdefault("wanted", name)
    if "product" not in slots and len(goods) == 1:
        slots["product"] = goods[0]
    texts = [clause.text, *(one.text for one in reading.clauses)]
    told = told_apart(view, texts, goods) if len(goods) > 1 else ""
    if told:
        slots.setdefault("product", told)
    if "product" not in slots and goods:
        ranked = view.catalogue.named(reading.text, goods)
        if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
            slots["product"] = ranked[0][0]


def _fill_invoice(slots: dict[str, str], clause: Clause, reading: Reading, view: View, plan: Plan) -> None:
    title = title_in(reading.raw)
    if title:
        slots["title"] = title
    if _COMPANY.search(reading.text) and not re.search(r"不(是|要|开).{0,2}(企业|公司)", reading.text):
        slots["invoice"] = str(InvoiceKind.COMPANY)
    elif _PERSONAL.search(reading.text):
        slots["invoice"] = str(InvoiceKind.PERSONAL)
    elif title and "invoice" not in slots:
        slots["invoice"] = str(InvoiceKind.COMPANY if _FIRM.search(title) else InvoiceKind.PERSONAL)
    order = order_of(view, plan.order)
    name = (view.buyer.name if view.buyer else "") or (order.address.name if order else "")
    phone = (view.buyer.phone if view.buyer else "") or (order.address.phone if order else "")
    if slots.get("invoice") == InvoiceKind.PERSONAL:
        slots.setdefault("title", name)
    _set(slots, "phone", _phones(clause, reading))
    slots.setdefault("phone", phone)


def _phones(clause: Clause, reading: Reading) -> list[str]:
    """Return the phones said for a clause; a phone that another clause wants changed is not among them."""
    others = [other for other in reading.clauses if other is not clause]
    changing = _changing(others)
    return clause.values(PHONE) or ([] if changing else reading.values(PHONE))


def _changing(clauses: Sequence[Clause]) -> bool:
    """Say whether some clause wants a phone changed, so that the phone said is for nothing else."""
    return any("order.change" in one.intents and talk()["changing"].search(one.text) for one in clauses)


def title_in(raw: str) -> str:
    """Return the invoice title that is said, in the letters typed, "" for none."""
    firm = _firm_in(raw)
    said = _TITLE.search(raw)
    if said:
        title = re.sub(r"(吧|哈|谢谢|哦|的)+$", "", said.group(1))
        if not _NOT_TITLE.search(title) or _FIRM.fullmatch(title):
            return title
    return firm


def _firm_in(raw: str) -> str:
    """Return the longest name of a firm in a text, "" for none; the bare word 公司 names no firm."""
    found = (_FIRM_LEAD.sub("", firm.group()) for firm in _FIRM.finditer(raw))
    return max((name for name in found if len(name) > _BARE_FIRM), key=len, default="")


def _fill_visit(slots: dict[str, str], reading: Reading, view: View, memory: Memory, plan: Plan) -> None:
    services = view.policy.procedures["book"].services
    meant = [name for name, cues in services.items() if re.search(cues, reading.text)]
    if meant and ("service" not in slots or len(meant) == 1):
        slots["service"] = next((name for name in meant if name in reading.text), meant[0])
    if "service" not in slots and memory.topic:
        kind = (
            "维修"
            if memory.topic in _REPAIR_TOPICS
            else "安装"
            if memory.topic.startswith(("install", "accessory"))
            else ""
        )
        if kind in services:
            slots["service"] = kind
    when = entities.day(reading.text)
    if when:
        slots["when"] = when
    order = order_of(view, plan.order)
    pieces = [clause.text for clause in reading.clauses if not clause.intents and not clause.topics]
    name = entities.person(reading.text, pieces)
    if name:
        slots["name"] = name
    slots.setdefault("name", (view.buyer.name if view.buyer else "") or (order.address.name if order else ""))
    changing = _changing(reading.clauses)
    _set(slots, "phone", [] if changing else reading.values(PHONE))
    slots.setdefault(
        "phone", (view.buyer.phone if view.buyer else "") or (order.address.phone if order else "")
    )


def _fill_difference(slots: dict[str, str], view: View, memory: Memory, plan: Plan) -> None:
    order = order_of(view, plan.order)
    if order is None:
        return
    lines, total = [], 0
    for item in order.items:
        now = price_now(view, memory, str(item.product))
        if now is not None and now.fen < item.price.fen:
            back = Money((item.price.fen - now.fen) * item.quantity)
            total += back.fen
            lines.append(
                f"商品{item.product}购买价{item.price.yuan()}元，当前价{now.yuan()}元，"
                f"差价{Money(item.price.fen - now.fen).yuan()}元×{item.quantity}"
            )
    slots["amount"], slots["sum"] = str(total), "；".join(lines)


def price_now(view: View, memory: Memory, product: str) -> Money | None:
    """Return the lowest proven price: the catalogue's, or that of the shop's page on the buyer's picture.

    A picture counts only where the policy takes it as evidence, when it names this product and no
    other marketplace.
    """
    goods = view.catalogue.by_id.get(product)
    if goods is None:
        return None
    prices = [goods.price]
    declared = view.policy.procedures["protect"]
    shows = memory.shows
    if "picture" in declared.evidence and shows and not talk()["elsewhere"].search(shows):
        same = product in shows or any(
            name == product for name, _ in view.catalogue.named(shows.lower(), [product])
        )
        seen = [amount for amount in entities.amounts(shows) if amount > 0]
        if same and seen and min(seen) * 100 >= goods.price.fen * 0.3:
            prices.append(Money(round(min(seen) * 100)))
    return min(prices)


def service_meant(reading: Reading, memory: Memory) -> str:
    """Return the topic that the turn is about, for what may follow."""
    for clause in reading.clauses:
        if clause.topics:
            return clause.topics[0].name
    return memory.topic

"""What the buyer wants in this turn: the intents of the clauses, brought into one list of wishes."""

import re
from dataclasses import dataclass

from xiaoer.bot.catalogue.shelf import codes
from xiaoer.bot.catalogue.variants import mentioned, variants_of
from xiaoer.bot.model import Memory, View
from xiaoer.bot.rules import entities, sizing
from xiaoer.bot.rules.attributes import gift_named
from xiaoer.bot.rules.compare import kinds_wanted
from xiaoer.bot.rules.describing import described, described_in
from xiaoer.bot.rules.entities import ADDRESS, FOREIGN, ORDER, PHONE, PRODUCT
from xiaoer.bot.rules.reading import Clause, Reading, talk
from xiaoer.bot.rules.rivals import KINDS, Spoken, without_rivals

ACTS = {
    "order.cancel": "cancel",
    "order.return": "return",
    "order.exchange": "exchange",
    "order.change": "change",
    "order.place": "place",
    "order.urge": "urge",
    "invoice.issue": "invoice",
    "price.protect": "protect",
    "service.book": "book",
    "cashback.apply": "cashback",
}
_ABOUT_MONEY = {"install.fee", "repair.fee", "warranty", "warranty.extend"}
_ABOUT_GOODS = {"install.need", "install.how", "install.time", "repair.how", "install.who", "care"}
ASKS_FEE = re.compile(
    r"(多少钱|收费|费用|加钱|要钱|收钱|免费|几块|什么价|贵吗|收.{0,6}费|钱(吗|么|不|嘛)|怎么收|咋收)"
)
_SEVERAL = 2
_ANEW = re.compile("(重新|另外|另|再)(去)?(买|下单|拍|选购|下一单)")
_ORDER_ITSELF = re.compile("取消|退单|撤|Ⓞ|订单|单子|那单|这单")
_ADVICE = re.compile(r"推荐|建议|预算|以内|有没有|哪(款|个|台)|别的|其他")
_ABOUT_WORK = {"install.how", "install.time", "repair.how"}
_EITHER = re.compile(
    r"换不(了|成)|不(能|给|让|可以|行).{0,6}(换|退|就)|没(有)?(大|小|合适|能换|货).{0,6}退|要么|否则|不然|还是退|直接退"
)
_AMONG = re.compile(r"(这|那|它|^)(两|俩|三|几|些)(款|个|台|种)?.{0,4}(哪|谁|区别|差)")
_TURNED_INTO = re.compile(r"(改|换|调)(成|为|到|个|[\dsmlx]|[大小]|.{1,3}(码|号|色))")
_WHOLE_ORDER = re.compile("取消|退款|退钱|撤销|整单|订单(都|也)?不要")
_AFFORDS = re.compile("Ⓦ.*(够|(买|付)得(起|下|了)).*(吗|么|不|嘛|没|呢)|Ⓦ.{0,14}够(不够|吗|不)")
_VAGUE = {"feature", "household", "subsidy", "price", "care", "smart", "stock", "material"}
_OF_ORDERS = {"order.content", "order.address"}
_RESEMBLE_GOODS = {"order.content", "order.amount", "order.place.can"}
_CLEAR_GOODS = _NOT_ADVICE = {
    *("accessory", "gift", "fault", "install.fee", "install.how", "install.need", "warranty", "repair.fee"),
}
_NEED = re.compile(r"(需要|要|用|得)(不要|不用|不需要)?.{0,6}(吗|么|不|嘛)$|要不要|能自己|自己(能|可以)")
_OF_THESE_GOODS = re.compile(r"以旧换新|到手|补(完|后|下来)|(国补|补贴).{0,3}(后|完)")
_GENERAL = re.compile(
    r"政策|活动|打折|折扣|最近|现在有|有啥|有什么|有哪些|店里|店铺|全场|618|双十|大促|plus|会员|跨店|满减|回收券|国补|以旧换新|级能效.{0,6}补|上限|最高"
)


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing wanted: a procedure (cancel …), a question (order.status …) or a fact about goods."""

    name: str
    clause: Clause


def wishes(reading: Reading, view: View, memory: Memory) -> list[Wish]:
    """Return the wishes of a turn in the order they were said, each kind once."""
    found: list[Wish] = []
    for clause in reading.clauses:
        for name in _of_clause(clause, reading, view, memory):
            earlier = [wish.clause for wish in found if wish.name == name]
            if not earlier or name == "fact" or _of_another_order(clause, earlier, view):
                found.append(Wish(name, clause))
    if not any(wish.name in KINDS for wish in found) and _tells_visit(reading, view):
        found.append(Wish("book", reading.clauses[0]))
    return _sorted_out(found, reading, memory)


def _tells_visit(reading: Reading, view: View) -> bool:
    """Say whether a turn tells a service, a day and an order or phone, and nothing more (Ⓞ维修 明天上午)."""
    if any(clause.asking for clause in reading.clauses) or not entities.day(reading.text):
        return False
    services = view.policy.procedures["book"].services
    return any(name in reading.text for name in services) and bool(
        reading.values(ORDER) + reading.values(PHONE)
    )


def _of_another_order(clause: Clause, earlier: list[Clause], view: View) -> bool:
    """Say whether a clause names or describes an order that none before it did (A取消，B也取消)."""
    if not clause.values(ORDER) and len(view.orders) < _SEVERAL:
        return False

    def meant(one: Clause) -> set[str]:
        return set(one.values(ORDER)) or {str(order.id) for order in described_in(one, view)}

    mine = meant(clause)
    return len(mine) == 1 and all(before and not mine & before for before in map(meant, earlier))


def _of_clause(clause: Clause, reading: Reading, view: View, memory: Memory) -> list[str]:
    called = [ACTS.get(name, name) for name in clause.intents]
    names = [name for name in called if name not in {"greet", "thanks", "bye", "repeat", "person", "why"}]
    topics = {topic.name for topic in clause.topics}
    names = without_rivals(
        names,
        Spoken(clause.text, clause.asking, reading.values(PRODUCT), bool(reading.picture), _named(reading)),
        topics,
    )
    names = _facts_or_acts(names, clause, topics, reading.text, bool(memory.products))
    names = _orders_or_goods(names, clause, topics, view, memory)
    several = len(memory.compared) > 1 or len(memory.products) > 1
    if "compare" in called and several and _AMONG.search(clause.text):
        names = ["compare"]
    if "exchange" in names and _not_exchangeable(clause, view):
        names = ["place" if name == "exchange" else name for name in names]
    if "place" in names and _kind_only(reading, view, memory):
        names = ["recommend" if name == "place" else name for name in names if name != "recommend"]
    names = _terms_of_sale(names, clause, view, memory)
    if not KINDS & set(names) and _other_variant(clause, reading, view, memory):
        names = ["exchange"]
    if (
        not names
        and view.catalogue.trade.topic(sizing.TOPIC)
        and (sizing.measured(clause.text) or sizing.answers(clause.text, memory))
    ):
        names = ["fact"]
    if not names and (topics or (clause.asking and not set(called) - {"why"})) and not _only_talk(clause):
        names = ["fact"]
    return names


def _terms_of_sale(names: list[str], clause: Clause, view: View, memory: Memory) -> list[str]:
    """Let a question about limits, timed sales, restock or places stand alone, where it is about goods."""
    sales = [name for name in names if name.startswith("sale.")]
    if not sales:
        return names
    others = [name for name in names if name not in sales]
    waits = {"parcel.where", "order.status"} & set(others)
    if "sale.restock" in sales and waits and not _gone(clause, view, memory):
        sales.remove("sale.restock")
    if "sale.region" in sales and others:
        sales.remove("sale.region")
    if not sales:
        return others
    acts = [name for name in others if name in KINDS and talk()["request"].search(clause.text)]
    return acts if "place" in acts else [*sales[:1], *acts]


def _gone(clause: Clause, view: View, memory: Memory) -> bool:
    """Say whether the product that is spoken of cannot be bought now."""
    about = clause.values(PRODUCT) or ([memory.page] if memory.page else memory.products[:1])
    known = [view.catalogue.by_id[name] for name in about if name in view.catalogue.by_id]
    return bool(known) and str(known[0].state) != "listed"


def _other_variant(clause: Clause, reading: Reading, view: View, memory: Memory) -> bool:
    """Say whether a clause wants an order in another colour or size (8826… 改成樱粉的)."""
    if not _TURNED_INTO.search(clause.text):
        return False
    told = [str(order.id) for order in described(reading.text, (), view)]
    orders = reading.values(ORDER) or told or ([memory.order] if memory.order else [])
    goods = [item.product for order in view.orders if str(order.id) in orders for item in order.items]
    known = [view.catalogue.by_id[str(name)] for name in goods if str(name) in view.catalogue.by_id]
    return any(mentioned(variants_of(product), clause.text) for product in known)


def _not_exchangeable(clause: Clause, view: View) -> bool:
    """Say whether the product named is sold here but is no exchange option of anything bought (换成Ⓟ吧)."""
    named = [name for name in clause.values(PRODUCT) if name in view.catalogue.by_id]
    bought = {str(item.product) for order in view.orders for item in order.items}
    options = {
        str(option.product)
        for name in bought
        if name in view.catalogue.by_id
        for option in view.catalogue.by_id[name].exchanges
    }
    return bool(named) and not {*named} & (options | bought) and "货" not in clause.text


def _kind_only(reading: Reading, view: View, memory: Memory) -> bool:
    """Say whether only a kind of goods is named to be bought, with nothing looked at before."""
    named = reading.values(PRODUCT) or memory.products or memory.page or memory.pending or memory.drafts
    return not named and bool(kinds_wanted(reading.text, view.catalogue.trade)) and not codes(reading.text)


def _only_talk(clause: Clause) -> bool:
    return bool({"greet", "thanks", "bye", "repeat", "person"} & set(clause.intents))


def _named(reading: Reading) -> bool:
    """Say whether a new phone or address stands in the turn."""
    return any(mention.mark in {PHONE, ADDRESS} for mention in reading.mentions)


def _facts_or_acts(  # one return a case
    names: list[str], clause: Clause, topics: set[str], turn: str, looked_at: bool
) -> list[str]:
    """Let a question about fees, needs or warranty be a question, not a booking or an exchange."""
    text = clause.text
    when = entities.day(turn)
    requested = talk()["request"].search(text)
    if "book" in names and not when:
        fee = topics & _ABOUT_MONEY or ASKS_FEE.search(text)
        if fee or (_NEED.search(text) and topics & _ABOUT_GOODS):
            names = [name for name in names if name != "book"]
            return [*names, "fact"] if "fact" not in names else names
    if "book" in names and clause.asking and topics & _ABOUT_WORK and not when and not requested:
        return [*[name for name in names if name != "book"], "fact"]
    if "place" in names and clause.asking and topics - {"feature", "price"} and not requested:
        names = [name for name in names if name != "place"]
    plain_question = looked_at and topics - {"feature"} and not _ADVICE.search(text)
    if "recommend" in names and (topics & _NOT_ADVICE or plain_question):
        names = [name for name in names if name != "recommend"]
    if "exchange" in names and (topics & {"warranty", "repair.fee"}) and not requested:
        return [*[name for name in names if name != "exchange"], "fact"]
    if "order.amount" in names and topics & {"install.fee", "repair.fee", "warranty.extend", "accessory"}:
        return [*[name for name in names if name != "order.amount"], "fact"]
    if "order.place.can" in names and "stock" in topics:
        return names
    return _with_goods(names, clause, topics)


def _with_goods(names: list[str], clause: Clause, topics: set[str]) -> list[str]:
    """Add the question about goods that stands beside another one, and give up what it only resembles."""
    asked = topics - _VAGUE
    acts = KINDS & set(names)
    if names and clause.asking and asked and not acts:
        out = _RESEMBLE_GOODS if PRODUCT in clause.text else _RESEMBLE_GOODS | {"compare"}
        kept = [name for name in names if name not in out]
        return [*kept, "fact"] if asked & _CLEAR_GOODS or not kept else kept
    if acts and clause.asking and topics & {"gift", "accessory", "fault"}:
        return [*names, "fact"]
    return names


def _orders_or_goods(
    names: list[str], clause: Clause, topics: set[str], view: View, memory: Memory
) -> list[str]:
    text = clause.text
    if "order.amount" in names and not re.search(r"付|花|单|笔|实付|总共|一共|合计|总价", text):
        names = [name for name in names if name != "order.amount"]
    if "promotion" in names and memory.products and not _GENERAL.search(text):
        names = [name for name in names if name != "promotion"] + ["fact"]
    elif "promotion" in names and memory.products and _OF_THESE_GOODS.search(text):
        names = ["fact", *names]
    waits = {"parcel.where", "order.status", "urge"} & set(names)
    focus = view.catalogue.by_id.get(memory.products[0]) if memory.products else None
    if waits and focus and gift_named(focus, text) and ORDER not in text and "单" not in text:
        names = [*(name for name in names if name not in waits), "fact"]
    if _OF_ORDERS & set(names) and topics and not view.orders and (memory.products or memory.page):
        # Who has no order asks about the goods he looks at: 里面 is their inside, 填的 their filling.
        names = [*(name for name in names if name not in _OF_ORDERS), "fact"]
    if "price" in topics and not names:
        return ["order.amount"] if ORDER in text or FOREIGN in text else ["fact"]
    return names


def _affordable(found: list[Wish], reading: Reading) -> list[Wish]:
    """Return the wishes with one question in place of those that 我的E卡够买这个吗 resembles."""
    asks = reading.values(PRODUCT) and _AFFORDS.search(reading.text)
    if not asks or talk()["request"].search(reading.text):
        return found
    can = Wish("order.place.can", next(one for one in reading.clauses if one.values(PRODUCT)))
    return [can, *(one for one in found if one.name not in {"place", "wallet.balance", "order.place.can"})]


def _sorted_out(found: list[Wish], reading: Reading, memory: Memory) -> list[Wish]:
    if _named(reading):  # 地址 beside a new address asks for none
        found = [wish for wish in found if wish.name != "order.address" or wish.clause.asking]
    found = _affordable(found, reading)
    names = {wish.name for wish in found}
    if names & {"exchange"} and "return" in names and not re.search(r"退", reading.text):
        names.discard("return")
    if "return" in names and "exchange" in names and not _EITHER.search(reading.text):
        # 退换: the exchange was said; 换不了的话就退 keeps both, the second is what is left.
        found = [wish for wish in found if wish.name != "return"]
    if (
        {"change", "order.address"}.isdisjoint(names)
        and reading.values(ADDRESS)
        and re.search(r"地址|改|换|搬|寄", reading.text)
    ):
        found = [*[w for w in found if w.name != "exchange"], Wish("change", reading.clauses[0])]
    if (
        "cashback" not in names
        and reading.picture
        and (memory.topic.startswith("cashback") or talk()["review"].search(reading.text))
    ):
        found.append(
            Wish("cashback", reading.clauses[0] if reading.clauses else Clause("", (), (), asking=False))
        )
    if "cashback.usage" in names:
        found = [wish for wish in found if wish.name != "fact"]
    if "change" in names and names & {"book", "invoice"} and not changes_delivery(reading):
        found = [wish for wish in found if wish.name != "change"]
    if "cancel" in names and "exchange" in names and _ANEW.search(reading.text):
        found = [wish for wish in found if wish.name != "exchange"]  # cancelled, and bought anew later
    found = _weak_left_out(found, reading)
    found = [wish for wish in found if not _only_spoken_of(wish, memory)]
    names = {wish.name for wish in found}
    if KINDS & names or names - {"fact"}:
        # What is left over beside a clear wish is talk, unless it is a clear question of its own.
        found = [w for w in found if w.name != "fact" or _asks_goods(w, names)]
    return _once(found)


def _weak_left_out(found: list[Wish], reading: Reading) -> list[Wish]:
    """Leave out what was only said along: bought by mistake, goods to buy while comparing."""
    names = {wish.name for wish in found}
    out: set[str] = set()
    if "cancel" in names and KINDS & names - {"cancel"} and not talk()["weak_cancel"].search(reading.text):
        out.add("cancel")
    if {"cancel", "exchange"} <= names and not _WHOLE_ORDER.search(reading.text):
        out.add("cancel")  # what is not wanted any more is the one that goes back (蓝的不要了换粉的)
    several = len(reading.values(PRODUCT)) > 1
    if "place" in names and several and names & {"compare", "recommend"}:
        out |= {"place", "fact"}
    elif "place" in names and "recommend" in names:
        bought = reading.values(PRODUCT) or re.search(
            r"下单|就买|就要|帮我买|给我买|Ⓦ|支付|付款", reading.text
        )
        out.add("recommend" if bought else "place")
    elif "place" in names and _only_looking(found, reading):
        out.add("place")
    elif "compare" in names and several:
        out |= {"fact", "order.content"}
    if "recommend" in names and len(reading.values(PRODUCT)) == 1:
        out.add("recommend")
    if "exchange" in names:
        out |= {"recommend", "compare", "place"}
    if "recommend" in names and "place" not in names:
        out.add("fact")
    return [wish for wish in found if wish.name not in out]


def _only_spoken_of(wish: Wish, memory: Memory) -> bool:
    """Say whether a procedure is only pondered (再想想要不要取消), or a buying is given up (先不买了)."""
    text = wish.clause.text
    if wish.name not in KINDS or talk()["request"].search(text):
        return False
    buying = (
        any(plan.kind == "place" for plan in (*memory.pending, *memory.drafts)) or memory.topic == "place"
    )
    if wish.name == "cancel" and buying and not _ORDER_ITSELF.search(text):
        return True
    return bool(talk()["ponder"].search(text))


def changes_delivery(reading: Reading) -> bool:
    """Say whether a turn wants address or phone of an order changed, not only says where to call (打138…)."""
    called = [clause for clause in reading.clauses if "order.change" in clause.intents]
    return any(talk()["changing"].search(clause.text) or clause.values(ADDRESS) for clause in called)


def _only_looking(found: list[Wish], reading: Reading) -> bool:
    """Say whether "I want to buy" only opens a question about the goods."""
    if re.search(r"下单|帮我|给我来|给我拍|Ⓦ|支付|付款|\d ?(台|个|件)|[一两](台|个|件)", reading.text):
        return False
    return bool(re.search(r"想(要)?(买|看|入手)|考虑|打算", reading.text)) and any(
        wish.name == "fact" and wish.clause.topics for wish in found
    )


def _asks_goods(wish: Wish, names: set[str]) -> bool:
    """Say whether a fact is asked for beside another wish."""
    if not wish.clause.topics:
        return bool(ASKS_FEE.search(wish.clause.text))
    return wish.clause.asking or not KINDS & names


def _once(found: list[Wish]) -> list[Wish]:
    """Join facts about the same topic; keep every other wish once."""
    result: list[Wish] = []
    seen: set[str] = set()
    for wish in found:
        topics = wish.clause.topics
        mark = wish.name
        if wish.name == "fact":
            mark = f"fact:{topics[0].name if topics else wish.clause.text}"
        elif wish.name in KINDS:
            mark = f"{wish.name}:{wish.clause.text}"
        if mark not in seen:
            seen.add(mark)
            result.append(wish)
    return result

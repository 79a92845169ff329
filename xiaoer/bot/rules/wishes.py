"""What the buyer wants in this turn: the intents of the clauses, brought into one list of wishes."""

import re
from dataclasses import dataclass

from xiaoer.bot.model import Memory, View
from xiaoer.bot.rules import entities
from xiaoer.bot.rules.entities import ADDRESS, FOREIGN, ORDER, PHONE, PRODUCT
from xiaoer.bot.rules.reading import Clause, Reading, talk
from xiaoer.bot.rules.topics import topics_of

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
KINDS = frozenset(ACTS.values())
_ABOUT_MONEY = {"install.fee", "repair.fee", "warranty", "warranty.extend"}
_ABOUT_GOODS = {"install.need", "install.how", "install.time", "repair.how", "install.who", "care"}
ASKS_FEE = re.compile(
    r"(多少钱|收费|费用|加钱|要钱|收钱|免费|几块|什么价|贵吗|收.{0,6}费|钱(吗|么|不|嘛)|怎么收|咋收)"
)
_NOT_ADVICE = {
    "accessory",
    "gift",
    "fault",
    "install.fee",
    "install.how",
    "install.need",
    "warranty",
    "repair.fee",
}
_NEED = re.compile(r"(需要|要|用|得)(不要|不用|不需要)?.{0,6}(吗|么|不|嘛)$|要不要|能自己|自己(能|可以)")
_GENERAL = re.compile(
    r"政策|活动|打折|折扣|最近|现在有|有啥|有什么|有哪些|店里|店铺|全场|618|双十|大促|plus|会员|跨店|满减|回收券|国补|以旧换新|级能效.{0,6}补|上限|最高"
)
_DONE_WITH = re.compile(
    r"(能|可以|可不可以|行不行|会不会|还会|会(退|回|到)|怎么|如何|什么时候|随便|是不是|需要什么|要什么|要是)"
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
            if all(wish.name != name for wish in found) or name == "fact":
                found.append(Wish(name, clause))
    return _sorted_out(found, reading, memory)


def _of_clause(clause: Clause, reading: Reading, view: View, memory: Memory) -> list[str]:
    called = [ACTS.get(name, name) for name in clause.intents]
    names = [name for name in called if name not in {"greet", "thanks", "bye", "repeat", "person", "why"}]
    topics = {topic.name for topic in topics_of(clause.text)}
    names = _without_rivals(names, clause, reading, topics)
    names = _facts_or_acts(names, clause, topics)
    names = _orders_or_goods(names, clause, topics, view, memory)
    if not names and (topics or (clause.asking and not called)) and not _only_talk(clause):
        names = ["fact"]
    return names


def _only_talk(clause: Clause) -> bool:
    return bool({"greet", "thanks", "bye", "repeat", "person", "why"} & set(clause.intents))


def _without_rivals(names: list[str], clause: Clause, reading: Reading, topics: set[str]) -> list[str]:
    def drop(*rivals: str) -> None:
        nonlocal names
        names = [name for name in names if name not in rivals]

    text = clause.text
    if "change" in names and ({PHONE, ADDRESS} & {m.mark for m in reading.mentions} or "exchange" in names):
        drop("exchange")
    if "cancel" in names and "return" in names and "取消" in text:
        drop("return")
    if "place" in names and (PRODUCT in text or "exchange" not in names):
        drop("exchange", "cancel")
    elif "exchange" in names:
        drop("place")
    if "protect" in names:
        drop("return", "compare", "wallet.balance", "order.amount")
    if "place" in names and "order.place.can" in names:
        drop("place" if clause.asking and not talk()["request"].search(text) else "order.place.can")
    if "cashback.query" in names or "cashback.usage" in names:
        drop("order.status", "cashback") if not reading.picture else drop("order.status")
        if "cashback.query" in names and "cashback.usage" in names:
            drop("cashback.usage")
    if "wallet.partial" in names:
        drop("wallet.balance", "wallet.usage", "order.place.can", "place")
    if "invoice.info" in names:
        drop("invoice")
    if "parcel.all" in names:
        drop("parcel.where", "order.count")
    if (
        "urge" in names
        and "parcel.where" in names
        and re.fullmatch(r".{0,12}(快点|早点|尽快|赶紧|催).{0,8}", text)
    ):
        drop("parcel.where")
    if {"compare", "recommend"} <= set(names):
        drop("compare" if len(reading.values(PRODUCT)) < 2 else "recommend")  # noqa: PLR2004 two can be compared
    if "wallet.usage" in names or "wallet.balance" in names:
        drop("promotion", "order.place.can" if "wallet.balance" in names else "")
    if "gift" in topics and not (KINDS & set(names) - {"cashback"}):
        drop(
            "order.status",
            "parcel.where",
            "recommend",
            "promotion",
            "order.content",
            "cashback.usage",
            "cashback",
        )
    return names


def _facts_or_acts(names: list[str], clause: Clause, topics: set[str]) -> list[str]:
    """Let a question about fees, needs or warranty be a question, not a booking or an exchange."""
    text = clause.text
    when = entities.day(text)
    if "book" in names and not when:
        fee = topics & _ABOUT_MONEY or ASKS_FEE.search(text)
        if fee or (_NEED.search(text) and topics & _ABOUT_GOODS):
            names = [name for name in names if name != "book"]
            return [*names, "fact"] if "fact" not in names else names
    if (
        "book" in names
        and clause.asking
        and topics & {"install.how", "install.time", "repair.how"}
        and not when
    ):
        if not talk()["request"].search(text):
            return [*[name for name in names if name != "book"], "fact"]
    if (
        "place" in names
        and clause.asking
        and topics - {"feature", "price"}
        and not talk()["request"].search(text)
    ):
        names = [name for name in names if name != "place"]
    if "recommend" in names and topics & _NOT_ADVICE:
        names = [name for name in names if name != "recommend"]
    if "exchange" in names and (topics & {"warranty", "repair.fee"}) and not talk()["request"].search(text):
        return [*[name for name in names if name != "exchange"], "fact"]
    if "order.amount" in names and topics & {"install.fee", "repair.fee", "warranty.extend", "accessory"}:
        return [*[name for name in names if name != "order.amount"], "fact"]
    if "order.place.can" in names and "stock" in topics:
        return names
    asked = topics - {"feature", "household", "subsidy", "price", "care", "smart", "stock", "material"}
    if names and clause.asking and asked and not KINDS & set(names):
        kept = [
            name
            for name in names
            if name
            not in {
                "order.content",
                "order.amount",
                "order.place.can",
                "compare" if PRODUCT not in text else "",
            }
        ]
        goods = asked & {
            "gift",
            "accessory",
            "fault",
            "install.fee",
            "install.how",
            "install.need",
            "warranty",
            "repair.fee",
        }
        return [*kept, "fact"] if goods or not kept else kept
    if names and KINDS & set(names) and clause.asking and topics & {"gift", "accessory", "fault"}:
        return [*names, "fact"]
    return names


def _orders_or_goods(
    names: list[str], clause: Clause, topics: set[str], view: View, memory: Memory
) -> list[str]:
    text = clause.text
    if "order.amount" in names and not re.search(r"付|花|订单|实付|总共|一共|合计", text):
        names = [name for name in names if name != "order.amount"]
    if "promotion" in names and memory.products and not _GENERAL.search(text):
        names = [name for name in names if name != "promotion"] + ["fact"]
    elif "promotion" in names and memory.products and "以旧换新" in text:
        names = ["fact", *names]
    if "price" in topics and not names:
        return ["order.amount"] if ORDER in text or FOREIGN in text else ["fact"]
    del view
    return names


def _sorted_out(found: list[Wish], reading: Reading, memory: Memory) -> list[Wish]:
    names = {wish.name for wish in found}
    if names & {"exchange"} and "return" in names and not re.search(r"退", reading.text):
        names.discard("return")
    if "return" in names and "exchange" in names:
        # 换不了的话就退: the return is what is left when the exchange fails; 退换: the exchange was said.
        keep = (
            "return"
            if re.search(r"换不(了|成)|不(能|给|让|可以)换|没(有)?(大|合适|能换).{0,6}退", reading.text)
            else "exchange"
        )
        found = [w for w in found if w.name not in {"return", "exchange"} or w.name == keep]
    if "change" not in names and reading.values(ADDRESS) and re.search(r"地址|改|换|搬|寄", reading.text):
        found = [*[w for w in found if w.name != "exchange"], Wish("change", reading.clauses[0])]
    if (
        "cashback" not in names
        and reading.picture
        and (memory.topic.startswith("cashback") or talk()["review"].search(reading.text))
    ):
        found.append(
            Wish("cashback", reading.clauses[0] if reading.clauses else Clause("", (), (), asking=False))
        )
    found = _weak_left_out(found, reading)
    names = {wish.name for wish in found}
    if KINDS & names or names - {"fact"}:
        # What is left over beside a clear wish is talk, unless it is a clear question of its own.
        found = [w for w in found if w.name != "fact" or _asks_goods(w, names)]
    return _once(found)


def _weak_left_out(found: list[Wish], reading: Reading) -> list[Wish]:
    """Leave out what was only said along: bought by mistake beside another wish, goods to buy while comparing."""
    names = {wish.name for wish in found}
    out: set[str] = set()
    if "cancel" in names and KINDS & names - {"cancel"} and not talk()["weak_cancel"].search(reading.text):
        out.add("cancel")
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


def _only_looking(found: list[Wish], reading: Reading) -> bool:
    """Say whether "I want to buy" only opens a question about the goods."""
    if re.search(r"下单|帮我|给我来|给我拍|Ⓦ|支付|付款|\d ?(台|个|件)|[一两](台|个|件)", reading.text):
        return False
    return bool(re.search(r"想(要)?(买|看|入手)|考虑|打算", reading.text)) and any(
        wish.name == "fact" and topics_of(wish.clause.text) for wish in found
    )


def _asks_goods(wish: Wish, names: set[str]) -> bool:
    """Say whether a fact is asked for beside another wish."""
    if not topics_of(wish.clause.text):
        return bool(ASKS_FEE.search(wish.clause.text))
    return wish.clause.asking or not KINDS & names


def _once(found: list[Wish]) -> list[Wish]:
    """Join facts about the same topic; keep every other wish once."""
    result: list[Wish] = []
    seen: set[str] = set()
    for wish in found:
        topics = topics_of(wish.clause.text)
        mark = wish.name if wish.name != "fact" else f"fact:{topics[0].name if topics else wish.clause.text}"
        if mark not in seen:
            seen.add(mark)
            result.append(wish)
    return result


def hypothetical(reading: Reading, view: View) -> bool:
    """Say whether a turn asks what the rules are, not to have something done for an own order."""
    if reading.values(ORDER) or reading.values(FOREIGN) or reading.picture:
        return False
    return bool(_DONE_WITH.search(reading.text)) and (
        not view.orders or bool(re.search(r"随便|规则|政策|规定|条件|流程|一般|如果|哪款都", reading.text))
    )

"""Facts about one product: from a question to the sentences of its own texts that answer it."""

import re

from xiaoer.bot.catalogue.passages import Passage, Sheet, letters
from xiaoer.bot.catalogue.shelf import Shelf
from xiaoer.bot.industries import Topic, Trade
from xiaoer.bot.model import Evidence
from xiaoer.bot.rules import entities, sizing
from xiaoer.bot.rules.figures import figure_of
from xiaoer.bot.rules.search import Fact, evidence_of, searched, trimmed
from xiaoer.knowledge.model import Product, ProductState

_WHOLE = 560
_MANUAL = re.compile(r"说明|要求|条件|注意|指南")
_WHOLE_INSTALLATION = re.compile(r"要求|环境|条件|流程|步骤|^$")
_CLEAR = 0.55
_HALF = 0.5
_WORTH = re.compile("值|价值|什么价|市场价|原价")
_SENT = re.compile("值|市场价|原价|多久|时候|几天|何时|怎么(领|拿|要)|到|发|寄|送|领")
_ALIKE = 0.66
_ITEM = re.compile(
    r"(?:赠品|送|赠|包括|包含|含|有没有|有)(?:里|中|是|有|的|个|一个|没有|不|是否|包含|含)*([\u4e00-\u9fffa-z]{2,8}?)(?:吗|么|不|没|嘛|吧|呀|$)"
)
_GENERIC = re.compile(r"什么|啥|东西|赠品|哪些|礼|多少|几|政策|送|没有|有|怎么")


def fact(shelf: Shelf, product: str, text: str) -> Fact | None:
    """Return the answer to a marked clause about one product, None when its texts hold none."""
    sheet = shelf.sheet(product)
    asked = _with_gift(sheet, sheet.trade.topics_of(text), text)
    if {topic.name for topic in asked} & _BRIGHT:
        asked = tuple(topic for topic in asked if topic.name != "price")  # of the part, not of the product
    given: list[tuple[Topic | None, Fact]] = [
        (topic, found)
        for topic in asked
        if (found := _of_variants(sheet, topic, text) or _special(sheet, topic, text))
    ]
    met = {topic.name for topic, _ in given if topic}
    rest = tuple(topic for topic in asked if topic.name not in met and not _covered(topic, met))
    rest = _answerable(sheet, rest)
    if rest or not given:
        found = searched(sheet, rest or asked, text)
        if found and (not given or found.sure > _CLEAR):
            given.append((rest[0] if rest else asked[0] if asked else None, found))
    together = _together([found for _, found in given])
    anchor = next((topic.anchor for topic in asked if topic.anchor), None)
    if anchor and together:
        together = _anchored(sheet, together, anchor, asked)
    return _led(shelf, sheet, together, asked, text)


def gift_named(product: Product, text: str) -> bool:
    """Say whether a text names a gift of the product (风扇多久能到)."""
    return any(_common(text, gift.name.lower()) >= 2 for gift in product.gifts)  # noqa: PLR2004  # two characters


def _with_gift(sheet: Sheet, asked: tuple[Topic, ...], text: str) -> tuple[Topic, ...]:
    if any(topic.name == "gift" for topic in asked) or not _SENT.search(text):
        return asked
    if _WORTH.search(text) and gift_named(sheet.product, text):
        return sheet.trade.topic("gift")  # what it is worth, not what the product costs
    return sheet.trade.topic("gift") if gift_named(sheet.product, text) else asked


def _answerable(sheet: Sheet, asked: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """Leave out topics that only certain words answer where none of them stands, if another one is asked."""
    known = tuple(
        topic
        for topic in asked
        if not topic.strict or any(word in p.folded for p in sheet.passages for word in topic.words)
    )
    return known or asked


_PARTS = re.compile(
    "内胆|加热|换热|热交换|电机|主板|面板|压缩机|滤芯|风机|部件|零件|配件|膜|镁棒|阀|主控|电路"
)


def _led(shelf: Shelf, sheet: Sheet, told: Fact | None, asked: tuple[Topic, ...], text: str) -> Fact | None:
    """Put the number that was asked for in front (容量20升), where it is known and not of a part only."""
    topic = next((topic for topic in asked if topic.figure), None)
    if topic is None or _PARTS.search(text) or (told and told.topic not in {topic.name, ""}):
        return told
    product = str(sheet.product.id)
    name = topic.figure
    settings = shelf.trade.figure("settings")
    if name == "capacity" and settings and figure_of(shelf, product, settings) is not None:
        name = "settings"
    figure = shelf.trade.figure(name)
    number = figure_of(shelf, product, figure) if figure else None
    if figure is None or number is None:
        return told
    lead = f"{figure.label}{number:g}{figure.unit}"
    if told is None:
        return _of(sheet, topic, lead, figure.name, lead)
    plain_told = told.text.replace(" ", "").lower()
    if f"{number:g}{figure.unit}".lower() in plain_told[: len(lead) + 12]:
        return told
    return Fact(told.subject, f"{lead}；{told.text}", told.evidence, max(told.sure, 0.9), topic.name)


_SHADOWS = frozenset(
    {"feature", "subsidy", "price", "care", "household", "install.need", "smart", "material", "style"}
)
_BESIDE_FAULTS = frozenset({"warranty", "repair.fee", "repair.how", "hotline", "install.fee"})
_BRIGHT = frozenset({"gift", "accessory", "fault", "install.fee", "repair.fee", "install.how"})


def _anchored(sheet: Sheet, told: Fact, anchor: re.Pattern[str], asked: tuple[Topic, ...]) -> Fact:
    """Put the sentence that every such answer needs (the basic fee) first, where it is not told yet."""
    if told.topic not in {topic.name for topic in asked if topic.anchor}:
        return told
    base = next(
        (p for p in sheet.passages if p.section in {"installation", "gift"} and anchor.search(p.text)), None
    )
    if base is None:
        return told
    said = trimmed(base, tuple(topic for topic in asked if topic.anchor), "安装费", sheet.trade)
    if said in told.text or told.text in said:
        return told
    return Fact(
        told.subject,
        f"{said}；{told.text}",
        (*told.evidence, *evidence_of(sheet, [base])),
        told.sure,
        told.topic,
    )


def _covered(topic: Topic, met: set[str]) -> bool:
    """Say whether a topic is only the shadow of one that was answered (price beside the fee)."""
    if topic.name in {"warranty", "repair.how"} and "repair.fee" in met:
        return True
    if topic.name == "install.fee" and "accessory" in met:
        return True
    if "fault" in met and topic.name not in _BESIDE_FAULTS:
        return True
    return topic.name in _SHADOWS and bool(met & _BRIGHT)


def _together(found: list[Fact]) -> Fact | None:
    """Return several answers as one, each text once."""
    if len(found) <= 1:
        return found[0] if found else None
    texts: list[str] = []
    for item in found:
        said = "".join(texts)
        pieces = [piece for piece in item.text.split("；") if piece.strip("；;。 ") not in said]
        texts += ["；".join(pieces)] if pieces else []
    evidence = tuple(dict.fromkeys(item for one in found for item in one.evidence))
    return Fact(
        found[0].subject, "\n".join(texts), evidence, max(item.sure for item in found), found[0].topic
    )


def merged(found: list[Fact]) -> list[Fact]:
    """Return answers without the sentences that an earlier one already has."""
    kept: list[Fact] = []
    for one in found:
        said = "".join(other.text for other in kept)
        lines = [line for line in one.text.split("\n") if line and line not in said]
        quotes = {item.quote for other in kept for item in other.evidence}
        fresh = [item for item in one.evidence if item.quote not in quotes or not item.quote]
        if lines and (fresh or not kept):
            kept.append(Fact(one.subject, "\n".join(lines), one.evidence, one.sure, one.topic))
    return kept


def told_of(shelf: Shelf, product: str, seen: str) -> Fact | None:
    """Return what a product's texts say of things that were seen on a picture."""
    return searched(
        shelf.sheet(product), (), seen, ("gift", "accessory", "installation", "description", "repair"), 1.5
    )


def subject_of(text: str, trade: Trade) -> str:
    """Return what a clause asks about in a word for "nothing is known about …"."""
    asked = trade.topics_of(text)
    return asked[0].subject if asked else "该问题"


def _of_variants(sheet: Sheet, topic: Topic, text: str) -> Fact | None:
    """Return what the product's colours, sizes and measurement table say, None when they are not asked."""
    return sizing.variant_fact(sheet, topic.name, topic.subject, text)


def _special(sheet: Sheet, topic: Topic, text: str) -> Fact | None:  # noqa: PLR0911  # one return a case
    match topic.name:
        case "price":
            price = sheet.product.price
            return _of(sheet, topic, f"当前售价{price.yuan()}元", "price", str(price))
        case "stock":
            word = {
                ProductState.LISTED: "已上架，可以正常下单",
                ProductState.OUT_OF_STOCK: "缺货，暂时无法下单",
            }
            said = word.get(sheet.product.state, "已下架，暂时无法下单")
            return _of(sheet, topic, f"当前状态：{said}", "state", str(sheet.product.state))
        case "model":
            return _of(sheet, topic, f"型号信息：{sheet.product.title}", "title", sheet.product.title)
        case "gift":
            return _gifts(sheet, topic, text)
        case "accessory":
            return _accessories(sheet, topic, text)
        case "fault":
            return _fault(sheet, topic, text)
        case "install.how":
            return _block(sheet, topic, "installation", _WHOLE_INSTALLATION if _MANUAL.search(text) else None)
        case "overview":
            return _overview(sheet, topic)
        case "exchange.options":
            lines = [
                f"{o.product} {o.description}"
                for o in sheet.product.exchanges
                if o.state is ProductState.LISTED
            ]
            return _of(sheet, topic, "可换商品：" + "；".join(lines), "exchanges", "") if lines else None
        case "repair.fee" if topic.whole and topic.whole.search(text):
            fee = searched(sheet, (topic,), text)
            terms = searched(sheet, sheet.trade.topic(topic.also), "整机保修几年")
            return _together([found for found in (fee, terms) if found])
        case _ if topic.block and topic.whole and topic.whole.search(text):
            return _block(sheet, topic, max(topic.sections, key=lambda name: topic.sections[name]))
    return None


def _of(sheet: Sheet, topic: Topic, text: str, part: str, quote: str) -> Fact:
    evidence = Evidence("product", str(sheet.product.id), part, quote[:200])
    return Fact(topic.subject, text, (evidence,), 1.0, topic.name)


def _overview(sheet: Sheet, topic: Topic) -> Fact:
    """Return what the product is: title, price and the first sentences of its description."""
    first = [p for p in sheet.passages if p.section in {"attribute", "description"}][:4]
    told = _quoted(sheet, topic, first)
    text = f"{sheet.product.title}，售价{sheet.product.price.yuan()}元。{told.text}"
    return Fact(topic.subject, text, told.evidence, 1.0, topic.name)


def _block(sheet: Sheet, topic: Topic, section: str, headings: re.Pattern[str] | None = None) -> Fact | None:
    block = headings or topic.block
    if block is None:
        return None
    inside = [p for p in sheet.passages if p.section == section]
    chosen = [p for p in inside if block.search(p.heading)]
    if not chosen:
        # Running text: from the sentence that opens the block to the one that opens another.
        start = next((i for i, p in enumerate(inside) if block.search(p.text)), None)
        if start is None:
            return _quoted(sheet, topic, inside) if inside and topic.name == "install.how" else None
        chosen = inside[start : start + 8]
    return _quoted(sheet, topic, chosen)


def _quoted(sheet: Sheet, topic: Topic, passages: list[Passage]) -> Fact:
    text = ""
    kept: list[Passage] = []
    for passage in passages:
        if kept and len(text) + len(passage.text) > _WHOLE:
            break
        text += passage.text
        kept.append(passage)
    return Fact(topic.subject, text.strip("；; "), evidence_of(sheet, kept), 1.0, topic.name)


def _common(text: str, name: str) -> int:
    """Return the length of the longest run of characters that both have."""
    best = 0
    for start in range(len(name)):
        length = best + 1
        while start + length <= len(name) and name[start : start + length] in text:
            best, length = length, length + 1
    return best


def _gifts(sheet: Sheet, topic: Topic, text: str) -> Fact | None:
    gifts = sheet.product.gifts
    named = [g for g in gifts if _common(text, g.name.lower()) >= 2]  # noqa: PLR2004 a word has two characters
    extra = (
        searched(sheet, (topic,), text, ("description", "installation", "accessory")) if not named else None
    )
    asked = _ITEM.search(text)
    item = asked.group(1) if asked and not _GENERIC.search(asked.group(1)) else ""
    if not gifts:
        if extra and extra.sure > _HALF and not item:
            return extra
        return _of(
            sheet, topic, "这款商品的信息里暂无赠品" + (f"，没有查到“{item}”" if item else ""), "gifts", ""
        )
    lines = "；".join(
        g.description if g.name in g.description[:12] else f"{g.name}：{g.description}" for g in gifts
    )
    names = "、".join(g.name for g in gifts)
    if named:
        lead = f"有的，赠品包含{'、'.join(g.name for g in named)}。"
    elif item:
        lead = f"赠品信息里没有查到“{item}”，这款的赠品是{names}。"
    else:
        lead = f"赠品有：{names}。"
    passages = [p for p in sheet.passages if p.section == "gift"]
    return Fact(topic.subject, lead + lines, evidence_of(sheet, passages), 1.0, topic.name)


def _accessories(sheet: Sheet, topic: Topic, text: str) -> Fact | None:
    items = [p for p in sheet.passages if p.section == "accessory"]
    others = sheet.trade.topics_of(text)
    paid = any(other.name == "install.fee" for other in others)
    if topic.whole and topic.whole.search(text):
        fee = searched(sheet, others, text) if paid or not items else None
        if not items:
            return fee or searched(sheet, (topic,), text)
        lines = "；".join(p.text.strip("。；") for p in items)
        listed = Fact(
            topic.subject, f"安装辅材共{len(items)}种：{lines}", evidence_of(sheet, items), 1.0, topic.name
        )
        return _together([listed, fee] if fee else [listed])
    found = searched(sheet, others, text)
    if found:
        return found
    if not items:
        return None
    names = "、".join(p.heading for p in items)
    return Fact(
        topic.subject, f"安装辅材共{len(items)}种：{names}", evidence_of(sheet, items), 0.6, topic.name
    )


def _fault(sheet: Sheet, topic: Topic, text: str) -> Fact | None:
    """Return the remedy of the fault whose code is named, else of the one whose name is described."""
    faults = [p for p in sheet.passages if p.section == "fault"]
    codes = entities.fault_codes(text)
    for passage in faults:
        if re.sub(r"[^A-Z0-9]", "", passage.heading.upper()) in codes:
            return Fact(topic.subject, passage.text, evidence_of(sheet, [passage]), 1.0, topic.name)
    if codes:
        return None
    likeness = [(_alike(sheet.trade, text, passage.text.split("）")[0]), passage) for passage in faults]
    best = max(likeness, key=lambda pair: pair[0], default=(0.0, None))
    if best[1] is None or best[0] < _ALIKE:
        return None
    return Fact(topic.subject, best[1].text, evidence_of(sheet, [best[1]]), 1.0, topic.name)


def _alike(trade: Trade, text: str, name: str) -> float:
    """Return how much of a fault's name a text speaks of, by characters and synonyms (0 to 1)."""
    told = set(letters(name.partition("（")[2].replace("热水器", ""))) - set("机的不")
    said = set(letters(text))
    for group in trade.meanings(text):
        said |= {letter for word in group for letter in word}
    return len(told & said) / len(told) if told else 0.0

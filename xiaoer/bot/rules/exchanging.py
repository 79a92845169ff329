"""Which exchange option the buyer means, and what can be had when none fits."""

import re
from collections.abc import Sequence

from xiaoer.bot.catalogue.naming import kind_of, longest_run, short
from xiaoer.bot.catalogue.shelf import Shelf, codes
from xiaoer.bot.catalogue.variants import variants_of
from xiaoer.bot.industries import Figure, Trade
from xiaoer.bot.model import Evidence, Plan
from xiaoer.bot.rules import variant_exchange
from xiaoer.bot.rules.answers import Part
from xiaoer.bot.rules.course import Course
from xiaoer.bot.rules.figures import read_figure, wanted_figure
from xiaoer.bot.rules.focus import order_of
from xiaoer.bot.rules.procedures import check, procedure
from xiaoer.bot.rules.reading import talk
from xiaoer.knowledge.model import ExchangeOption, Product, ProductState

_FAR = 0.05
_WORD = 3
_NEAR = 8  # characters between 换成 and the size
_WITHOUT = re.compile(
    "(?:不要|不想要|不带|没有|不用|无|非|不是|不含)(?:再)?(?:带|有|能)?([\u4e00-\u9fff]{2})"
)
_LATIN = re.compile(r"[a-z]+\d*[a-z]*")
_TO = re.compile(r"换成|换个|换到|换为|换|改成|改要|想要|要|选|最好|还是|来|有没有|有|能不能|可以")
_NAME = re.compile(r"[a-z]+\d+[a-z]*|\d+[a-z]+\d*|(?<![a-z])(?:pro|max|ultra|plus|mini)(?![a-z])|[a-z]{4,}")
_NOT_WANTED = re.compile(
    r"比[^，,。]{0,14}(大|小)|(没有?|缺|不要|不想要|不是)[^，,。\d]{0,4}\d+(\.\d+)?(升|l)?[^，,。]{0,3}(的话|货|就|了)?"
    r"|\d+(\.\d+)? ?(升|l)?(的|那个|那款|那台|这个)*(我|就)?(不要|不想要|别|不行|不换|太大|太小)"
)
_ELSE = re.compile(
    r"(?:要是|如果|若)?(?:没有|没货|缺货|没|换不了|不行|不能换?)(?:货|了)?"
    r"(?:的话)?[，, ]*(?:那|就|那就|再)?(?:给我|帮我)?(?=换|要|选|拿|来)"
)
_SPECIFIED = re.compile(r"\d+(?:\.\d+)?(?:kw|w|瓦|千瓦|匹|寸|英寸|公斤|kg|pa|档)(?![a-z\d])")
_ENDING = re.compile("取消|退|算了|不要")
_BARE = re.compile(r"(?<![\d.a-z])(\d{1,3}(?:\.\d)?)(?=的|那|吧|$|[，,。 ]|号|这)")
Options = Sequence[ExchangeOption]


def choose_exchange(course: Course, plan: Plan) -> str:
    """Fill in the option that is meant ("") or ask ("asked"); "refused" when there is nothing to choose."""
    shelf, memory = course.view.catalogue, course.memory
    memory.topic = "exchange"
    if "product" not in plan.slots:
        _by_size(course, plan)
    product = shelf.by_id.get(plan.slots.get("product", ""))
    if product is None:
        order = order_of(course.view, plan.order)
        names = [str(item.product) for item in order.items] if order else []
        choices = [(f"{shelf.called(name)}（商品{name}）", name) for name in names]
        course.ask_for("product", "请问您想换的是订单里的哪款商品呢？", choices)
        return "asked"
    course.look_at(str(product.id))
    if plan.slots.get("wanted"):
        verdict = check(plan, course.view, memory)
        if verdict.ok:
            return ""
        plan.slots.pop("wanted")
        course.say(f"抱歉，{verdict.reason}")
        course.refused(verdict.reason)
    allowed = procedure(course.view, "exchange").product_states
    listed = [option for option in product.exchanges if str(option.state) in allowed]
    others = [option for option in product.exchanges if option not in listed]
    if listed and variants_of(product):
        return _variant_chosen(course, plan, product)
    if listed:
        return _chosen(course, plan, listed, others)
    gone = "，可换列表里的商品目前缺货或已下架" if others else ""
    course.refused(f"商品{product.id}暂时没有可以更换的商品{gone}")
    course.say(f"抱歉，{memory.refusal}", Evidence("product", str(product.id), "exchanges"))
    return "refused"


def _variant_chosen(course: Course, plan: Plan, product: Product) -> str:
    """Choose the colour and size that are meant, of the same product."""
    order = order_of(course.view, plan.order)
    items = order.items if order else ()
    sku = next((item.sku for item in items if str(item.product) == plan.slots["product"]), "")
    own = variant_exchange.bought(product, plan.slots["product"], sku)
    before = next((v for v in variants_of(product) if v.id == plan.slots.get("leaning")), None)
    found = variant_exchange.wanted(product, own, course.reading.text, before)
    if found.leaning:
        plan.slots["leaning"] = found.leaning.id
    if found.variant:
        plan.slots["wanted"] = found.variant.id
        return ""
    evidence = Evidence("product", str(product.id), "exchanges")
    if found.unmet:
        course.memory.refusal = found.unmet
        course.say(f"抱歉，{found.unmet}", evidence)
    if not found.open:
        return "refused"
    question, options = variant_exchange.choices(found.open)
    course.ask_for("wanted", question, options)
    if course.ask:
        course.ask = Part(course.ask.text, (evidence,))
    return "asked"


def _tells_item(course: Course) -> bool:
    """Say whether the turn only answers which item of the order is meant."""
    return course.memory.asked == "product" and not _TO.search(course.reading.text)


def _by_size(course: Course, plan: Plan) -> None:
    """Take the one item of the order that can be exchanged for the size that is wanted."""
    shelf, order = course.view.catalogue, order_of(course.view, plan.order)
    goods = [str(item.product) for item in order.items] if order else []
    fitting_goods = [g for g in goods if g in shelf.by_id and has_size(shelf, g, course.reading.text)]
    if len(fitting_goods) == 1:
        plan.slots["product"] = fitting_goods[0]


def _chosen(course: Course, plan: Plan, listed: Options, others: Options) -> str:
    shelf, text = course.view.catalogue, course.reading.text
    title = shelf.by_id[plan.slots["product"]].title
    if _asks_options(text, shelf.trade):
        return rest(course, plan, listed, ask=True)
    chosen, unmet = fitting(shelf, title, listed, others, text)
    if unmet:
        course.refused(unmet)
        course.say(f"抱歉，{unmet}", Evidence("product", plan.slots["product"], "exchanges"))
        other = _ELSE.split(text, maxsplit=1)
        if len(other) > 1 and other[1].strip() and not _ENDING.search(other[1]):
            second, still = fitting(shelf, title, listed, others, other[1])
            if len(second) == 1 and not still:
                plan.slots["wanted"] = str(second[0].product)
                return ""
        return rest(course, plan, listed, ask=not _strict(text))
    only_item = _tells_item(course) and len(listed) == 1
    if (len(chosen) == 1 and not only_item) or talk()["any_will_do"].search(text):
        plan.slots["wanted"] = str(chosen[0].product)
        return ""
    return rest(course, plan, chosen, ask=True)


def prefers(text: str, trade: Trade) -> bool:
    """Say whether a text names a size or asks for a bigger or smaller one."""
    figure = wanted_figure(text, trade)
    return _strict(text) or (figure is not None and read_figure(figure, text) is not None)


def _asks_options(text: str, trade: Trade) -> bool:
    """Say whether a text asks what there is to choose from, without saying what it should be."""
    said = prefers(text, trade) or talk()["any_will_do"].search(text)
    return bool(talk()["which"].search(text)) and not said


def _strict(text: str) -> bool:
    """Say whether only a bigger (or smaller) one would do."""
    return bool(talk()["bigger_wish"].search(text) or talk()["smaller_wish"].search(text))


def rest(course: Course, plan: Plan, options: Options, *, ask: bool) -> str:
    """Show options; `ask` which is wanted, else only keep them in mind."""
    lines = [(f"{option.product} {option.description}", str(option.product)) for option in options]
    evidence = Evidence("product", plan.slots["product"], "exchanges")
    if not ask:
        listed = "；".join(label for label, _ in lines)
        course.say(f"目前可以换的商品是：{listed}", evidence)
        course.memory.drafts = []
        course.memory.shelved, course.memory.shelved_options = [plan], [number for _, number in lines]
        return "refused"
    course.ask_for("wanted", "目前可以换的商品有（已上架）：", lines)
    if course.ask:
        course.ask = Part(course.ask.text + "\n请问您想换成哪一款呢？", (evidence,))
    return "asked"


def fitting(shelf: Shelf, title: str, listed: Options, others: Options, text: str) -> tuple[Options, str]:
    """Return the listed options that a text describes, or why none does.

    The size that is wanted decides first, then models and words; what is wanted stands behind 换成, 要 ….
    """
    if talk()["any_will_do"].search(text):
        named, unmet = _described(shelf, title, listed, others, text)
        return (named if named and not unmet else listed)[:1], ""
    return _described(shelf, title, listed, others, text)


def _described(shelf: Shelf, title: str, listed: Options, others: Options, text: str) -> tuple[Options, str]:
    told = {found for found in _SPECIFIED.findall(text) if found not in title.lower()}
    exact = [option for option in listed if any(one in option.description.lower() for one in told)]
    if len(exact) == 1:
        return exact, ""
    kept, unmet = _of_wanted_size(shelf, title, listed, others, text)
    if unmet:
        return [], unmet
    if len(kept) == len(listed):
        gone = _gone(shelf, title, listed, others, text)
        if gone:
            return [], gone
    kept = _not_refused(kept, text)
    coded = [option for option in kept if codes(text) & codes(option.description.lower())]
    return coded or _worded(shelf, title, kept, text) or kept, ""


def _of_wanted_size(
    shelf: Shelf, title: str, listed: Options, others: Options, text: str
) -> tuple[Options, str]:
    figure = wanted_figure(text, shelf.trade)
    if figure is None:
        return listed, ""
    own = read_figure(figure, title)
    sizes = {str(o.product): read_figure(figure, o.description) for o in (*listed, *others)}
    number = wanted_number(figure, own, text, set(sizes.values()))
    if number is not None:
        return _of_size(listed, others, sizes, number, figure)
    if own is None or not _strict(text):
        return listed, ""
    bigger = bool(talk()["bigger_wish"].search(text))
    fit = [o for o in listed if (s := sizes[str(o.product)]) is not None and (s > own if bigger else s < own)]
    fit.sort(key=lambda o: sizes[str(o.product)] or 0)
    if not fit:
        word = "更大" if bigger else "更小"
        return [], f"可换货的商品里，目前没有比{own:g}{figure.unit}{word}且已上架的商品"
    if len(fit) > 1 and re.search("最(大|小)", text):
        return (fit[-1:] if bigger else fit[:1]), ""
    return fit, ""


def has_size(shelf: Shelf, product: str, text: str) -> bool:
    """Say whether a product can be exchanged for the size that a text wants; False when it names none."""
    goods = shelf.by_id[product]
    figure = wanted_figure(text, shelf.trade)
    if figure is None:
        return False
    sizes = {read_figure(figure, option.description) for option in goods.exchanges}
    number = wanted_number(figure, read_figure(figure, goods.title), text, sizes)
    return number is not None and number in sizes


def wanted_number(figure: Figure, own: float | None, text: str, sizes: set[float | None]) -> float | None:
    """Return the size that is wanted: the last behind 换成, 要 …, else one that is not what was bought.

    A number without its unit counts where an option has that size (换80的). 比16升大 wants no 16.
    """
    text = _NOT_WANTED.sub(" ", text)
    places = [found.end() for found in _TO.finditer(text)]
    said = [
        (found.start(), float(found.group(1)))
        for found in figure.pattern.finditer(text)
        if re.fullmatch(r"\d+(\.\d+)?", found.group(1))
    ]
    said += [
        (found.start(), float(found.group(1)))
        for found in _BARE.finditer(text)
        if float(found.group(1)) in sizes
    ]
    said.sort()
    behind = [number for at, number in said if any(0 <= at - place <= _NEAR for place in places)]
    others = [number for number in behind if number != own] or [n for _, n in said if n != own]
    if others:
        return others[-1]
    return behind[-1] if behind and not _strict(text) else None


def _gone(shelf: Shelf, title: str, listed: Options, others: Options, text: str) -> str:
    """Return why not, when the words describe an option that cannot be had better than any that can."""
    best = max((_likeness(shelf, title, option, text) for option in listed), default=0)
    for option in others:
        if _likeness(shelf, title, option, text) > best:
            return f"您说的{option.product}（{short(option.description)}）目前{_word(option)}，暂时无法更换"
    return ""


def _likeness(shelf: Shelf, title: str, option: ExchangeOption, text: str) -> int:
    """Return how many characters of models and words a text shares with an option, beyond what was bought."""
    said, described = text.lower(), option.description.lower()
    own = title.lower()
    names = [word for word in _NAME.findall(said) if word in described and word not in own]
    for kind in {kind_of(name, shelf.trade.kind_words) for name in (title, option.description)} - {""}:
        said = said.replace(kind, " ")
    run = longest_run(said, described)
    return sum(map(len, names)) * 2 + (run if run >= _WORD and longest_run(said, own) < run else 0)


def _word(option: ExchangeOption) -> str:
    return "缺货" if option.state is ProductState.OUT_OF_STOCK else "已下架"


def _not_refused(listed: Options, text: str) -> Options:
    """Return the options without what the buyer does not want (不要带制冰的), all when none is left."""
    unwanted = [found.group(1) for found in _WITHOUT.finditer(text)]
    kept = [o for o in listed if not any(word in o.description for word in unwanted)]
    return kept or listed


def _worded(shelf: Shelf, title: str, listed: Options, text: str) -> Options:
    """Return the one option whose description shares the longest run of words with a text, else none.

    The kind of goods tells no option from another.
    """
    if len(listed) == 1:
        return listed
    kinds = {kind_of(name, shelf.trade.kind_words) for name in (title, *(o.description for o in listed))}
    for kind in kinds - {""}:
        text = text.replace(kind, " ")
    said = [word for word in _LATIN.findall(text) if len(word) >= _WORD]
    coded = [o for o in listed if said and all(word in o.description.lower() for word in said)]
    if len(coded) == 1:
        return coded
    lengths = [(longest_run(text, option.description.lower()), option) for option in listed]
    best = max((length for length, _ in lengths), default=0)
    chosen = [option for length, option in lengths if length == best]
    return chosen if best >= _WORD and len(chosen) == 1 else []


def _of_size(
    listed: Options, others: Options, sizes: dict[str, float | None], number: float, figure: Figure
) -> tuple[Options, str]:
    same = [o for o in listed if (size := sizes[str(o.product)]) is not None and abs(size - number) < _FAR]
    if same:
        return same, ""
    gone = [o for o in others if sizes[str(o.product)] == number]
    if not gone:
        return [], f"可换货的商品里，暂时没有{number:g}{figure.unit}的商品"
    option = f"{gone[0].product}（{short(gone[0].description)}）"
    return [], f"{number:g}{figure.unit}的可换商品{option}目前{_word(gone[0])}，暂时无法更换"

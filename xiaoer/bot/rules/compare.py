"""Goods side by side: figures from titles and texts, comparison, and recommendation by what is wanted."""

import re
from collections.abc import Sequence

from xiaoer.base.money import Money
from xiaoer.bot.catalogue.normalise import plain
from xiaoer.bot.catalogue.passages import pairs
from xiaoer.bot.catalogue.shelf import Shelf, grams, short
from xiaoer.bot.industries import Figure, Trade
from xiaoer.bot.model import Evidence
from xiaoer.bot.rules.answers import Part
from xiaoer.bot.rules.attributes import fact
from xiaoer.bot.rules.figures import figure_of, ranked_by, read_figure
from xiaoer.knowledge.model import ProductState

_BUDGET = re.compile(
    r"(?:(\d{2,6})|([一二两三四五六七八九])千(?:[一二三四五六七八九]百?)?)(?:元|块)?(?:钱)?(?:以内|以下|之内|左右|内|出头)|(?:预算|价位|不超过|低于|最多|控制在)[^\d一二两三四五六七八九]{0,4}(?:(\d{2,6})|([一二两三四五六七八九])千)"
)
_THOUSANDS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NOISE = re.compile(
    r"推荐|想买|有没有|有吗|请问|帮我|预算|以内|以下|左右|的话|哪个|哪款|一个|一台|什么|家里|我家|适合|最|比较|款|台|呗|吗|呢|吧|买|选|想要|个|要|哪|给|我|图上|这样|这种|三个|里面"
)
_UNWANTED = re.compile(r"(没|不|无)(有|通|用|想要|要|装|接|喜欢)?[\u4e00-\u9fff]{2,4}(?=[，,。 ]|$)")
_SHOWN = 3
_DIFFERS = re.compile("差(了|距)?(多少|几)")
_OF_PRICE = re.compile("钱|价|元|块")
_NUMERALS = {"一": 1, "两": 2, "二": 2, "俩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8}
_HOUSEHOLD = re.compile(r"(\d|[一两二俩三四五六七八]) ?(?:口|个人|人(?!份|工))")
_PEOPLE = re.compile(r"(\d) ?[-–~‑至到] ?(\d) ?(?:人|口)")
_PEOPLE_UP = re.compile(r"(\d) ?(?:人|口)(?:之家)?(?:以|及以)上")
_WITH_GIFT = re.compile("(?:送|赠送?|带赠品?)([\u4e00-\u9fff]{2,6}?)的")
_MANY = 99
_SUITS = 6.0  # what it counts that goods are said to suit the household
_MOST = re.compile("最|(大|小|轻|重|静音|省电)一?点?的(那)?(款|台|个|种)")
_ABOUT = 0.2
_ROUGHLY = re.compile(r"(升|l|套).{0,2}(左右|上下|差不多)|大概|大约|差不多|上下")
_TELLING = 3


def compared(shelf: Shelf, products: Sequence[str], text: str) -> Part:
    """Return products side by side: price, figures, what was asked about, and the winner if any."""
    known = [name for name in products if name in shelf.by_id]
    lines = [_line(shelf, name, text) for name in known]
    head = _difference(shelf, known, text) or _winner(shelf, known, text)
    evidence = tuple(
        Evidence("product", name, "title,price", shelf.by_id[name].title[:100]) for name in known
    )
    return Part(head + "为您对比如下：\n" + "\n".join(lines), evidence)


def _line(shelf: Shelf, name: str, text: str) -> str:
    goods = shelf.by_id[name]
    said = [f"价格{goods.price.yuan()}元"]
    for figure in shelf.trade.figures:
        number = figure_of(shelf, name, figure)
        if number is not None:
            said.append(f"{figure.label}{number:g}{figure.unit}")
    asked = [t for t in shelf.trade.topics_of(text) if t.name not in {"capacity", "price", "gift", "feature"}]
    found = fact(shelf, name, text) if asked else None
    if found and found.sure > 0.5:  # noqa: PLR2004 half sure
        said.append(f"{found.subject}：{short(found.text, 80)}")
    return f"· {shelf.called(name)}（{name}）：{'，'.join(said)}"


def _difference(shelf: Shelf, known: list[str], text: str) -> str:
    """Return by how much the number that a text names differs (差几升), "" when it does not ask."""
    measured = next((item for item in shelf.trade.figures if item.cues.search(text)), None)
    if measured is None or not _DIFFERS.search(text) or _OF_PRICE.search(text):
        return ""
    numbers = [number for _, number in ranked_by(shelf, known, measured)]
    return f"{measured.label}相差{max(numbers) - min(numbers):g}{measured.unit}。" if len(numbers) > 1 else ""


def _winner(shelf: Shelf, known: list[str], text: str) -> str:
    if len(known) < 2:  # noqa: PLR2004 one alone does not win
        return ""
    prices = {name: shelf.by_id[name].price.fen for name in known}
    if re.search(r"价格|差价|便宜|贵|多少钱|相差", text):
        low, high = min(known, key=prices.__getitem__), max(known, key=prices.__getitem__)
        gap = Money(prices[high] - prices[low])
        return f"{low}更便宜（{shelf.by_id[low].price.yuan()}元），价格最多相差{gap.yuan()}元。"
    figure = next((item for item in shelf.trade.figures if item.cues.search(text)), None)
    if figure is None:
        return ""
    ranked = ranked_by(shelf, known, figure)
    if not ranked:
        return ""
    least = _least(figure, text)
    name, number = ranked[-1] if least else ranked[0]
    word = (
        "最低" if least else "最大" if figure.name in {"capacity", "settings", "airflow", "power"} else "最高"
    )
    if len(ranked) > 1 and ranked[0][1] == ranked[-1][1]:
        return f"这几款的{figure.label}相同，都是{number:g}{figure.unit}。"
    return f"{figure.label}{word}的是{shelf.called(name)}（{name}），{number:g}{figure.unit}。"


def told_by_size(shelf: Shelf, text: str) -> list[str]:
    """Return one product for each of several sizes that a text names of one kind (16套和18套那两台)."""
    kinds = kinds_wanted(text, shelf.trade)
    for figure in shelf.trade.figures if kinds else ():
        named = dict.fromkeys(size for size in figure.pattern.findall(text.lower()) if size[0].isdigit())
        chosen = [_of_size(shelf, kinds, figure, float(size)) for size in named]
        if len(chosen) > 1 and all(chosen):
            return chosen
    return []


def _of_size(shelf: Shelf, kinds: list[str], figure: Figure, size: float) -> str:
    """Return the cheapest listed product of a kind and a size, "" when there is none."""
    fitting = [
        goods
        for goods in shelf.products
        if goods.state is ProductState.LISTED
        and figure_of(shelf, str(goods.id), figure) == size
        and any(kind in shelf.trade.expanded(plain(goods.title)) for kind in kinds)
    ]
    return str(min(fitting, key=lambda goods: goods.price.fen).id) if fitting else ""


def budget(text: str) -> float | None:
    """Return the most that the buyer wants to spend, in yuan."""
    found = _BUDGET.search(text)
    if not found:
        return None
    digits, word = found.group(1) or found.group(3), found.group(2) or found.group(4)
    return float(digits) if digits else _THOUSANDS[word] * 1000.0


def recommended(shelf: Shelf, text: str, shows: str, among: Sequence[str]) -> list[str]:
    """Return the listed products that fit words, picture, size and budget best, best first."""
    wish = shelf.trade.expanded(_UNWANTED.sub("", plain(f"{text} {shows}")))
    limit = budget(text)
    figure = shelf.trade.figure("capacity")
    size = read_figure(figure, text) if figure else None
    pool = [name for name in among if name in shelf.by_id] or [
        name for name, _ in shelf.named(_NOISE.sub(" ", wish))[:60]
    ]
    gifts = _gifts_wanted(text)
    kinds = [kind for kind in kinds_wanted(text, shelf.trade) if not any(kind in gift for gift in gifts)]
    if (kinds or size is not None) and not pool:  # only the kind is named, or its use, which no title says
        pool = [str(goods.id) for goods in shelf.products]
    people = _people(text)
    scores: dict[str, float] = {}
    for name in pool:
        goods = shelf.by_id[name]
        if goods.state is not ProductState.LISTED or (limit and goods.price.fen > limit * 110 * 0.91):
            continue
        title = shelf.trade.expanded(plain(goods.title))
        if kinds and not among and not any(kind in title for kind in kinds):
            continue
        number = figure_of(shelf, name, figure) if figure else None
        if size is not None and not among and not _near(number, size, text):
            continue
        if gifts and not all(any(pairs(gift) & pairs(one.name) for one in goods.gifts) for gift in gifts):
            continue
        suits = _for_people(goods.description, people) if people else None
        scores[name] = _liking(shelf, name, wish) + (0 if suits is None else _SUITS if suits else -_SUITS)
    most = _superlative(shelf, text, list(scores))
    if most:
        return most[:_SHOWN]
    if re.search(r"最贵|贵的那|顶配", text):
        return sorted(scores, key=lambda name: -shelf.by_id[name].price.fen)[:_SHOWN]
    if re.search(r"便宜|实惠|划算|性价比|省钱", text):
        best = max(scores.values(), default=0.0)
        near = [name for name in scores if scores[name] >= best * 0.6]
        return sorted(near, key=lambda name: shelf.by_id[name].price.fen)[:_SHOWN]
    return sorted(scores, key=lambda name: (-scores[name], shelf.by_id[name].price.fen))[:_SHOWN]


def _near(number: float | None, size: float, text: str) -> bool:
    """Say whether a size is the one that is wanted, or about it where the buyer says so (7升左右)."""
    return number is None or abs(number - size) <= (size * _ABOUT if _ROUGHLY.search(text) else 0.0)


def _superlative(shelf: Shelf, text: str, names: Sequence[str]) -> list[str]:
    """Return products by the number of which the most or least is wanted (最轻的), [] when none is."""
    figure = next((item for item in shelf.trade.figures if item.cues.search(text)), None)
    if figure is None or not _MOST.search(text):
        return []
    counted = shelf.trade.figure("settings")
    ranked = ranked_by(shelf, names, figure)
    if not ranked and counted and figure.name == "capacity":
        ranked = ranked_by(shelf, names, counted)
    return [name for name, _ in (reversed(ranked) if _least(figure, text) else ranked)]


def _least(figure: Figure, text: str) -> bool:
    """Say whether the smaller number of a figure is the one that is asked for."""
    return figure.name in {"noise", "grade"} or bool(
        re.search("小|轻|低|少|短|薄|省", text) and not re.search("大|更重|高|长", text)
    )


def _for_people(text: str, people: int) -> bool | None:
    """Say whether a text says that goods suit so many people (3-5人, 4人以上); None when it says nothing."""
    spans = [(int(low), int(high)) for low, high in _PEOPLE.findall(text)]
    spans += [(int(low), _MANY) for low in _PEOPLE_UP.findall(text)]
    return any(low <= people <= high for low, high in spans) if spans else None


def _gifts_wanted(text: str) -> list[str]:
    """Return the names of gifts that goods are wanted with (有送空气炸锅的热水器吗)."""
    return [found.strip("个台的") for found in _WITH_GIFT.findall(text)]


def _people(text: str) -> int:
    """Return for how many people a text wants something (我家6口人), 0 when it does not say."""
    found = _HOUSEHOLD.search(text)
    if not found:
        return 0
    return int(found.group(1)) if found.group(1).isdigit() else _NUMERALS[found.group(1)]


def kinds_wanted(text: str, trade: Trade) -> list[str]:
    """Return the kinds of goods that a text names, the most exact words only."""
    text = trade.expanded(text)
    named = [word for word in trade.goods if word in text]
    return [word for word in named if all(word == other or word not in other for other in named)]


def _liking(shelf: Shelf, name: str, wish: str) -> float:
    goods = shelf.by_id[name]
    wanted = pairs(_NOISE.sub(" ", wish))
    words = grams(shelf.trade.expanded(plain(goods.title)))
    texts = pairs(" ".join((goods.description, *(value for _, value in goods.attributes))).lower())
    score = sum(2.0 + shelf.weight(pair) for pair in wanted if pair in words)
    score += sum(1.0 for pair in wanted if pair in texts)
    for number in re.findall(r"\d+ ?(?:l|升|套|db|分贝)", wish):
        score += 2.0 if number.replace(" ", "") in goods.title.lower().replace(" ", "") else 0.0
    return score


def shared_words(shelf: Shelf, product: str, text: str) -> str:
    """Return the longest run of three or more characters that a text and a product's title share."""
    title, best = shelf.title(product), ""
    for run in re.findall("[一-鿿]+", _NOISE.sub(" ", text)):
        for start in range(len(run)):
            while len(best) < len(run) - start and run[start : start + len(best) + 1] in title:
                best = run[start : start + len(best) + 1]
    return best if len(best) >= _TELLING and best not in shelf.trade.goods else ""


def recommendation(shelf: Shelf, chosen: Sequence[str], why: str) -> Part:
    """Return a recommendation of products, the first one first."""
    best = shelf.by_id[chosen[0]]
    reason = f"根据{why}，" if why else "根据您的需求，"
    text = f"{reason}推荐您选择{shelf.called(str(best.id))}（商品{best.id}），价格{best.price.yuan()}元"
    if len(chosen) > 1:
        more = "；".join(f"{shelf.called(n)}（{n}），{shelf.by_id[n].price.yuan()}元" for n in chosen[1:])
        text += f"。也可以看看：{more}"
    evidence = tuple(Evidence("product", name, "title,price", shelf.title(name)[:100]) for name in chosen)
    return Part(text, evidence)

"""The catalogue of one shop prepared for answering: found by id, link, model code and words."""

import math
import re
from collections.abc import Iterable, Sequence

from xiaoer.bot.catalogue.naming import named, short
from xiaoer.bot.catalogue.normalise import plain
from xiaoer.bot.catalogue.passages import Sheet, sheet_of
from xiaoer.bot.catalogue.variants import variants_of
from xiaoer.bot.industries import trade_of
from xiaoer.knowledge.model import Product

_TOKEN = re.compile(r"[a-z0-9]+")
_MEASURE = re.compile(r"\d+(?:\.\d+)?[a-z]{1,3}")
_SIZED = re.compile(
    r"(?<![\d.a-z])(\d+(?:\.\d+)?|[smlx]{1,3}) ?(ml|kg|cm|g(?![a-z])|只|支|片|抽|岁|码|粒|双|条|枚|度)"
)
_HAN = re.compile("[\u4e00-\u9fff]+")
_SHORTEST_CODE = 3
_LONGEST_CODE = 4
_COMMON = 0.6


def grams(text: str) -> set[str]:
    """Return the pairs of neighbouring Chinese characters of a text."""
    return {run[at : at + 2] for run in _HAN.findall(text) for at in range(len(run) - 1)}


def terms(text: str) -> set[str]:
    """Return what a folded text names goods by: pairs of Chinese characters, and sizes (50只, 500ml, m码)."""
    return grams(text) | {f"{found.group(1)}{found.group(2)}" for found in _SIZED.finditer(text)}


def codes(text: str) -> set[str]:
    """Return the model codes of a text without blanks and hyphens, such as `f6033je6he` or `m9pro`.

    Up to four neighbouring words in Latin letters and digits are taken together; measures (60l) are none.
    """
    tokens = [(found.group(), found.start(), found.end()) for found in _TOKEN.finditer(text)]
    result: set[str] = set()
    for place in range(len(tokens)):
        joined, end = "", tokens[place][1]
        for word, start, stop in tokens[place : place + _LONGEST_CODE]:
            if start - end > 1 or (start > end and text[end] not in "-. (/"):
                break
            joined, end = joined + word, stop
            if len(joined) >= _SHORTEST_CODE and not joined.isdigit() and any(c.isdigit() for c in joined):
                result.add(joined)
    return {code for code in result if code[0].isalpha() and not _MEASURE.fullmatch(code)}


class Shelf:
    """The catalogue of one shop; built once per version, read by all turns.

    Texts of a product are cut into passages when it is first asked about, not when the shelf is built.
    """

    def __init__(self, products: Iterable[Product], industries: Iterable[str] = ()) -> None:
        """Take the goods and the industries that the shop names, none when its goods are to tell them."""
        self.products = tuple(products)
        self.trade = trade_of(industries, [product.title for product in self.products])
        self.by_id = {str(product.id): product for product in self.products}
        self.titles = {
            str(option.product): option.description
            for product in self.products
            for option in product.exchanges
        }
        self.titles |= {str(product.id): product.title for product in self.products}
        self._variants: dict[str, tuple[Product, str]] = {
            variant.id: (product, variant.words)
            for product in self.products
            for variant in variants_of(product)
            if variant.id not in self.by_id
        }
        self.by_id |= {name: product for name, (product, _) in self._variants.items()}
        self.titles |= {name: f"{product.title} {words}" for name, (product, words) in self._variants.items()}
        self._words: dict[str, list[int]] = {}
        self._codes: dict[str, list[int]] = {}
        self._sheets: dict[str, Sheet] = {}
        for place, product in enumerate(self.products):
            title = plain(product.title)
            for gram in terms(self.trade.expanded(f"{title} {product.category}")):
                self._words.setdefault(gram, []).append(place)
            for code in codes(title):
                self._codes.setdefault(code, []).append(place)

    def style(self, name: str) -> str:
        """Return the product that a variant is of; other ids as they are."""
        return str(self._variants[name][0].id) if name in self._variants else name

    def sheet(self, product: str) -> Sheet:
        """Return the passages of one product; KeyError when the shop does not have it."""
        product = self.style(product)
        sheet = self._sheets.get(product)
        if sheet is None:
            sheet = self._sheets[product] = sheet_of(self.by_id[product], self.trade)
        return sheet

    def weight(self, gram: str) -> float:
        """Return how telling a pair of characters is: 0 when every title or none has it."""
        count = len(self._words.get(gram, ()))
        return math.log((len(self.products) + 1) / count) if count else 0.0

    def named(self, text: str, among: Sequence[str] | None = None) -> list[tuple[str, float]]:
        """Return the products that a text names by model code or words, best first, with a score.

        `among` narrows the choice to these ids; then a word that tells them apart is enough.
        """
        scores: dict[str, float] = {}
        wanted = None if among is None else {self.style(name) for name in among}
        for code in codes(text):
            for place in self._codes.get(code, ()):
                scores[str(self.products[place].id)] = (
                    scores.get(str(self.products[place].id), 0) + 8 + len(code)
                )
        for gram in terms(self.trade.expanded(text)):
            places = self._words.get(gram, ())
            if not places or (wanted is None and len(places) > max(4, _COMMON * len(self.products))):
                continue
            for place in places:
                name = str(self.products[place].id)
                if wanted is None or name in wanted:
                    scores[name] = scores.get(name, 0) + 0.3 + self.weight(gram)
        ranked = [(name, score) for name, score in scores.items() if wanted is None or name in wanted]
        if among is not None:
            reached = dict(ranked)
            ranked = [(name, reached[self.style(name)]) for name in among if self.style(name) in reached]
        return sorted(ranked, key=lambda pair: (-pair[1], pair[0]))

    def title(self, product: str) -> str:
        """Return the title of a product or of an exchange option; the id itself when unknown."""
        return self.titles.get(product, product)

    def called(self, product: str) -> str:
        """Return the short name of a product or of an exchange option; the id itself when unknown."""
        if product in self._variants:
            goods, words = self._variants[product]
            return f"{named(goods.title, self.trade.kind_words)} {words}"
        title = self.titles.get(product)
        return named(title, self.trade.kind_words) if title else product


__all__ = ["Shelf", "codes", "grams", "short"]

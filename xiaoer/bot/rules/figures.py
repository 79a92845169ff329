"""The numbers that products are described and compared by: read from a text, a title, a product."""

import re
from collections.abc import Sequence

from xiaoer.bot.catalogue.shelf import Shelf
from xiaoer.bot.industries import Figure, Trade

_NUMERALS = {"一": 1.0, "二": 2.0, "三": 3.0}


def read_figure(figure: Figure, text: str) -> float | None:
    """Return the number of a figure that stands in a text, None for none."""
    found = figure.pattern.search(text.lower())
    if not found:
        return None
    said = found.group(1)
    return _NUMERALS.get(said) or (float(said) if re.fullmatch(r"\d+(\.\d+)?", said) else None)


def figure_of(shelf: Shelf, product: str, figure: Figure) -> float | None:
    """Return a product's number, from its title first, then its texts; the title decides when they differ."""
    goods = shelf.by_id.get(product)
    if goods is None:
        return read_figure(figure, shelf.title(product))
    for text in (goods.title, goods.description, goods.repair):
        number = read_figure(figure, text)
        if number is not None:
            return number
    return None


def wanted_figure(text: str, trade: Trade) -> Figure | None:
    """Return the figure that a text speaks of, the trade's first when it does not say, None without any."""
    every = trade.figures
    if not every or every[0].cues.search(text):
        return every[0] if every else None
    return next((figure for figure in every[1:] if figure.cues.search(text)), every[0])


def ranked_by(shelf: Shelf, products: Sequence[str], figure: Figure) -> list[tuple[str, float]]:
    """Return products with their number, greatest first; those without one are left out."""
    found = [(name, number) for name in products if (number := figure_of(shelf, name, figure)) is not None]
    return sorted(found, key=lambda pair: -pair[1])

"""What a product is called in a sentence: model, size and kind instead of the whole shop title."""

import re
from functools import lru_cache

_MODEL = re.compile(
    r"(?<![A-Za-z\d])[A-Z]{1,5}\d*[A-Z\d]*(?:[.\-\u2011+/][A-Z\d]+)*(?:[a-z]+(?![a-z]))?(?:\([A-Z]+\))?"
    r"(?: ?(?:Pro|Max|Ultra|Plus|PRO\+?[A-Z\d]*|MAX))*(?: ?\d{2}(?!\d|%|升|L|套|英寸))?"
)
_NAMED = re.compile(r"[A-Z]{2,}[a-z]+[A-Z]?(?![a-z])")
_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?(升|L(?![A-Za-z])|套(?!装)|英寸)")
_BRAND = re.compile(r"^[^()（）【】\s\d]{1,6}[(（][A-Za-z ]+[)）]")
_LONGEST = 18
_SHORTEST_MODEL = 3


def short(title: str, longest: int = 30) -> str:
    """Return a title cut to a length that fits into a sentence."""
    return title if len(title) <= longest else title[: longest - 1] + "…"


def without_brand(title: str) -> str:
    """Return a title without the brand with its Latin name that opens it."""
    return _BRAND.sub("", title).strip() or title


@lru_cache(maxsize=65536)
def named(title: str, kinds: tuple[str, ...]) -> str:
    """Return the short name of a product: `JSQ30-M9 Max 16升燃气热水器`; else a cut title.

    `kinds` are the words for kinds of goods in this trade.
    """
    bare = without_brand(title)
    found = _SIZE.search(bare)
    size = f"{found.group(1)}{'升' if found.group(2) == 'L' else found.group(2)}" if found else ""
    kind = kind_of(bare, kinds)
    model = _model(bare)
    if not kind:
        return f"{model} {size}".strip() if model else short(bare, _LONGEST)
    return f"{model} {size}{kind}".strip()


def _model(title: str) -> str:
    codes = [found.group().strip() for found in _MODEL.finditer(title)]
    codes = [code for code in codes if re.search(r"\d", code) and len(code) >= _SHORTEST_MODEL]
    if codes:
        return max(codes, key=len)
    names = _NAMED.findall(title)
    return max(names, key=len) if names else ""


def kind_of(title: str, kinds: tuple[str, ...]) -> str:
    """Return the kind of goods that is named first, the most exact word for it."""
    places = [(title.find(word), -len(word), word) for word in kinds if word in title]
    return min(places)[2] if places else ""


def longest_run(text: str, title: str) -> int:
    """Return the length of the longest run of Chinese characters that both have."""
    best = 0
    for run in re.findall("[\u4e00-\u9fff]+", text):
        for start in range(len(run)):
            while start + best < len(run) and run[start : start + best + 1] in title:
                best += 1
    return best

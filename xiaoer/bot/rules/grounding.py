"""Whether a text says only what its evidence says: every number, name, day and promise must stand there."""

import re
import unicodedata
from collections.abc import Iterable

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*%?")
_HAN_NUMBER = re.compile(
    r"[一二两三四五六七八九十]{1,3}(?=[个件台天日周月年号元块折倍次款双条级升米厘分小点时])"
)
_CODE = re.compile(r"[a-z][a-z0-9.+-]*\d[a-z0-9.+-]*|[a-z]{2,}")
_QUOTED = re.compile(r"[「“《【\"']([^」”》】\"']{2,30})[」”》】\"']")
_DAYS = re.compile(
    r"今天|今日|明天|明日|后天|今晚|明早|本周|下周|周[一二三四五六日天]|星期[一二三四五六日天]|月底|月初|月内|年底|节前|节后"
)
_PROMISES = re.compile(
    r"保证|承诺|一定(?:会|能)|肯定(?:会|能)|绝对|免费|包邮|赠送|补偿|赔偿|赔付|全额|双倍|补发|优惠券|红包|立即到账|马上到账|无条件"
)
_CARRIERS = re.compile(r"顺丰|京东|圆通|中通|申通|韵达|邮政|ems|德邦|极兔|菜鸟|百世|安能|跨越")
_PLACES = re.compile(r"[\u4e00-\u9fff]{2,6}?(?:省|市|自治区|区|县|仓库|仓|网点|门店)")
_UNITS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_PLAIN_WORDS = frozenset({"ok", "app", "plus", "id", "vip", "hi", "hello"})
_PLAIN_PLACES = re.compile(r"地区|小区|区别|区域|区间|市场|专区|县区|省区|城市|超市|上市|本市|本店门店")


def folded(text: str) -> str:
    """Return a text in one width and case, without blanks between digits."""
    return re.sub(r"(?<=\d) (?=\d)", "", unicodedata.normalize("NFKC", text).lower())


def unfounded(said: str, evidence: Iterable[str], names: Iterable[str] = ()) -> list[str]:
    """Return what a text says that stands in none of the evidence; empty when it is grounded.

    Looked at: numbers (in digits or words), model codes and Latin words, quoted names, days, promises,
    carriers, places, and the `names` that the shop knows (brands, goods, people).
    """
    text, known = folded(said), folded("\n".join(evidence))
    numbers = set(_numbers(known))
    missing = [number for number in _numbers(text) if number not in numbers]
    for pattern in (_CODE, _QUOTED, _DAYS, _PROMISES, _CARRIERS):
        missing += [
            found.group(found.lastindex or 0)
            for found in pattern.finditer(text)
            if found.group(found.lastindex or 0) not in known
            and found.group(found.lastindex or 0) not in _PLAIN_WORDS
        ]
    places = _PLACES.findall(_PLAIN_PLACES.sub("", text))
    missing += [place for place in places if not _place_known(place, known)]
    missing += [name for name in names if name and folded(name) in text and folded(name) not in known]
    return list(dict.fromkeys(missing))


def lost(before: str, after: str) -> list[str]:
    """Return the numbers, codes and days of a text that its rewording no longer says."""
    old, new = folded(before), folded(after)
    kept = set(_numbers(new))
    gone = [number for number in _numbers(old) if number not in kept]
    gone += [found for pattern in (_CODE, _DAYS) for found in pattern.findall(old) if found not in new]
    return list(dict.fromkeys(gone))


def _numbers(text: str) -> list[str]:
    """Return the numbers of a text, each as plain digits: 1,299.00 as 1299, 三 (天) as 3."""
    found = [_plain(number) for number in _NUMBER.findall(text)]
    return found + [str(_spoken(word)) for word in _HAN_NUMBER.findall(text)]


def _spoken(word: str) -> int:
    """Return a number below 100 that is written in words: 十五, 三十, 二十四."""
    tens, ten, ones = word.rpartition("十")
    return (_UNITS.get(tens, 1) * 10 if ten else 0) + _UNITS.get(ones, 0)


def _plain(number: str) -> str:
    bare = number.rstrip("%").replace(",", "")
    if re.fullmatch(r"\d+\.\d+", bare):
        bare = bare.rstrip("0").rstrip(".")
    return bare.lstrip("0") or "0"


def _place_known(place: str, known: str) -> bool:
    """Say whether a place stands in the evidence; words before its name may have been taken along."""
    return any(place[start:] in known for start in range(max(1, len(place) - 2)))

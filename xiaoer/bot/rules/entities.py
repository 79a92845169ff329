"""What stands in a buyer's words: order and product numbers, phones, addresses, amounts, days, names.

Found things are replaced by marks, so that cues can speak of them: Ⓟ product, Ⓞ the buyer's order,
Ⓕ an order number that is not the buyer's, Ⓦ wallet, Ⓣ phone, Ⓐ address, Ⓛ another link.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from xiaoer.bot import packs

PRODUCT, ORDER, FOREIGN, WALLET, PHONE, ADDRESS, LINK = "ⓅⓄⒻⓌⓉⒶⓁ"
_URL = re.compile(r"(?:https?://|www\.)[^\s\u4e00-\u9fff，。！？；]+")
_NUMBER = re.compile(r"(?<![\da-z])(?:jd|sf|yt|zt|ems)?\d{5,20}(?![\da-z])(?!\.\d)")
_ASCII = re.compile(r"(?<![\w])[a-z0-9](?:[a-z0-9_-]{3,39})(?![\w-])", re.ASCII)
_PHONE = re.compile(r"1\d{10}")
_ORDER_BEFORE = re.compile(r"(订单|单号|运单|order)(编?号|id)?[是为:： ]{0,3}$")
_ORDER_AFTER = re.compile(r"^.{0,3}(这|那)?(一)?(个)?(订单|单(?!价))")
_TAX_BEFORE = re.compile(r"(税号|识别号|信用代码|纳税人)(编?号)?[是为:： ]{0,3}$")
_PRODUCT_BEFORE = re.compile(r"(商品|产品|型号|款|item|sku|货号)(编?号|id)?[是为:： ]{0,3}$")
_PLACE = re.compile(
    "省|市|区|县|镇|乡|街|路|大道|胡同|巷|弄|村|屯|花园|家园|公馆|公寓|大厦|大楼|广场|中心|写字楼"
    "|府|苑|园|城|栋|幢|座|单元|楼|层|室|号|湾|庄|学校|大学|医院|驿站"
)
_STREET = re.compile(
    "省|市|区|县|镇|乡|街|路|大道|胡同|巷|弄|村|屯|花园|家园|公馆|公寓|大厦|大楼|广场|写字楼"
    "|府|苑|园|城|栋|幢|单元|湾|庄"
)
_NUMBERED = re.compile(r"[\da-z一二三四五六七八九十][ ]?(?:号楼|号|栋|幢|座|单元|室|楼|层|弄|门|-\d)")
_WITHIN = re.compile(r"[^，,。；;！!？?\n]+")
_LEAD = re.compile(
    "(?:收货|收件|新的?)?地址|(?:寄|送|发|改|换|写|填|搬)(?:到|成|为|去|至)|(?:更新|更改|变更|修改)(?:成|为|到)|[:：]"
)
_AFTER_LEAD = re.compile(
    r"^[ :：]*(?:(?:错了|写错了|不对)?(?:应该|应当|其实)?(?:是|为)|(?:我|我家|家)?(?:在|住在|住)"
    r"|(?:帮我|给我)?(?:改|换|更新|变更|写|填)(?:成|为|到)?|帮我|给我)?[ :：]*"
)
_TAIL = re.compile(
    r"[ ]+[你您我帮麻请谢就快改].*$"
    r"|[ ]*(?:Ⓣ|电话|手机|号码|联系|吧|哈|啊|呀|哦|谢谢|麻烦|可以吗|行吗|好吗|这里|这边|这个地址|就行).*$|了$"
)
_NOT_PLACE = re.compile("多少|什么|哪|怎么|几号|吗|呢|订单|Ⓞ|Ⓕ|Ⓟ|快递到|物流|型号")
_SHORTEST_ADDRESS, _LONGEST_ADDRESS = 4, 60
_LONGEST_PRICE = 6  # digits of an amount that an order may be called by (1199那单)
_PLACES = 3  # words such as 路 and 区 that make an address without a number
_AMOUNT = re.compile(r"(\d+(?:\.\d{1,2})?) ?(?:元|块|¥|rmb)|[¥￥] ?(\d+(?:,\d{3})*(?:\.\d{1,2})?)")
_DAY = re.compile(
    r"(?:(下下|下|这|本|这个|下个)?(?:周|星期|礼拜)([一二三四五六日天1-6])|(大后天|后天|明天|今天|明儿|明日|后日|今日)"
    r"|(\d{1,2}月\d{1,2}[号日]?|\d{1,2}[号日](?!楼|室|线|店|门|院|机)))"
)
_PART = re.compile(
    r"^(?:的)?[ ,，]?(凌晨|早上|上午|中午|下午|傍晚|晚上|晚)?"
    r"((?:\d{1,2}|[一二两三四五六七八九十]{1,3})(?:点半?|[:：]\d{2})(?:左右|之后|以后|前)?"
    r"(?:到|-|~)?(?:(?:\d{1,2}|[一二两三四五六七八九十]{1,3})点半?)?)?"
)
_COUNT = re.compile(
    r"(?<![\d.第])(\d{1,2}|[一两二俩三四五六七八九十])(?:台|个|件|套|双|箱|盒|包|瓶|只|把|组|袋|罐|支|提|条|卷|桶)(?!月|工作|小时|孔|人|卫|厨|步|年|点|问题|订单|单|地址|电话|头|星期|性化|税号|意思|字|说法)"
)
_NUMERALS = {
    "一": 1,
    "两": 2,
    "二": 2,
    "俩": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}
_FAULT = re.compile(r"(?<![a-z0-9])([a-z]{1,6})[-_ ]?([a-z]?\d{1,4})(?![a-z0-9%])")
_NAME_SAID = re.compile(
    r"(?:姓名|名字|联系人|收件人|收货人|我叫|他叫|她叫|名叫|叫做|我是)(?:是|为|叫|写|改成|改为|填)?[:： ]*"
    r"([\u4e00-\u9fff]{2,4}?)(?=$|[^\u4e00-\u9fff]|电话|手机|号码|的|吧|时间|周|星期|地址)"
)
_HAN = re.compile(r"^[\u4e00-\u9fff]{2,4}$")


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing found: the mark that stands for it, its value, and where the mark stands."""

    mark: str
    value: str
    at: int


@dataclass(frozen=True, slots=True)
class Known:
    """What numbers and names mean for this buyer in this shop.

    `products` says whether an id is a product or an exchange option; `orders` maps order numbers and
    waybills of the buyer to the order; `wallet` are the names of the prepaid balance, `payments` the
    names of each way to pay.
    """

    products: Callable[[str], bool]
    orders: Mapping[str, str]
    wallet: tuple[str, ...] = ()
    payments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Marked:
    """Text with marks in place of the things found in it."""

    text: str
    mentions: tuple[Mention, ...]


def marked(text: str, known: Known) -> Marked:
    """Return a plain text with its numbers, links, wallet names and address replaced by marks."""
    found: list[tuple[int, int, str, str]] = []
    for url in _URL.finditer(text):
        parts = [part for part in re.split(r"[^a-z0-9_-]+", url.group()) if known.products(part)]
        found.append((url.start(), url.end(), PRODUCT if parts else LINK, parts[0] if parts else url.group()))
    _numbers(text, known, found)
    for alias in sorted(known.wallet, key=len, reverse=True):
        at = text.find(alias)
        while at >= 0:
            _add(found, at, at + len(alias), WALLET, alias)
            at = text.find(alias, at + 1)
    found.sort()
    pieces: list[str] = []
    mentions: list[Mention] = []
    end = length = 0
    for start, stop, mark, value in found:
        pieces.append(text[end:start])
        length += start - end
        mentions.append(Mention(mark, value, length))
        pieces.append(mark)
        length += 1
        end = stop
    pieces.append(text[end:])
    return _with_address(Marked("".join(pieces), tuple(mentions)))


def _add(found: list[tuple[int, int, str, str]], start: int, end: int, mark: str, value: str) -> None:
    if all(end <= other[0] or start >= other[1] for other in found):
        found.append((start, end, mark, value))


def _numbers(text: str, known: Known, found: list[tuple[int, int, str, str]]) -> None:
    for token in (*_NUMBER.finditer(text), *_ASCII.finditer(text)):
        value, start, end = token.group(), token.start(), token.end()
        digits = value.isdigit()
        before, after = text[max(0, start - 8) : start], text[end : end + 8]
        if _TAX_BEFORE.search(before):
            continue
        if value in known.orders:
            _add(found, start, end, ORDER, known.orders[value])
        elif known.products(value):
            _add(found, start, end, PRODUCT, value)
        elif digits and _ORDER_BEFORE.search(before):
            _add(found, start, end, FOREIGN, value)
        elif digits and len(value) == 11 and _PHONE.fullmatch(value):  # noqa: PLR2004 a mobile number
            _add(found, start, end, PHONE, value)
        elif digits and len(value) >= 8 and not _PRODUCT_BEFORE.search(before):  # noqa: PLR2004 no year, no price
            _add(found, start, end, FOREIGN, value)
        elif digits and len(value) >= 8:  # noqa: PLR2004 a product of somebody else
            _add(found, start, end, LINK, value)
        elif digits and len(value) > _LONGEST_PRICE and _ORDER_AFTER.match(after):
            _add(found, start, end, FOREIGN, value)


def _with_address(marks: Marked) -> Marked:
    best: tuple[int, int] | None = None
    for found in _WITHIN.finditer(marks.text):
        span = _address_in(found.group())
        if span and (best is None or span[1] - span[0] > best[1] - best[0]):
            best = (found.start() + span[0], found.start() + span[1])
    if best is None:
        return marks
    start, end = best
    value, shift = marks.text[start:end], end - start - 1
    kept = [
        Mention(m.mark, m.value, m.at if m.at < start else m.at - shift)
        for m in marks.mentions
        if not start <= m.at < end
    ]
    text = marks.text[:start] + ADDRESS + marks.text[end:]
    return Marked(text, (*kept, Mention(ADDRESS, value, start)))


def _address_in(piece: str) -> tuple[int, int] | None:
    """Return where an address stands in a piece of text without punctuation, None for none."""
    first = _PLACE.search(piece)
    if first is None or (not _NUMBERED.search(piece) and len(_PLACE.findall(piece)) < _PLACES):
        return None
    leads = [lead.end() for lead in _LEAD.finditer(piece) if _PLACE.search(piece, lead.end())]
    start = max(leads, default=0)
    after = _AFTER_LEAD.match(piece[start:])
    start += len(after.group()) if after else 0
    tail = _TAIL.search(piece, start + 1)
    end = tail.start() if tail else len(piece)
    said = piece[start:end]
    if not _SHORTEST_ADDRESS <= len(said.strip()) <= _LONGEST_ADDRESS or _NOT_PLACE.search(said):
        return None
    end -= len(said) - len(said.rstrip())
    if not _STREET.search(said):
        return None
    return (start, end) if len(_PLACE.findall(said)) > 1 or _NUMBERED.search(said) else None


def amounts(text: str) -> list[float]:
    """Return the amounts of money that a text names, in yuan."""
    return [float((found.group(1) or found.group(2)).replace(",", "")) for found in _AMOUNT.finditer(text)]


def day(text: str) -> str:
    """Return the day and part of the day that a text names, in the usual short form (周日上午); else ""."""
    found = _DAY.search(text)
    if not found:
        return ""
    week, weekday, near, date = found.groups()
    if weekday:
        weekday = {"天": "日", "1": "一", "2": "二", "3": "三", "4": "四", "5": "五", "6": "六"}.get(
            weekday, weekday
        )
        said = f"{'下' * (week or '').count('下')}周{weekday}"
    else:
        said = near or date or ""
    part = _PART.match(text[found.end() :])
    return said + (part.group(1) or "") + (part.group(2) or "") if part else said


def quantity(text: str) -> int:
    """Return how many pieces a text asks for, 0 when it does not say."""
    found = _COUNT.search(text)
    if not found:
        return 0
    return _NUMERALS.get(found.group(1)) or int(found.group(1))


def fault_codes(text: str) -> list[str]:
    """Return what may be fault codes in a text, upper case without separators (E01, DRAIN001)."""
    return [(found.group(1) + found.group(2)).upper() for found in _FAULT.finditer(text)]


def payment(text: str, payments: Mapping[str, tuple[str, ...]]) -> str:
    """Return the way to pay that a plain text names, "" for none."""
    if WALLET in text:
        return "ecard"
    for way, names in payments.items():
        if any(name.lower() in text for name in names):
            return way
    return ""


@cache
def _surnames() -> frozenset[str]:
    return frozenset(packs.read("words")["surnames"])


def person(text: str, pieces: list[str]) -> str:
    """Return the name of a person that is said (姓名…) or stands alone among `pieces`, else ""."""
    said = _NAME_SAID.search(text)
    if said and said.group(1)[0] in _surnames():
        return said.group(1)
    for piece in pieces if PHONE in text else []:
        if _HAN.match(piece) and piece[0] in _surnames() and len(piece) <= 3 and not _DAY.search(piece):  # noqa: PLR2004 usual length
            return piece
    return ""

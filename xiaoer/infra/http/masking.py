"""Hides personal data and secrets in text that is about to be logged. Pure: text in, text out.

It prefers to hide too much: a log line without an address is still a log line. It does not find a
name that nothing introduces (收货人, 我叫, 先生), nor bank cards, which look like order numbers.
"""

import re
from collections.abc import Callable
from typing import Final

_HIDDEN: Final = "***"

_HIDDEN_LABELS: Final = (
    r"(?:password|passwd|pwd|token|secret|signature|authorization|api[_-]?key|pass|cookie|密码|口令|验证码)"
)
_BEARER: Final = re.compile(r"(?i)\b(bearer|basic)\s+[^\s\"',;]+")
_OWN_TOKEN: Final = re.compile(r"\b(x[ksp]_)[A-Za-z0-9._~+/=-]{6,}")
_LABELLED_SECRET: Final = re.compile(
    r"(?i)((?<![A-Za-z])[A-Za-z]*_?"
    + _HIDDEN_LABELS
    + r"[\"']?\s{0,2}[:=：是为]\s{0,2}[\"']?)([^\s\"'&,，}]+)"
)
_URL_PASSWORD: Final = re.compile(r"(://[^:/\s@]{0,64}:)[^@\s/]{1,128}@")
_EMAIL: Final = re.compile(r"([A-Za-z0-9])[\w.+-]{0,63}@((?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24})")

_ID_NUMBER: Final = re.compile(
    r"(?<!\d)([1-9]\d{2})\d{3}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{2}(\d[\dXx])(?![\dXx])"
)
_MOBILE: Final = re.compile(
    r"(?<!\d)([1１][3-9３-９]\d)[- ]?\d{4}[- ]?(\d{4})(?:(?:[-,，转]|\s转|\sext\.?\s?)\d{1,6})?(?!\d)"
)
_MOBILE_WITH_COUNTRY: Final = re.compile(r"(?<!\d)(?:\+|00)?86[- ]?(1[3-9]\d)[- ]?\d{4}[- ]?(\d{4})(?!\d)")
_LANDLINE: Final = re.compile(r"(?<!\d)(0\d{2,3})(?:[-— ]|\)\s?)\d{5,6}(\d{2})(?:[-转]\d{1,6})?(?!\d)")

_END: Final = r"，。；！？,;!?\"'\n\r\t|}"
_REGION_NAME: Final = (
    r"[一-龥](?:省(?![钱事心电])|自治区|自治州|县|旗(?!舰))|[^联加\W]盟"
    r"|[一-龥]市(?![面场民价值])|[^小社地专片\W\d]区"
)
_REGION: Final = re.compile(_REGION_NAME)
_REGION_AND_REST: Final = re.compile(rf"({_REGION_NAME})([^{_END}]{{1,200}})")
_HOUSE: Final = re.compile(
    r"\d\s?(?:号|弄|巷|栋|幢|座|单元|室|房|楼|层|组|队)|[一二三四五六七八九十](?:号|栋|幢|单元|组|队)"
    r"|[路街巷村镇乡弄寨屯苑]|大道|胡同|小区|花园|公寓|大厦|广场|学校|大学|医院"
)
_STREET: Final = re.compile(
    r"[一-龥]{1,8}(?:路|街|道|巷|弄|胡同|村|苑|小区|花园|公寓|大厦)\s?[A-Za-z]?\d{1,5}\s?(?:号|弄|栋|幢|座|组|室)[^"
    + _END
    + r"\s]{0,60}"
)
_FLAT: Final = re.compile(
    r"\d{1,4}\s?(?:栋|幢|号楼|座)\s?(?:[\d一二三四五六]{1,2}\s?单元)?\s?\d{2,5}\s?(?:室|房|号)?"
)
_LABELLED_ADDRESS: Final = re.compile(
    r"(?i)((?:收货地址|收件地址|详细地址|家庭住址|地址|住址|\baddress)[\"']?\s{0,2}[:：=]\s{0,2}[\"']?)([^"
    + _END
    + r"]{1,200})"
)
_LABELLED_NAME: Final = re.compile(
    r"(?i)((?:收货人姓名|收货人|收件人|姓名|联系人|户名|买家昵称|客户姓名|\bbuyer_name|\breceiver|\bconsignee)"
    r"[\"']?\s{0,2}[:：=]\s{0,2}[\"']?)([^\s,，;；\"'&}])[^\s,，;；\"'&}]*"
)
_SAID_NAME: Final = re.compile(r"(我叫|我姓|名字叫|名字是|本人)([一-龥])[一-龥]{0,3}(?!\*)")
_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁"
    "任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_TITLED_NAME: Final = re.compile(rf"([{_SURNAMES}])[一-龥]{{0,2}}?(?=先生|女士|小姐|太太|阿姨)")

_NAME_KEYS: Final = frozenset({"buyer_name", "receiver", "consignee", "staff_name", "contact", "login"})
_HIDDEN_KEYS: Final = frozenset(
    {"password", "token", "secret", "signature", "authorization", "address", "key", "pass", "cookie"}
)


def mask(text: str) -> str:
    """Return `text` with phone numbers, ID numbers, addresses, names, e-mails and secrets hidden."""
    for pattern, replacement in _steps_for(text):
        text = pattern.sub(replacement, text)
    return text


def mask_name(name: str) -> str:
    """Return the first character and two stars, as shops print names (王**)."""
    return f"{name[0]}**" if name else ""


def mask_field(key: str, value: str) -> str:
    """Return a structured log field masked by what its key says, else by what its text looks like."""
    if key in _HIDDEN_KEYS:
        return _HIDDEN
    if key in _NAME_KEYS:
        return mask_name(value)
    # Every turn logs ids: they hold nothing, and to look at them costs more than the rest of the line.
    return value if _OWN_ID.match(value) else mask(value)


def _without_house(found: re.Match[str]) -> str:
    kept, rest = found.group(1), found.group(2)
    while (region := _REGION.search(rest[:14])) is not None:
        kept, rest = kept + rest[: region.end()], rest[region.end() :]
    return kept + _HIDDEN if _HOUSE.search(rest) else found.group(0)


_OWN_ID: Final = re.compile(r"[a-z]{1,4}_[0-9A-HJKMNP-TV-Z]{26}\Z")
_HINTS: Final = (
    *("pass", "pwd", "token", "secret", "signature", "authorization", "key", "cookie"),
    *("密码", "口令", "验证码", "bearer", "basic", "xk_", "xs_", "xp_"),
)
_LABELS: Final = ("address", "buyer_name", "receiver", "consignee")
_FOUR_DIGITS: Final = re.compile(r"[\d１]{3}[-\d ]\d")

_Replacement = str | Callable[[re.Match[str]], str]
_Steps = tuple[tuple[re.Pattern[str], _Replacement], ...]
_SECRETS: Final[_Steps] = (
    (_BEARER, r"\1 ***"),
    (_OWN_TOKEN, r"\1***"),
    (_LABELLED_SECRET, r"\1***"),
)
_ACCOUNTS: Final[_Steps] = (
    (_URL_PASSWORD, r"\1***@"),
    (_EMAIL, r"\1***@\2"),
)
_NUMBERS: Final[_Steps] = (
    (_ID_NUMBER, r"\1*************\2"),
    (_MOBILE_WITH_COUNTRY, r"\1****\2"),
    (_MOBILE, r"\1****\2"),
    (_LANDLINE, r"\1-******\2"),
)
_LABELLED: Final[_Steps] = (
    (_LABELLED_ADDRESS, r"\1***"),
    (_LABELLED_NAME, r"\1\2**"),
)
_CHINESE: Final[_Steps] = (
    (_REGION_AND_REST, _without_house),
    (_STREET, _HIDDEN),
    (_FLAT, _HIDDEN),
    (_SAID_NAME, r"\1\2**"),
    (_TITLED_NAME, r"\1**"),
)


def _steps_for(text: str) -> _Steps:
    """Return the steps that can find something: a cheap look first, because every turn logs a line."""
    chinese = not text.isascii()
    small = text.lower()
    return (
        *(_ACCOUNTS if "@" in text else ()),
        *(_SECRETS if any(hint in small for hint in _HINTS) else ()),
        *(_NUMBERS if _FOUR_DIGITS.search(text) else ()),
        *(_LABELLED if chinese or any(label in small for label in _LABELS) else ()),
        *(_CHINESE if chinese else ()),
    )

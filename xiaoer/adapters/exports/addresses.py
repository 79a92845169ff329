"""A line of address into province, city, district and the rest, where it is plainly written."""

import re
from typing import Final

from xiaoer.buyers.model import Address

_CITIES: Final = ("北京", "天津", "上海", "重庆")
_PROVINCE: Final = re.compile(
    "^((?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西"
    "|甘肃|青海|台湾)省?|(?:北京|天津|上海|重庆)市?|内蒙古(?:自治区)?|广西(?:壮族自治区)?|西藏(?:自治区)?"
    "|宁夏(?:回族自治区)?|新疆(?:维吾尔自治区)?|(?:香港|澳门)(?:特别行政区)?)"
)
_CITY: Final = re.compile(r"^([一-鿿*]{1,10}?(?:自治州|地区|盟|市))")
_DISTRICT: Final = re.compile(r"^([一-鿿*]{1,12}?(?:自治县|自治旗|区|县|市|旗))")
_POSTCODE: Final = re.compile(r"\s*[(（]\d{6}[)）]\s*$")
_SEPARATORS: Final = re.compile(r"[\s/·\-]+")


def split_address(line: str) -> Address:
    """Return province, city, district and detail of one line; what is not plain stays in the detail."""
    text = _POSTCODE.sub("", line).strip()
    province = _PROVINCE.match(text)
    if province is None:
        return Address(detail=text)
    rest = _SEPARATORS.sub(" ", text[province.end() :]).strip()
    city, rest = _cut(_CITY, rest)
    if not city and province.group(1).rstrip("市") in _CITIES:
        city = province.group(1)
    district, rest = _cut(_DISTRICT, rest)
    return Address(province=province.group(1), city=city, district=district, detail=rest)


def _cut(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    match = pattern.match(text)
    return (match.group(1), text[match.end() :].strip()) if match else ("", text)

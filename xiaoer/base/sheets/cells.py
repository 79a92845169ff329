"""One cell: cleaned of what spreadsheets and exports wrap around it, then read as id, money, time, number."""

import re
import unicodedata
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Final

from xiaoer.base.clock import CHINA, to_ms
from xiaoer.base.money import Money, from_yuan
from xiaoer.base.sheets.model import UnreadableError

_QUOTED_FORMULA: Final = re.compile(r'^="(.*)"$', re.DOTALL)
_BLANK: Final = " \t\r\n\u00a0\u3000\ufeff\u200b"
# Characters that turn the direction of the text around them: they could make an id or an address
# look like another one, and no export needs them.
_TURNING: Final = dict.fromkeys([0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_INVISIBLE: Final = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD])
_CONTROL: Final = dict.fromkeys((*range(1, 9), 11, 12, *range(14, 32), *range(127, 160)), " ")
_HALF: Final = re.compile("[\ud800-\udfff]")
_SCIENTIFIC: Final = re.compile(r"^\d\.\d+[eE]\+?\d{1,3}$|^\d[eE]\+\d{1,3}$")
_DECIMAL_ID: Final = re.compile(r"^\d{6,}\.\d+$")
_IDENTIFIER_LENGTH: Final = 128
_NOTHING: Final = frozenset({"", "-", "--", "—", "/", "无", "空", "null", "none", "nan", "n/a"})
_YES: Final = frozenset({"是", "有", "true", "yes", "y", "1", "已加急", "加急"})
_NO: Final = frozenset({"", "否", "无", "没有", "false", "no", "n", "0", "未加急", "不加急"})
_MONEY: Final = re.compile(r"^[+-]?\d{1,13}(?:\.\d{1,10})?$")
_QUANTITY_LIMIT: Final = 1_000_000

_DATE: Final = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_HALF_DAY: Final = r"(上午|下午|早上|晚上|AM|PM)?"
_TIME: Final = (
    rf"{_HALF_DAY}\s*(\d{{1,2}})[:时点](\d{{1,2}})?(?:[:分](\d{{1,2}}))?(?:[.,]\d{{1,9}})?[分秒]?"
    rf"\s*{_HALF_DAY}"
)
_ZONE: Final = r"\s*(Z|UTC|[+-]\d{2}:?\d{2})?"
_MOMENT: Final = re.compile(rf"^{_DATE}(?:[T\s]*{_TIME}{_ZONE})?$", re.IGNORECASE)
_COMPACT: Final = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2}))?$")
_SERIAL: Final = re.compile(r"^\d{5}(?:\.\d+)?$")
_EPOCH: Final = re.compile(r"^1\d{9}(\d{3})?$")
_YEARS: Final = range(2000, 2101)
_SPREADSHEET_ZERO: Final = datetime(1899, 12, 30, tzinfo=CHINA)  # so that serial 60 and later are right
_SERIAL_DAYS: Final = range(36_526, 73_416)  # 2000-01-01 to 2100-12-31


def clean(raw: str) -> str:
    """Return the text of a cell without `="…"`, a leading `'`, quotation marks and blanks around it.

    A cell of blanks or a tab only becomes empty; control characters become blanks; characters that turn
    the direction of text go. Raises UnreadableError
    for NUL, which no database keeps, and for text that is no valid Unicode.
    """
    if raw.isalnum():  # most cells; nothing of what follows is in them
        return raw
    text = raw.strip(_BLANK)
    if not text:
        return ""
    if "\x00" in text:
        raise UnreadableError("control_character", "单元格里有空字符（NUL），文件可能已损坏，请重新导出")
    if not text.isprintable():
        if _HALF.search(text):
            raise UnreadableError("bad_text", "单元格里有不完整的字符（半个 Unicode 字符），请重新导出")
        text = text.translate(_CONTROL).translate(_TURNING)
    wrapped = _QUOTED_FORMULA.match(text)
    if wrapped:
        text = wrapped.group(1).replace('""', '"')
    text = text.removeprefix("'")
    if text.startswith('"') and text.endswith('"') and text.count('"') == 2:  # noqa: PLR2004 - one pair
        text = text[1:-1]
    return text.strip(_BLANK)


def empty(text: str) -> bool:
    """Return whether a cleaned cell says that there is nothing (空, -, 无, null)."""
    return len(text) < 5 and text.lower() in _NOTHING  # noqa: PLR2004 - none of the words is longer


def folded(text: str) -> str:
    """Return the text with full-width letters, digits and signs made narrow (NFKC)."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def identifier(text: str) -> str:
    """Read an id as it was exported: text, never a number. Empty stays empty.

    Raises UnreadableError `damaged_identifier` when a spreadsheet has turned it into a number
    (3.13E+11, 313021098954.0), for its lost digits cannot be had back.
    """
    narrow = folded(text).translate(_INVISIBLE).strip()
    if empty(narrow):
        return ""
    if _SCIENTIFIC.match(narrow):
        raise UnreadableError(
            "damaged_identifier",
            f"编号被表格软件改成了科学计数“{narrow}”，位数已丢失；请重新导出，不要用表格软件另存",
        )
    if _DECIMAL_ID.match(narrow):
        raise UnreadableError(
            "damaged_identifier",
            f"编号“{narrow}”带了小数点，是被当成数字存过的；请重新导出，不要用表格软件另存",
        )
    if len(narrow) > _IDENTIFIER_LENGTH:
        raise UnreadableError("identifier_too_long", f"编号超过 {_IDENTIFIER_LENGTH} 个字符，可能是列对错了")
    return narrow


def money(text: str) -> Money:
    """Read an amount in yuan: `¥1,299.00`, `1299元`, `１２９９`. Raises UnreadableError `bad_money`."""
    narrow = re.sub(r"[\s,¥￥]|元$|RMB|CNY", "", folded(text))
    if not _MONEY.match(narrow):
        raise UnreadableError("bad_money", f"看不懂的金额“{text[:40]}”，应当像 1299.00")
    return from_yuan(narrow)


def quantity(text: str) -> int:
    """Read a count of pieces such as `2`, `2.00`, `2件`. Raises UnreadableError `bad_quantity`."""
    narrow = re.sub(r"[\s,]|件$|个$|台$|套$", "", folded(text))
    try:
        value = Decimal(narrow)
        if value != value.to_integral_value() or not 0 <= value <= _QUANTITY_LIMIT:
            raise UnreadableError("bad_quantity", f"数量“{text[:40]}”应当是 0 到 {_QUANTITY_LIMIT} 的整数")
    except InvalidOperation as error:
        raise UnreadableError("bad_quantity", f"看不懂的数量“{text[:40]}”，应当是整数") from error
    return int(value)


def flag(text: str) -> bool:
    """Read yes or no (是/否, true/false, 1/0). Raises UnreadableError `bad_flag`."""
    word = folded(text).strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise UnreadableError("bad_flag", f"看不懂“{text[:40]}”，应当是“是”或“否”")


def moment(text: str) -> int:
    """Read a time in China (2026-01-02 03:04:05, 2026/1/2 3:04, 2026年1月2日 下午3点4分 …) as epoch ms.

    Spreadsheet day numbers and epoch seconds or milliseconds are understood; a zone in the text wins
    over China's. Empty and all-zero times are 0 (unknown). Raises UnreadableError `bad_time`.
    """
    narrow = folded(text).strip()
    if empty(narrow) or narrow.startswith(("0000-00-00", "0001-01-01", "1970-01-01")):
        return 0
    try:
        if _EPOCH.match(narrow):
            return int(narrow) * (1 if len(narrow) > 10 else 1000)  # noqa: PLR2004 - seconds have ten digits
        if _SERIAL.match(narrow):
            return _of_serial(Decimal(narrow))
        return to_ms(_of_words(narrow))
    except (ValueError, OverflowError) as error:
        raise UnreadableError("bad_time", f"看不懂的时间“{text[:40]}”，应当像 2026-01-02 15:04:05") from error


def _of_serial(days: Decimal) -> int:
    if int(days) not in _SERIAL_DAYS:
        raise ValueError(days)
    return to_ms(_SPREADSHEET_ZERO + timedelta(seconds=round(float(days) * 86400)))


def _of_words(text: str) -> datetime:
    compact = _COMPACT.match(text)
    if compact:
        parts = [int(part) for part in compact.groups(default="0")]
        return _sane(datetime(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], tzinfo=CHINA))
    match = _MOMENT.match(text)
    if match is None:
        raise ValueError(text)
    year, month, day, before, hour, minute, second, after, zone = match.groups()
    hours = _hours(int(hour or 0), (before or after or "").upper())
    return _sane(
        datetime(
            int(year), int(month), int(day), hours, int(minute or 0), int(second or 0), tzinfo=_zone(zone)
        )
    )


def _hours(hour: int, half: str) -> int:
    noon = 12
    if half in {"下午", "晚上", "PM"} and hour < noon:
        return hour + noon
    return 0 if half in {"上午", "AM"} and hour == noon else hour


def _zone(text: str | None) -> timezone:
    if not text:
        return CHINA
    if text.upper() in {"Z", "UTC"}:
        return timezone.utc  # noqa: UP017 - the type of CHINA
    digits = text.replace(":", "")
    span = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
    return timezone(-span if digits[0] == "-" else span)


def _sane(when: datetime) -> datetime:
    if when.astimezone(CHINA).year not in _YEARS:
        raise ValueError(when)
    return when

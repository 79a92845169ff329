"""Which of the options shown is meant: by its number, its place in the list, or by being named."""

import re
from collections.abc import Sequence

_LEAD = re.compile(
    r"^(?:(?:那|就|嗯+|好的?|行|我|要|想要|选择?|换成?|给我|帮我"
    r"|麻烦|请|可以|看|还是|定|改成?|来|吧)[，,、 ]?)+"
)
_TAIL = re.compile(
    r"(?:[，, ]|吧|好了|呢|啊|呀|哦|哈|了|的|谢谢|可以|就行|就好|那|这|个|款|单|号|台|种|件|条)+$"
)
_DIGITS = "123456789"
_NUMERALS = "一二三四五六七八九"
_FRONT = re.compile(r"^(?:前(?:者|面|一|边)?|上(?:面|边)?|最?前面|头一?|首)$")
_BACK = re.compile(r"^(?:后(?:者|面|一|边)?|下(?:面|边)|最后(?:面|一)?|末尾|倒数第?一)$")


def picked(text: str, options: Sequence[str]) -> str:
    """Return the option that a short text picks from a list that was shown, "" for none."""
    if not options:
        return ""
    named = [option for option in options if option in text]
    if named:
        return named[0] if len(named) == 1 else ""
    bare = _TAIL.sub("", _LEAD.sub("", text.strip(" 。.、!！~")))
    bare = bare.removeprefix("第")
    if len(bare) == 1 and bare in _DIGITS + _NUMERALS:
        place = (_DIGITS if bare in _DIGITS else _NUMERALS).index(bare)
        return options[place] if place < len(options) else ""
    if _FRONT.match(bare):
        return options[0]
    return options[-1] if _BACK.match(bare) else ""

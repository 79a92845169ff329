"""Chat logs as plain text into spoken lines: who, when, what, as desks and people export them.

Understood: `name (2024-05-01 10:22:33): text`, `2024-05-01 10:22:33 name` with the text after it or on the
next lines, and `买家：text`. A line of dashes or signs, or one that says 会话, begins another chat.
"""

import re
from typing import Final

from xiaoer.training.model import Spoken

_SHARE: Final = 0.25  # of the lines must begin with a speaker, else it is no chat log
_SPEAKERS: Final = 2
_MOST: Final = 100_000
_LONGEST: Final = 4_000  # characters of a line
_TIME: Final = r"(?:\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}日?\s+)?\d{1,2}:\d{2}(?::\d{2})?"
_NAME_FIRST: Final = re.compile(
    rf"^(?!\d{{4}}[-/年.]|\d{{1,2}}:\d{{2}})(?P<who>[^\s()（）\[]{{1,40}}?)\s*[(（\[]?\s*{_TIME}\s*[)）\]]?\s*[:：]?\s*(?P<text>.*)$"
)
_TIME_FIRST: Final = re.compile(
    rf"^[\[(（]?{_TIME}[\])）]?\s+(?P<who>\S{{1,40}}?)(?:(?::\s+|\s*：\s*)(?P<text>.+)|\s*)$"
)
_ROLE: Final = r"买家|顾客|客户|用户|访客|客服|卖家|商家|人工|机器人|buyer|customer|agent|seller|staff|bot"
_ROLE_FIRST: Final = re.compile(
    rf"^(?P<who>(?:{_ROLE})[^\s:：]{{0,20}})\s*[:：]\s*(?P<text>.*)$", re.IGNORECASE
)
_BREAK: Final = re.compile(r"^\s*(?:[-=*_—~#]{4,}|[-=*#\s]*会话\s*(?:[:：#\d]|开始|编号|ID).{0,40})\s*$")
_FORMS: Final = (_ROLE_FIRST, _TIME_FIRST, _NAME_FIRST)


def lines_of_chat(text: str) -> tuple[Spoken, ...]:
    """Return the spoken lines of a chat log, () when the text is none."""
    found: list[Spoken] = []
    chat, filled = 1, 0
    for number, raw in enumerate(text.splitlines()[:_MOST], 1):
        line = " ".join(raw[:_LONGEST].split())  # runs of blanks would cost the expressions dear
        if not line:
            continue
        if _BREAK.match(line):
            chat += 1
            continue
        filled += 1
        match = next((match for form in _FORMS if (match := form.match(line))), None)
        if match is not None:
            who, words = match["who"].strip(), (match["text"] or "").strip()
            found.append(Spoken(f"第{number}行", str(chat), who, None, words))
        elif found:
            last = found[-1]
            joined = f"{last.text}\n{line}".strip()
            found[-1] = Spoken(last.place, last.chat, last.who, None, joined)
    speakers = {line.who for line in found}
    if len(found) < _SHARE * filled or len(speakers) < _SPEAKERS:
        return ()
    return tuple(line for line in found if line.text)

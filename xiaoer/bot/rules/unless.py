"""A condition that a buyer makes (不送风扇我就取消): whether what was just answered meets it."""

import re

from xiaoer.bot.rules.course import Course

_UNLESS = re.compile(
    r"(不|没有?|未)(送|含|带|包|给|支持|行|能|可以|是)?[^，,。]{0,8}?(的话)?[，, ]*"
    r"(那)?(我|这单|这台|它)*(就|直接)?(把)?(这单|这台)?(就)?(取消|退掉?|退货|不要|不买)(了|吧|$|[，,。])"
)
_YES = re.compile(r"有的|是的|可以的|包含|支持(?!。)")
_NO = re.compile(r"没有|不含|不包|不支持|不送|暂无|未提及|信息缺失")


def is_met(course: Course) -> bool:
    """Say whether what a buyer makes a condition is so (不送风扇我就取消): then nothing is to be undone."""
    told = "".join(part.text for part in course.parts)
    return bool(_UNLESS.search(course.reading.text) and _YES.search(told) and not _NO.search(told))

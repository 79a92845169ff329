"""All formats that ship, as wiring hands them to the onboarding room; the ordinary one comes last."""

from typing import Final

from xiaoer.adapters.exports.doudian import DOUDIAN
from xiaoer.adapters.exports.guanjiapo import GUANJIAPO
from xiaoer.adapters.exports.jingmai import JINGMAI
from xiaoer.adapters.exports.jushuitan import JUSHUITAN
from xiaoer.adapters.exports.pinduoduo import PINDUODUO
from xiaoer.adapters.exports.plain import PLAIN
from xiaoer.adapters.exports.qianniu import QIANNIU
from xiaoer.adapters.exports.wangdiantong import WANGDIANTONG
from xiaoer.onboarding.ports import ExportFormat

EXPORT_FORMATS: Final[tuple[ExportFormat, ...]] = (
    QIANNIU,
    JINGMAI,
    PINDUODUO,
    DOUDIAN,
    WANGDIANTONG,
    JUSHUITAN,
    GUANJIAPO,
    PLAIN,
)

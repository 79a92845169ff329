"""Exchange of colour or size: which variant of the product the buyer means, and what there is instead."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xiaoer.bot.catalogue.variants import (
    Variant,
    described,
    grouped,
    mentioned,
    neighbour,
    size_axis,
    variants_of,
)
from xiaoer.knowledge.model import Product

_BIGGER = re.compile(r"大(一|1|两|2|半)?(个)?(码|号)|大(一)?(点|些)|再大")
_SMALLER = re.compile(r"小(一|1|两|2|半)?(个)?(码|号)|小(一)?(点|些)|再小")
_TOO_SMALL = re.compile("(太|偏|有点|码|号|买|拍)(数)?小了?|小了|挤脚|顶脚|夹脚|太紧|紧了|勒|穿不(上|下|进)")
_TOO_BIG = re.compile("(太|偏|有点|码|号|买|拍)(数)?大了?|大了|太松|松了|掉跟|不跟脚")
_TWO = re.compile("[大小](两|2)个?(码|号)")
_FEW = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """What came of choosing a variant: the one that is meant, why there is none, or what to choose from.

    `leaning` is what the buyer would have liked, where that cannot be had.
    """

    variant: Variant | None = None
    unmet: str = ""
    open: tuple[Variant, ...] = ()
    leaning: Variant | None = None


def bought(product: Product, number: str, sku: str) -> Variant | None:
    """Return the variant that stands in an order, by its number, else by the words of its SKU."""
    variants = variants_of(product)
    by_number = next((variant for variant in variants if variant.id == number), None)
    if by_number or not sku:
        return by_number
    fitting, axes = described(variants, sku)
    return fitting[0] if len(fitting) == 1 and axes else None


def wanted(product: Product, own: Variant | None, text: str, leaning: Variant | None = None) -> Wanted:
    """Return which variant a text asks for in exchange for `own`.

    What the text leaves open is as in `leaning`, what was wanted before, else as in `own`.
    """
    variants = variants_of(product)
    rest = tuple(variant for variant in variants if variant.listed and variant != own)
    axis = size_axis(variants)
    said = mentioned(variants, text)
    steps = _steps(text) if axis not in said else 0
    base = leaning or own
    if base and steps:
        beside = neighbour(variants, base, steps)
        if beside is None:
            word = "大" if steps > 0 else "小"
            return Wanted(unmet=f"这款没有比{base.values.get(axis, base.words)}更{word}的尺码了")
        base = beside
    if not said and not steps:
        return Wanted(open=rest)
    fitting, _ = described(variants, text, base)
    fitting = tuple(variant for variant in fitting if variant != own)
    if not fitting:
        return Wanted(open=rest)
    listed = tuple(variant for variant in fitting if variant.listed)
    if not listed:
        gone = "、".join(variant.words for variant in fitting)
        return Wanted(unmet=f"{gone}目前缺货，暂时换不了", open=_near(rest, fitting), leaning=fitting[0])
    return Wanted(listed[0]) if len(listed) == 1 else Wanted(open=listed)


def named_anew(product: Product, text: str) -> bool:
    """Say whether a text names a colour or size of the product, or asks for a bigger or smaller one."""
    return bool(mentioned(variants_of(product), text)) or bool(_BIGGER.search(text) or _SMALLER.search(text))


def choices(open_to: Sequence[Variant]) -> tuple[str, list[tuple[str, str]]]:
    """Return the question for one of several variants, with buttons when they are few."""
    lines = [(variant.words, variant.id) for variant in open_to] if len(open_to) <= _FEW else []
    listed = "：" if lines else f"：{grouped(open_to)}。"
    return f"请问想换成什么颜色和尺码呢？目前有货可以换的{listed}", lines


def _steps(text: str) -> int:
    far = 2 if _TWO.search(text) else 1
    if _BIGGER.search(text):
        return far
    if _SMALLER.search(text):
        return -far
    if _TOO_SMALL.search(text):
        return 1
    return -1 if _TOO_BIG.search(text) else 0


def _near(rest: Sequence[Variant], gone: Sequence[Variant]) -> tuple[Variant, ...]:
    """Return the variants that share a colour or size with one that is gone."""
    values = {(axis, value) for variant in gone for axis, value in variant.values.items()}
    return tuple(variant for variant in rest if values & set(variant.values.items()))

"""The colours and sizes that one product is sold in, and which of them a buyer's words mean.

A variant is an exchange option of a product whose every word stands in the product's own attributes
(云白 42码 where 颜色 holds 云白 and 尺码 holds 42码); an option that is another product is none.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from xiaoer.knowledge.model import Product, ProductState

_LISTED = re.compile(r"[、,，/;；|\s]+")
_UNIT = re.compile(r"(码|号|cm|厘米)$")
_HUES = "黑白红蓝绿灰紫粉黄橙棕米银金青茶咖卡驼杏"
_HUE = re.compile(
    rf"[{_HUES}](?=色|的|款|那|这|双|件|条|吗|呢|吧|还|有|没|\d|[smlx]|[，,。 和、]|$)(?!的士|的话)"
)
_LETTERS = re.compile(r"(?<![a-z\d])(\d?x{0,4}l|x{0,2}s|s|m)(?![a-z])")
_NUMBER = re.compile(r"(?<![\d.\-])(\d{2,3})(?![\d.%]|cm?高|公斤|斤|kg|元|块|天|岁|米|人)")
_SIZE_AXES = ("尺码", "码数", "尺寸", "鞋码")


@dataclass(frozen=True, slots=True)
class Variant:
    """One variant: its number, its words, and the value it has on each axis (颜色 → 云白)."""

    id: str
    words: str
    state: ProductState
    values: Mapping[str, str]

    @property
    def listed(self) -> bool:
        """Say whether it can be had now."""
        return self.state is ProductState.LISTED


@lru_cache(maxsize=8192)
def variants_of(product: Product) -> tuple[Variant, ...]:
    """Return the variants of a product in the order of its options, none when it has no such options."""
    axes = _axes(product)
    found = []
    for option in product.exchanges:
        words = option.description.split()
        placed: dict[str, str] = {}
        for word in words:
            axis = next((axis for axis, listed in axes.items() if word in listed and axis not in placed), "")
            if axis:
                placed[axis] = word
        if words and len(placed) == len(words):
            found.append(Variant(str(option.product), option.description, option.state, placed))
    return tuple(found)


def _axes(product: Product) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(word for word in _LISTED.split(value) if word)
        for name, value in product.attributes
        if "\n" not in value  # a table is no list of values
    }


def values_on(variants: Sequence[Variant], axis: str) -> tuple[str, ...]:
    """Return the values that the variants have on an axis, in their order."""
    return tuple(dict.fromkeys(v.values[axis] for v in variants if axis in v.values))


def size_axis(variants: Sequence[Variant]) -> str:
    """Return the axis of sizes, "" for none."""
    return next((axis for axis in _SIZE_AXES if any(axis in v.values for v in variants)), "")


def mentioned(variants: Sequence[Variant], text: str) -> dict[str, list[tuple[str, ...]]]:
    """Return for each axis what a text says of it, in the order said; a vague word (粉色) means several."""
    said = text.lower()
    found: dict[str, list[tuple[str, ...]]] = {}
    sizes = size_axis(variants)
    for axis in dict.fromkeys(axis for variant in variants for axis in variant.values):
        values = values_on(variants, axis)
        places = _sizes_said(values, said) if axis == sizes else _words_said(values, said)
        if places:
            found[axis] = [meant for _, meant in sorted(places, key=lambda place: place[0])]
    return found


def _words_said(values: Sequence[str], said: str) -> list[tuple[int, tuple[str, ...]]]:
    places: list[tuple[int, tuple[str, ...]]] = []
    covered: set[int] = set()
    for value in sorted(values, key=len, reverse=True):
        for name in (value, value.removesuffix("色")):
            for at in _all_places(said, name.lower()) if len(name) > 1 else []:
                if at not in covered:
                    places.append((at, (value,)))
                    covered |= set(range(at, at + len(name)))
    for hue in _HUE.finditer(said):
        meant = tuple(value for value in values if hue.group() in value)
        if meant and hue.start() not in covered:
            pure = tuple(value for value in meant if value in {hue.group(), f"{hue.group()}色"})
            places.append((hue.start(), pure or meant))
    return places


def _all_places(text: str, word: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(word, at)]


def _sizes_said(values: Sequence[str], said: str) -> list[tuple[int, tuple[str, ...]]]:
    bare = {_bare(value): value for value in values}
    places: list[tuple[int, tuple[str, ...]]] = []
    for found in (*_LETTERS.finditer(said), *_NUMBER.finditer(said)):
        meant = _size_named(_bare(found.group(1)), bare)
        if meant:
            places.append((found.start(), (meant,)))
    return places


def size_named(values: Sequence[str], word: str) -> str:
    """Return the size of these that a word names (42 → 42码, 2xl → XXL, 40 → 40-41码), "" for none."""
    return _size_named(_bare(word), {_bare(value): value for value in values})


def _size_named(word: str, bare: Mapping[str, str]) -> str:
    if word in bare:
        return bare[word]
    if word.isdigit():
        for known, value in bare.items():
            least, dash, most = known.partition("-")
            if dash and least.isdigit() and most.isdigit() and int(least) <= int(word) <= int(most):
                return value
    return ""


def _bare(size: str) -> str:
    """Return a size without its unit, repeated X counted: 42码 → 42, XXL → 2xl."""
    word = _UNIT.sub("", size.lower())
    crossed = re.fullmatch(r"(x{2,})(l|s)", word)
    return f"{len(crossed.group(1))}x{crossed.group(2)}" if crossed else word


def described(
    variants: Sequence[Variant], text: str, own: Variant | None = None
) -> tuple[tuple[Variant, ...], frozenset[str]]:
    """Return the variants that a text describes and the axes it speaks of.

    The last word on an axis counts, one that is not what the buyer has before one that is. An axis that
    is not spoken of is as in `own`, or open.
    """
    wanted: dict[str, tuple[str, ...]] = {}
    said = mentioned(variants, text)
    for axis, meanings in said.items():
        mine = own.values.get(axis) if own else None
        others = [tuple(value for value in meant if value != mine) for meant in meanings]
        others = [meant for meant in others if meant]
        wanted[axis] = others[-1] if others else meanings[-1]
    if own:
        for axis, value in own.values.items():
            wanted.setdefault(axis, (value,))
    fitting = tuple(
        variant
        for variant in variants
        if all(variant.values.get(axis) in meant for axis, meant in wanted.items())
    )
    return fitting, frozenset(said)


def neighbour(variants: Sequence[Variant], own: Variant, steps: int) -> Variant | None:
    """Return the variant that differs only in size, so many sizes bigger (or smaller), None past the end."""
    axis = size_axis(variants)
    sizes = values_on(variants, axis)
    if not axis or own.values.get(axis) not in sizes:
        return None
    place = sizes.index(own.values[axis]) + steps
    if not 0 <= place < len(sizes):
        return None
    wanted = {**own.values, axis: sizes[place]}
    return next((variant for variant in variants if dict(variant.values) == wanted), None)


def stock_line(variants: Sequence[Variant], text: str) -> str:
    """Return what can be had of the variants that a text describes (of all, when it describes none)."""
    fitting, axes = described(variants, text)
    fitting = fitting or tuple(variants)
    if len(fitting) == 1:
        one = fitting[0]
        if one.listed:
            return f"{one.words}目前有货，可以正常下单"
        near = _beside(variants, one)
        return f"{one.words}目前缺货" + (f"；现在有货的有：{near}" if near else "")
    if not axes:
        gone = [variant.words for variant in fitting if not variant.listed]
        if not gone:
            return "各个颜色和尺码目前都有货，可以正常下单"
        if len(gone) == len(fitting):
            return "各个颜色和尺码目前都缺货，暂时无法下单"
        return f"目前缺货的是：{'、'.join(gone)}；其他颜色和尺码都有货，可以正常下单"
    have = [variant for variant in fitting if variant.listed]
    gone = [variant.words for variant in fitting if not variant.listed]
    said = f"目前有货的有：{grouped(have)}" if have else "目前都缺货"
    return said + (f"；缺货的有：{'、'.join(gone)}" if gone and have else "")


def _beside(variants: Sequence[Variant], one: Variant) -> str:
    """Return the listed variants that share a value with one that is gone."""
    near = [
        v
        for v in variants
        if v.listed and any(v.values.get(axis) == value for axis, value in one.values.items())
    ]
    return grouped(near)


def grouped(variants: Sequence[Variant]) -> str:
    """Return variants in a line, those of one colour together: 曜石黑（39码、40码）、云白（42码）."""
    sizes = size_axis(variants)
    together: dict[str, list[str]] = {}
    for variant in variants:
        rest = " ".join(value for axis, value in variant.values.items() if axis != sizes)
        together.setdefault(rest, []).append(variant.values.get(sizes, ""))
    return "、".join(
        f"{rest}（{'、'.join(found)}）" if rest and any(found) else rest or "、".join(found)
        for rest, found in together.items()
    )

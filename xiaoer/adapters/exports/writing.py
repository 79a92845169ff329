"""How one platform writes its orders: its name, its words for states, rows that stand for another order."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from xiaoer.orders.model import OrderState


@dataclass(frozen=True, slots=True)
class Writing:
    """What differs between platforms when the columns are known.

    `states` are looked up before the shared words (keys as `states.own_words` gives them).
    `ignored` are states of rows that another row replaces, such as 聚水潭's 被合并. `sums_rows` says
    that amounts written once belong to the warehouse's order, which may be merged or split, so that the
    buyer's order is worth the sum of its rows.
    """

    platform: str = ""
    states: Mapping[str, OrderState] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    sums_rows: bool = False

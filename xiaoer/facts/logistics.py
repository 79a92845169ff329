"""What logistics tells."""

from dataclasses import dataclass

from xiaoer.base.fact import Fact


@dataclass(frozen=True, slots=True)
class ParcelScanned(Fact):
    """The newest scan of a parcel is another one. `status` is the courier's word."""

    waybill: str
    order: str
    status: str
    at_ms: int

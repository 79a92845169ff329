"""How a newer word about a parcel is merged with what is known. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from xiaoer.base.recorded import plainer
from xiaoer.logistics.model import Parcel, Scan


def merge(known: Parcel, incoming: Parcel) -> Parcel:
    """Return the parcel with what is newly known; nothing that was known is taken back."""
    return replace(
        known,
        courier=incoming.courier or known.courier,
        scans=merge_scans(known.scans, incoming.scans),
        promised_ms=incoming.promised_ms or known.promised_ms,
        delivered_ms=incoming.delivered_ms or known.delivered_ms,
        recipient=plainer(known.recipient, incoming.recipient),
        phone=plainer(known.phone, incoming.phone),
        destination=plainer(known.destination, incoming.destination),
    )


def merge_scans(known: Iterable[Scan], incoming: Iterable[Scan]) -> tuple[Scan, ...]:
    """Return all scans oldest first, each once, whatever order and how often they came in.

    Two scans are one when time, status, place and text agree: couriers do tell two things at one
    place in one second (305616251940 of the sample shop). A missing place or text agrees with any.
    Scans of one moment stay in the order in which they first came in.
    """
    alike: dict[tuple[int, str], list[Scan]] = {}
    for scan in (*known, *incoming):
        others = alike.setdefault((scan.at_ms, scan.status), [])
        for place, other in enumerate(others):
            if _agree(other.place, scan.place) and _agree(other.description, scan.description):
                others[place] = _fuller(other, scan)
                break
        else:
            others.append(scan)
    merged = [scan for others in alike.values() for scan in others]
    return tuple(sorted(merged, key=lambda scan: scan.at_ms))


def latest(parcel: Parcel) -> Scan | None:
    """Return the newest scan, None when the parcel was never scanned."""
    return parcel.scans[-1] if parcel.scans else None


def _agree(one: str, other: str) -> bool:
    return one == other or not one or not other


def _fuller(one: Scan, other: Scan) -> Scan:
    return replace(
        one,
        place=one.place or other.place,
        description=one.description or other.description,
        operator=one.operator or other.operator,
    )

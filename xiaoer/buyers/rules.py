"""Which details of a buyer to keep when a source names them again."""

from dataclasses import replace

from xiaoer.base.recorded import plainer
from xiaoer.buyers.model import Address, Buyer


def merge(known: Buyer, incoming: Buyer) -> Buyer:
    """Return the buyer with what is newly known; empty and masked values never replace plain ones."""
    return replace(
        known,
        name=plainer(known.name, incoming.name),
        phone=plainer(known.phone, incoming.phone),
        gender=incoming.gender or known.gender,
        age=known.age if incoming.age is None else incoming.age,
        address=_merge_address(known.address, incoming.address),
    )


def _merge_address(known: Address | None, incoming: Address | None) -> Address | None:
    if known is None or incoming is None:
        return known or incoming
    return known.updated(incoming)

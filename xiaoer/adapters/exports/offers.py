"""Promotions and invoices from rows; the terms of a promotion are spread over its rows."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from xiaoer.adapters.exports.lines import Line
from xiaoer.base.ids import OrderId, ShopId
from xiaoer.base.sheets.cells import folded
from xiaoer.knowledge.model import Promotion, PromotionTerm
from xiaoer.onboarding.model import Field
from xiaoer.orders.model import Invoice, InvoiceKind

_COMPANY: Final = ("企业", "公司", "单位", "company", "business")


def promotions_of(lines: Iterable[Line], shop: ShopId) -> list[Promotion]:
    """Return the promotions; rows with the same name are the terms of one. The id is a hash of the name."""
    grouped: dict[str, list[Line]] = {}
    for line in lines:
        name = line.require(Field.PROMOTION, line.text(Field.PROMOTION))
        if name:
            grouped.setdefault(name, []).append(line)
    return [
        Promotion(
            id=sha256(name.encode()).hexdigest()[:32],
            shop=shop,
            name=name,
            window=next((text for line in group if (text := line.text(Field.WINDOW))), ""),
            terms=tuple(
                PromotionTerm(
                    line.text(Field.TERM), line.text(Field.TERM_DESCRIPTION), line.text(Field.TERM_REMARK)
                )
                for line in group
                if line.text(Field.TERM_DESCRIPTION)
            ),
        )
        for name, group in grouped.items()
        if not any(line.bad for line in group)
    ]


def invoices_of(lines: Iterable[Line], shop: ShopId) -> list[Invoice]:
    """Return the invoices, one an order; a kind that is not a company's is a person's."""
    found: dict[str, Invoice] = {}
    for line in lines:
        order = line.require(Field.ORDER, line.identifier(Field.ORDER))
        title = line.require(Field.INVOICE_TITLE, line.text(Field.INVOICE_TITLE))
        phone = line.identifier(Field.PHONE)
        if line.bad:
            continue
        words = folded(line.text(Field.INVOICE_KIND)).lower()
        kind = InvoiceKind.COMPANY if any(word in words for word in _COMPANY) else InvoiceKind.PERSONAL
        found[order] = Invoice(OrderId(order), shop, kind, title, phone, line.text(Field.TAX_NUMBER))
    return list(found.values())

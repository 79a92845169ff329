"""The sandbox marketplace's own words for states, payments and invoices (those of the sample data)."""

from xiaoer.adapters.samples.ecom_bench import INVOICE_KINDS, ORDER_STATES, PAYMENTS
from xiaoer.orders.model import Payment

INVOICE_WORDS = {kind: word for word, kind in INVOICE_KINDS.items()}
STATE_WORDS = {state: word for word, state in ORDER_STATES.items()}
PAYMENT_WORDS = {
    **{payment: word for word, payment in PAYMENTS.items()},
    Payment.OTHER: "其他",
    Payment.UNKNOWN: "未知",
}

"""How the sandbox writes down a change it carried out: tool name and arguments as in `tasks.json`."""

from xiaoer.adapters.marketplaces.sandbox_words import INVOICE_WORDS, PAYMENT_WORDS
from xiaoer.orders.model import (
    BookService,
    CancelOrder,
    Change,
    ChangeDelivery,
    ExchangeItem,
    GrantCashback,
    IssueInvoice,
    PayWithWallet,
    PlaceOrder,
    RefundToWallet,
    ReturnOrder,
    UrgeOrder,
)


def record(change: Change) -> tuple[str, dict[str, object]]:
    """Return tool name and arguments of a carried out change, in the vocabulary of `tasks.json`."""
    match change:
        case CancelOrder():
            return "manage_order", {"order_id": change.order, "action": "取消"}
        case ChangeDelivery():
            fields = {"address": change.address.strip(), "phone_number": change.phone.strip()}
            given: dict[str, object] = {name: value for name, value in fields.items() if value}
            return "manage_order", {"order_id": change.order, "action": "修改", **given}
        case PlaceOrder():
            listed = [{"product_id": product, "quantity": quantity} for product, quantity in change.items]
            payment = PAYMENT_WORDS[change.payment]
            return "manage_order", {"action": "增加", "payment": payment, "product_info_list": listed}
        case UrgeOrder():
            return "manage_urgent", {"order_id": change.order}
        case ReturnOrder():
            return "manage_return", {"order_id": change.order}
        case _:
            return _record_more(change)


def _record_more(
    change: ExchangeItem | IssueInvoice | PayWithWallet | RefundToWallet | BookService | GrantCashback,
) -> tuple[str, dict[str, object]]:
    match change:
        case ExchangeItem():
            return "manage_exchange", {
                "order_id": change.order,
                "action": "换货",
                "original_product_id": change.original,
                "exchange_product_id": change.wanted,
            }
        case IssueInvoice():
            return "manage_invoice", {
                "order_id": change.order,
                "invoice_type": INVOICE_WORDS[change.kind],
                "title": change.title,
                "phone_number": change.phone,
            }
        case PayWithWallet():
            paid = {"product_id": change.product, "quantity": change.quantity}
            return "manage_ecard", {"action": "余额使用", **paid}
        case RefundToWallet():
            fen = change.amount.fen
            return "manage_ecard", {"action": "退款", "amount": fen / 100 if fen % 100 else fen // 100}
        case BookService():
            return "schedule_service", {
                "order_id": change.order,
                "user_name": change.name,
                "phone_number": change.phone,
                "service_type": change.service,
                "service_time": change.when,
            }
        case GrantCashback():
            return "register_cashback_by_review", {"order_id": change.order, "action": "返现"}

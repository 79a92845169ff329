"""Orders from rows: heads and items joined, merged and split orders set right, nothing half taken."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from xiaoer.adapters.exports.addresses import split_address
from xiaoer.adapters.exports.lines import Line
from xiaoer.adapters.exports.states import after_case, overall, payment_of, state_of
from xiaoer.adapters.exports.writing import Writing
from xiaoer.base.ids import BuyerId, OrderId, ProductId, ShopId
from xiaoer.base.money import Money
from xiaoer.base.sheets.cells import folded
from xiaoer.buyers.model import Address
from xiaoer.onboarding.model import Field
from xiaoer.orders.model import Order, OrderItem, OrderState

_ITEM_FIELDS: Final = (Field.PRODUCT, Field.TITLE, Field.QUANTITY)
_HIGHEST_FEN: Final = 10**14


@dataclass(slots=True)
class Gathered:
    """The rows that speak of one order: heads, items, after-sales cases."""

    order: str
    heads: list[Line] = field(default_factory=list)
    items: list[Line] = field(default_factory=list)
    cases: list[Line] = field(default_factory=list)

    def bad(self) -> bool:
        """Return whether any of the rows was refused: an order is taken whole or not at all."""
        return any(line.bad for line in (*self.heads, *self.items, *self.cases))

    def refuse(self, column: Field, code: str, reason: str) -> None:
        """Refuse the order at its first row, unless it is refused already for a plainer reason."""
        if self.bad():
            return
        (self.heads or self.items or self.cases)[0].refuse(column, code, reason)


def gather(
    heads: Iterable[Line], items: Iterable[Line], cases: Iterable[Line], writing: Writing
) -> list[Gathered]:
    """Return the orders of all rows, each with its rows, in the order of their first head.

    The same order in two files of heads comes twice: they are two moments of it, and the newer one
    wins when they are recorded. Items of the same order in two files are the same items, so those of
    the file with most of them are taken.
    """
    orders: dict[tuple[str, str], Gathered] = {}
    by_order: dict[str, list[Gathered]] = {}
    for line in heads:
        if folded(line.text(Field.STATE)).strip() in writing.ignored:
            continue
        order = _order_of(line)
        key = (order, line.table.sheet.file)
        if not order:
            continue
        if key not in orders:
            orders[key] = Gathered(order)
            by_order.setdefault(order, []).append(orders[key])
        orders[key].heads.append(line)
        if _is_item(line):
            orders[key].items.append(line)
    for order, lines in _one_file_each(items).items():
        for gathered in by_order.get(order, ()):
            gathered.items.extend(lines)
        if order not in by_order:
            _without_head(lines)
    for line in cases:
        order = line.require(Field.ORDER, line.identifier(Field.ORDER))
        for gathered in by_order.get(order, ()):
            gathered.cases.append(line)
        if order and order not in by_order:
            _without_head([line])
    return list(orders.values())


def order_of(gathered: Gathered, shop: ShopId, writing: Writing) -> Order | None:
    """Return the order that the rows come to, None when any of them is refused."""
    head = gathered.heads[0]
    created = head.moment(Field.CREATED)
    paid = max(line.moment(Field.PAID) for line in gathered.heads)
    state = _state(gathered, writing, paid)
    items = tuple(_item(line) for line in gathered.items)
    total = _total(gathered, items, writing)
    buyer = next((text for line in gathered.heads if (text := line.identifier(Field.BUYER))), "")
    updated = max(line.newest(Field.UPDATED) for line in (*gathered.heads, *gathered.cases))
    if gathered.bad() or state is None or total is None:
        return None
    if len(items) == 1 and not items[0].price.fen and not _has_price(gathered.items[0]):
        items = (replace(items[0], price=Money(total.fen // max(items[0].quantity, 1))),)
    return Order(
        id=OrderId(gathered.order),
        shop=shop,
        buyer=BuyerId(buyer),
        state=state,
        total=total,
        items=items,
        address=address_of(head),
        payment=payment_of(_first(gathered.heads, Field.PAYMENT)),
        urged=head.flag(Field.URGED),
        platform=writing.platform,
        created_ms=created,
        paid_ms=paid,
        updated_ms=max(updated, created, paid),
        remark=_remark(gathered.heads),
    )


def address_of(line: Line) -> Address:
    """Return the address of a row: from its own columns, else taken apart from one line."""
    whole = split_address(line.text(Field.REGION) or line.text(Field.ADDRESS))
    province, city = line.text(Field.PROVINCE), line.text(Field.CITY)
    if province or city:
        detail = line.text(Field.ADDRESS)
        whole = Address(province=province, city=city, district=line.text(Field.DISTRICT), detail=detail)
    elif line.text(Field.REGION):
        whole = replace(whole, detail=line.text(Field.ADDRESS).removeprefix(line.text(Field.REGION)).strip())
    country = line.text(Field.COUNTRY)
    return replace(
        whole,
        name=line.text(Field.RECIPIENT),
        phone=line.identifier(Field.PHONE),
        country=country or whole.country,
    )


def refuse_other_shops(lines: Sequence[Line]) -> None:
    """Refuse rows of another shop than most rows are of: one import fills one shop."""
    names = Counter(name for line in lines if (name := line.text(Field.SHOP_NAME)))
    if len(names) < 2:  # noqa: PLR2004 - one shop is as it should be
        return
    own = names.most_common(1)[0][0]
    for line in lines:
        name = line.text(Field.SHOP_NAME)
        if name and name != own:
            line.refuse(
                Field.SHOP_NAME,
                "other_shop",
                f"这一行是店铺“{name[:30]}”的，其他行多为“{own[:30]}”；一次只能导入一个店铺，请分开导出",
            )


def _order_of(line: Line) -> str:
    orders = line.identifiers(Field.ORDER)
    line.require(Field.ORDER, orders)
    if len(orders) > 1:
        line.refuse(
            Field.ORDER,
            "merged_without_lines",
            "合并订单里看不出这一行属于哪一个订单；请在导出时勾选每行的原始单号（子单原始单号、原始线上订单号）",
        )
    return orders[0] if len(orders) == 1 else ""


def _is_item(line: Line) -> bool:
    return any(line.text(field) for field in _ITEM_FIELDS)


def _one_file_each(items: Iterable[Line]) -> dict[str, list[Line]]:
    files: dict[str, dict[str, list[Line]]] = {}
    for line in items:
        order = line.require(Field.ORDER, line.identifier(Field.ORDER))
        if order:
            files.setdefault(order, {}).setdefault(line.table.sheet.file, []).append(line)
    return {order: max(by_file.values(), key=len) for order, by_file in files.items()}


def _without_head(lines: Iterable[Line]) -> None:
    for line in lines:
        line.refuse(
            Field.ORDER, "order_missing", "这个订单只在明细（或售后）表里有，订单表里没有；请把两张表一起导入"
        )


def _state(gathered: Gathered, writing: Writing, paid: int) -> OrderState | None:
    cases: dict[str, list[str]] = {}
    for line in gathered.cases:
        cases.setdefault(line.identifier(Field.SUB_ORDER), []).append(line.text(Field.AFTERSALES))
    states: list[OrderState] = []
    for line in gathered.heads:
        text = line.text(Field.STATE)
        state = state_of(text, writing.states) if text else _evident(line, paid)
        if state is None:
            line.refuse(
                Field.STATE,
                "unknown_state" if text else "missing",
                f"不认识的订单状态“{text[:40]}”" if text else "缺少订单状态，也没有付款时间和运单号可以推断",
            )
            continue
        sub = line.identifier(Field.SUB_ORDER)
        for case in (line.text(Field.AFTERSALES), *cases.get(sub, []), *(cases.get("", []) if sub else [])):
            state = after_case(state, case)
        states.append(state)
    parts = [line.text(Field.AFTERSALES) for line in gathered.items if line not in gathered.heads]
    if states and parts:
        states = [after_case(overall(states), case) for case in parts]
    return overall(states) if states else None


def _evident(line: Line, paid: int) -> OrderState | None:
    """Return what the other columns prove when no state is written."""
    if line.text(Field.WAYBILL) or line.text(Field.SHIPMENT):
        return OrderState.SHIPPED
    return OrderState.PAID if paid else None


def _item(line: Line) -> OrderItem:
    products = line.identifiers(Field.PRODUCT)
    if len(products) > 1:
        line.refuse(
            Field.PRODUCT, "several_products", "一行里有几件商品；请按商品（子订单）维度导出，一行一件"
        )
    quantity = line.quantity(Field.QUANTITY)
    if quantity == 0:
        line.refuse(Field.QUANTITY, "bad_quantity", "数量是 0")
    bundle, sku = line.text(Field.BUNDLE), line.text(Field.SKU)
    if bundle:
        sku = f"{sku} · 组合装：{bundle}" if sku else f"组合装：{bundle}"
    return OrderItem(
        product=ProductId(products[0] if products else ""),
        price=_price(line, quantity or 1),
        quantity=quantity or 1,
        title=line.text(Field.TITLE),
        sku=sku,
    )


def _price(line: Line, quantity: int) -> Money:
    price = line.money(Field.PRICE)
    amount = line.money(Field.AMOUNT)
    if price is None and amount is not None:
        price = Money(amount.fen // quantity)
    if price is not None and price.fen < 0:
        line.refuse(Field.PRICE, "bad_money", "单价小于 0")
    return price or Money(0)


def _has_price(line: Line) -> bool:
    return line.money(Field.PRICE) is not None or line.money(Field.AMOUNT) is not None


def _total(gathered: Gathered, items: Iterable[OrderItem], writing: Writing) -> Money | None:
    """Return the amount of the whole order: written once, or the sum of its rows."""
    paid = any(line.text(Field.PAID) for line in gathered.heads)
    # Before it is paid, what was paid is zero and another column says what is to be paid.
    amounts = (line.money(Field.TOTAL) if paid else line.money_due(Field.TOTAL) for line in gathered.heads)
    written = [amount for amount in amounts if amount is not None]
    parts = [amount.fen for line in gathered.items if (amount := line.money(Field.AMOUNT)) is not None]
    freight = [amount.fen for line in gathered.items if (amount := line.money(Field.FREIGHT)) is not None]
    if written and not (parts and writing.sums_rows):
        total = next((amount for amount in written if amount.fen), Money(0))
    elif parts:
        total = Money(sum(parts) + sum(freight))
    elif any(_has_price(line) for line in gathered.items):
        total = Money(sum(item.price.fen * item.quantity for item in items) + sum(freight))
    else:
        gathered.refuse(Field.TOTAL, "missing", "缺少订单金额")
        return None
    if not 0 <= total.fen <= _HIGHEST_FEN:
        gathered.refuse(Field.TOTAL, "bad_money", f"订单金额 {total} 不合理")
    return total


def _first(lines: Iterable[Line], column: Field) -> str:
    return next((text for line in lines if (text := line.text(column))), "")


def _remark(heads: Sequence[Line]) -> str:
    remark, message = _first(heads, Field.REMARK), _first(heads, Field.BUYER_MESSAGE)
    parts: Mapping[str, str] = {"": remark, "买家留言：": message}
    return "；".join(f"{label}{text}" for label, text in parts.items() if text)

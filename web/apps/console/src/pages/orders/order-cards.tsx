/** Orders of one buyer as cards: number, state, what was bought, for how much. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { money } from "../../lib/format.ts";
import type { Order, OrderItem } from "../../lib/shop-data.ts";
import { Mark } from "../../parts/mark.tsx";
import { Ago } from "../../parts/moments.tsx";
import { OrderState } from "./order-state.tsx";
import "./order-parts.css";

export function OrderCardList({ orders }: { readonly orders: readonly Order[] }) {
  return (
    <ul className="order-cards">
      {orders.map((order) => (
        <li key={order.id}>
          <OrderCard order={order} />
        </li>
      ))}
    </ul>
  );
}

function OrderCard({ order }: { readonly order: Order }) {
  const { t } = useTranslation();
  return (
    <article className="order-card">
      <header>
        <Link to={`/orders/${order.shop_id}/${encodeURIComponent(order.id)}`} className="figures">
          {order.id}
        </Link>
        <OrderState state={order.state} />
        {order.urged ? <Mark tone="look">{t("orders.urged")}</Mark> : null}
      </header>
      <ItemList items={order.items} />
      <footer>
        <span className="price figures">{money(order.total_fen)}</span>
        {order.created_at ? <Ago at={order.created_at} /> : null}
      </footer>
    </article>
  );
}

export function ItemList({ items }: { readonly items: readonly OrderItem[] }) {
  return (
    <ul className="item-list">
      {items.map((item) => (
        <li key={`${item.product_id} ${item.sku}`}>
          <span title={item.title || item.product_id}>{item.title || item.product_id}</span>
          <span className="figures">
            {money(item.price_fen)} × {item.quantity}
          </span>
        </li>
      ))}
    </ul>
  );
}

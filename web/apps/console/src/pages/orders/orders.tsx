/** The shop's orders: a list to scroll, a way to find one, its details beside it. */
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router-dom";
import { money } from "../../lib/format.ts";
import { listOrders, type Order } from "../../lib/shop-data.ts";
import { CursorList } from "../../parts/cursor-list.tsx";
import { Mark } from "../../parts/mark.tsx";
import { Ago } from "../../parts/moments.tsx";
import { Page } from "../../parts/page.tsx";
import type { Column } from "../../parts/rows.tsx";
import { Search } from "../../parts/search.tsx";
import { ShopSelect, useShop } from "../../parts/shop-select.tsx";
import { Nothing } from "../../parts/states.tsx";
import { OrderDrawer } from "./order-drawer.tsx";
import { OrderState } from "./order-state.tsx";

export default function Orders() {
  const { t } = useTranslation();
  const shop = useShop();
  const { shop: opened, order = null } = useParams();
  const navigate = useNavigate();
  const columns = useColumns();
  if (!shop) return <Nothing title={t("common.no_shop")} hint={t("common.no_shop_hint")} />;
  const find = (words: string): void => {
    if (words !== "") void navigate(`/orders/${shop.id}/${encodeURIComponent(words)}`);
  };
  return (
    <Page
      title={t("nav.orders")}
      line={t("orders.line")}
      acts={
        <>
          <ShopSelect />
          <Search label={t("orders.search")} find={find} />
        </>
      }
    >
      <CursorList<Order>
        label={t("nav.orders")}
        queryKey={["orders", shop.id]}
        read={(cursor) => listOrders(shop.id, cursor)}
        columns={columns}
        id={(row) => row.id}
        to={(row) => `/orders/${row.shop_id}/${encodeURIComponent(row.id)}`}
        selected={order}
        nothing={
          <Nothing title={t("orders.none")} hint={t("orders.none_hint")}>
            <Link to="/imports">{t("orders.go_import")}</Link>
          </Nothing>
        }
      />
      <OrderDrawer shop={opened ?? shop.id} order={order} close={() => void navigate("/orders")} />
    </Page>
  );
}

function useColumns(): readonly Column<Order>[] {
  const { t } = useTranslation();
  return [
    {
      key: "id",
      title: t("orders.number"),
      width: "160px",
      phone: "title",
      render: (row) => <span className="figures">{row.id}</span>,
    },
    {
      key: "state",
      title: t("orders.state"),
      width: "132px",
      phone: "side",
      render: (row) => (
        <>
          <OrderState state={row.state} /> {row.urged ? <Mark tone="look">{t("orders.urged")}</Mark> : null}
        </>
      ),
    },
    {
      key: "items",
      title: t("orders.items"),
      width: "minmax(200px, 2fr)",
      phone: "line",
      render: (row) => <Items order={row} />,
    },
    {
      key: "recipient",
      title: t("orders.recipient"),
      width: "minmax(160px, 1fr)",
      phone: "hide",
      render: (row) => (
        <span className="one-line">
          {row.address.name} <span className="meta">{row.address.line}</span>
        </span>
      ),
    },
    {
      key: "total",
      title: t("orders.total"),
      width: "110px",
      end: true,
      phone: "line",
      render: (row) => <span className="figures">{money(row.total_fen)}</span>,
    },
    {
      key: "created",
      title: t("orders.created"),
      width: "120px",
      end: true,
      phone: "hide",
      render: (row) => (row.created_at ? <Ago at={row.created_at} /> : <span className="meta">–</span>),
    },
  ];
}

function Items({ order }: { readonly order: Order }) {
  const { t } = useTranslation();
  const [first, ...rest] = order.items;
  if (!first) return <span className="meta">–</span>;
  const name = first.title || first.product_id;
  return (
    <span className="one-line" title={order.items.map((item) => item.title || item.product_id).join("\n")}>
      {rest.length > 0 ? `${t("orders.kinds", { number: order.items.length })} ` : ""}
      {name}
    </span>
  );
}

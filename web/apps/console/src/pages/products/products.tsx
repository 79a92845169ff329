/** The shop's products: what the bot knows about each. */
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router-dom";
import { money } from "../../lib/format.ts";
import { listProducts, type ProductItem } from "../../lib/shop-data.ts";
import { CursorList } from "../../parts/cursor-list.tsx";
import { Page } from "../../parts/page.tsx";
import { Thumb } from "../../parts/picture.tsx";
import type { Column } from "../../parts/rows.tsx";
import { Search } from "../../parts/search.tsx";
import { ShopSelect, useShop } from "../../parts/shop-select.tsx";
import { Nothing } from "../../parts/states.tsx";
import { ProductDrawer } from "./product-drawer.tsx";
import { ProductState } from "./product-state.tsx";

export default function Products() {
  const { t } = useTranslation();
  const shop = useShop();
  const { shop: opened, product = null } = useParams();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed);
  const columns = useColumns();
  if (!shop) return <Nothing title={t("common.no_shop")} hint={t("common.no_shop_hint")} />;
  return (
    <Page
      title={t("nav.products")}
      line={t("products.line")}
      acts={
        <>
          <ShopSelect />
          <Search label={t("products.search")} find={setTyped} typed={setTyped} />
        </>
      }
    >
      <CursorList<ProductItem>
        label={t("nav.products")}
        queryKey={["products", shop.id, search]}
        read={(cursor) => listProducts(shop.id, search, cursor)}
        columns={columns}
        id={(row) => row.id}
        to={(row) => `/products/${row.shop_id}/${encodeURIComponent(row.id)}`}
        selected={product}
        nothing={<None search={search} />}
      />
      <ProductDrawer shop={opened ?? shop.id} product={product} close={() => void navigate("/products")} />
    </Page>
  );
}

function None({ search }: { readonly search: string }) {
  const { t } = useTranslation();
  if (search !== "") {
    return <Nothing title={t("products.not_found", { search })} hint={t("products.not_found_hint")} />;
  }
  return (
    <Nothing title={t("products.none")} hint={t("products.none_hint")}>
      <Link to="/imports">{t("orders.go_import")}</Link>
    </Nothing>
  );
}

function useColumns(): readonly Column<ProductItem>[] {
  const { t } = useTranslation();
  return [
    {
      key: "title",
      title: t("products.title"),
      width: "minmax(280px, 4fr)",
      phone: "title",
      render: (row) => (
        <span className="thumb-line">
          <Thumb src={row.picture} alt="" size={36} />
          <span className="one-line" title={row.title}>
            {row.title}
          </span>
        </span>
      ),
    },
    {
      key: "id",
      title: t("products.id"),
      width: "140px",
      phone: "hide",
      render: (row) => <span className="figures">{row.id}</span>,
    },
    {
      key: "category",
      title: t("products.category"),
      width: "120px",
      phone: "line",
      render: (row) => row.category || <span className="meta">–</span>,
    },
    {
      key: "state",
      title: t("products.state"),
      width: "90px",
      phone: "hide",
      render: (row) => <ProductState state={row.state} />,
    },
    {
      key: "price",
      title: t("products.price"),
      width: "110px",
      end: true,
      phone: "side",
      render: (row) => <span className="figures">{money(row.price_fen)}</span>,
    },
  ];
}

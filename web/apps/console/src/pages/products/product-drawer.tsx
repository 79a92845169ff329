/** One product with everything that is known about it: all that the bot may answer from. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { money } from "../../lib/format.ts";
import { getProduct, type Product } from "../../lib/shop-data.ts";
import { DetailDrawer } from "../../parts/detail-drawer.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Thumb } from "../../parts/picture.tsx";
import { ProductState } from "./product-state.tsx";

interface ProductDrawerProps {
  readonly shop: string;
  readonly product: string | null;
  readonly close: () => void;
}

export function ProductDrawer({ shop, product, close }: ProductDrawerProps) {
  const { t } = useTranslation();
  return (
    <DetailDrawer open={product !== null} close={close} title={t("products.detail")}>
      {product === null ? null : <ProductDetail key={product} shop={shop} product={product} />}
    </DetailDrawer>
  );
}

function ProductDetail({ shop, product }: { readonly shop: string; readonly product: string }) {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ["product", shop, product],
    queryFn: () => getProduct(shop, product),
  });
  return (
    <Loaded query={query} rows={6}>
      {(found) => (
        <>
          <Summary product={found} />
          <Words title={t("products.description")} text={found.description} />
          {found.attributes.length > 0 ? (
            <section className="section">
              <h3>{t("products.attributes")}</h3>
              <Facts facts={found.attributes.map(([name = "", value = ""]) => [name, value])} />
            </section>
          ) : null}
          <Pairs title={t("products.gifts")} rows={found.gifts} name="name" value="description" />
          <Pairs title={t("products.exchanges")} rows={found.exchanges} name="product" value="description" />
          <Pairs title={t("products.accessories")} rows={found.accessories} name="name" value="description" />
          <Words title={t("products.installation")} text={found.installation} />
          <Words title={t("products.repair")} text={found.repair} />
          <Pairs title={t("products.faults")} rows={found.faults} name="code" extra="name" value="remedy" />
        </>
      )}
    </Loaded>
  );
}

function Summary({ product }: { readonly product: Product }) {
  const { t } = useTranslation();
  return (
    <section className="product-sum">
      <Thumb src={product.picture} alt="" size={88} />
      <div>
        <h2>{product.title}</h2>
        <p className="order-sum">
          <strong className="figures">{money(product.price_fen)}</strong>
          <ProductState state={product.state} />
        </p>
        <p className="meta figures">{product.id}</p>
        {/^https?:/.test(product.link) ? (
          <a href={product.link} target="_blank" rel="noreferrer noopener">
            {t("products.link_open")}
          </a>
        ) : null}
      </div>
    </section>
  );
}

function Words({ title, text }: { readonly title: string; readonly text: string }) {
  if (text === "") return null;
  return (
    <section className="section">
      <h3>{title}</h3>
      <p className="words">{text}</p>
    </section>
  );
}

interface PairsProps {
  readonly title: string;
  readonly rows: readonly Readonly<Record<string, string>>[];
  readonly name: string;
  readonly extra?: string;
  readonly value: string;
}

/** Rows of a name (and a second one) with a text, such as gifts or faults. */
function Pairs({ title, rows, name, extra = "", value }: PairsProps) {
  if (rows.length === 0) return null;
  return (
    <section className="section">
      <h3>{title}</h3>
      <ul className="pairs">
        {rows.map((row) => (
          <li key={`${row[name]} ${row[extra]} ${row[value]}`}>
            <strong>{[row[name], row[extra]].filter(Boolean).join(" · ")}</strong>
            <p>{row[value]}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

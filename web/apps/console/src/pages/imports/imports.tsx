/** Shop data in: hand in files, see what was understood, take them, read every bad row. */
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router-dom";
import { Page } from "../../parts/page.tsx";
import { ShopSelect, useShop } from "../../parts/shop-select.tsx";
import { Nothing } from "../../parts/states.tsx";
import { DropFiles } from "./drop-files.tsx";
import { ImportHistory } from "./import-history.tsx";
import { OneImport } from "./one-import.tsx";
import "./imports.css";

export default function Imports() {
  const { t } = useTranslation();
  const shop = useShop();
  const { id } = useParams();
  if (!shop) return <Nothing title={t("common.no_shop")} hint={t("common.no_shop_hint")} />;
  if (id !== undefined) {
    return (
      <Page title={t("imports.one")} acts={<Link to="/imports">{t("imports.back")}</Link>}>
        <OneImport key={id} id={id} />
      </Page>
    );
  }
  return (
    <Page title={t("nav.imports")} line={t("imports.line")} acts={<ShopSelect />}>
      <DropFiles shop={shop} />
      <h2 className="imports-heading">{t("imports.history")}</h2>
      <ImportHistory shop={shop.id} />
    </Page>
  );
}

/** The shops that one may see; open one to set how its bot speaks and to get its widget. */
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router-dom";
import { useConsole } from "../../lib/console.ts";
import { may } from "../../lib/session.ts";
import { listShops, type Shop } from "../../lib/settings.ts";
import { CursorList } from "../../parts/cursor-list.tsx";
import type { Column } from "../../parts/rows.tsx";
import { Nothing } from "../../parts/states.tsx";
import { useWord } from "../../parts/words.ts";
import { NewShopDrawer } from "./new-shop.tsx";
import { ShopDrawer } from "./shop-drawer.tsx";

export function Shops() {
  const { t } = useTranslation();
  const { session } = useConsole();
  const { id = null } = useParams();
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const columns = useColumns();
  return (
    <>
      <div className="bar">
        <p>{t("shops.line")}</p>
        {may(session, "shops.manage") ? (
          <Button type="primary" onClick={() => setAdding(true)}>
            {t("shops.add")}
          </Button>
        ) : null}
      </div>
      <CursorList<Shop>
        label={t("settings.shops")}
        queryKey={["shops"]}
        read={listShops}
        columns={columns}
        id={(row) => row.id}
        to={(row) => `/settings/shops/${row.id}`}
        selected={id}
        nothing={<Nothing title={t("common.no_shop")} hint={t("common.no_shop_hint")} />}
      />
      <ShopDrawer id={id} close={() => void navigate("/settings/shops")} />
      <NewShopDrawer open={adding} close={() => setAdding(false)} />
    </>
  );
}

function useColumns(): readonly Column<Shop>[] {
  const { t } = useTranslation();
  const word = useWord();
  return [
    {
      key: "name",
      title: t("shops.name"),
      width: "minmax(180px, 2fr)",
      phone: "title",
      render: (row) => row.name,
    },
    {
      key: "platform",
      title: t("shops.platform"),
      width: "140px",
      phone: "side",
      render: (row) => word("platform", row.platform),
    },
    {
      key: "bot",
      title: t("shops.bot_name"),
      width: "minmax(120px, 1fr)",
      phone: "hide",
      render: (row) => row.persona.name || <span className="meta">{t("shops.own_default")}</span>,
    },
    {
      key: "key",
      title: t("shops.site_key"),
      width: "minmax(200px, 2fr)",
      phone: "line",
      render: (row) => <code className="one-line">{row.site_key}</code>,
    },
  ];
}

/** What the bot answers from: questions, duplicates, intents, and what holds in an emergency. */
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, NavLink, useParams } from "react-router-dom";
import { Page } from "../../parts/page.tsx";
import { ShopSelect, useShop } from "../../parts/shop-select.tsx";
import { Nothing } from "../../parts/states.tsx";
import { Emergency } from "./emergency.tsx";
import { Faqs } from "./faqs.tsx";
import { Intents } from "./intents.tsx";
import { Likenesses } from "./likenesses.tsx";
import { Procedures } from "./procedures.tsx";
import "../settings/settings.css";
import "./knowledge.css";
import "./procedures.css";

export interface SectionProps {
  readonly shop: string;
  readonly id: string | null;
}

interface Section {
  readonly key: "faqs" | "likenesses" | "intents" | "procedures" | "emergency";
  readonly View: ComponentType<SectionProps>;
}

const SECTIONS: readonly Section[] = [
  { key: "faqs", View: Faqs },
  { key: "likenesses", View: Likenesses },
  { key: "intents", View: Intents },
  { key: "procedures", View: Procedures },
  { key: "emergency", View: Emergency },
];

export default function Knowledge() {
  const { t } = useTranslation();
  const shop = useShop();
  const { section = "", id = null } = useParams();
  const shown = SECTIONS.find((one) => one.key === section);
  if (!shop) return <Nothing title={t("common.no_shop")} hint={t("common.no_shop_hint")} />;
  if (!shown) return <Navigate to="/knowledge/faqs" replace />;
  return (
    <Page title={t("nav.knowledge")} line={t("knowledge.line")} acts={<ShopSelect />}>
      <nav className="tabs" aria-label={t("nav.knowledge")}>
        {SECTIONS.map(({ key }) => (
          <NavLink key={key} to={`/knowledge/${key}`}>
            {t(`knowledge.${key}`)}
          </NavLink>
        ))}
      </nav>
      <shown.View key={shop.id} shop={shop.id} id={id} />
    </Page>
  );
}

/** The trainer's desk: what to learn, drafts, trials, test sets, releases, figures. */
import { useQuery } from "@tanstack/react-query";
import { type ComponentType, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, NavLink, useParams } from "react-router-dom";
import { useConsole } from "../../lib/console.ts";
import { figure } from "../../lib/format.ts";
import { may } from "../../lib/session.ts";
import { countDrafts, countGroups } from "../../lib/training.ts";
import { Page } from "../../parts/page.tsx";
import { ShopSelect, useShop } from "../../parts/shop-select.tsx";
import { Nothing } from "../../parts/states.tsx";
import { Drafts } from "./drafts.tsx";
import { Releases } from "./releases.tsx";
import { ReportPage } from "./report.tsx";
import { Tests } from "./tests.tsx";
import { Trials } from "./trials.tsx";
import { Unanswered } from "./unanswered.tsx";
import "../settings/settings.css";
import "../knowledge/knowledge.css";
import "./training.css";
import "./review.css";

export interface SectionProps {
  readonly shop: string;
  readonly id: string | null;
}

interface Section {
  readonly key: "unanswered" | "drafts" | "trials" | "tests" | "releases" | "report";
  readonly permission: string;
  readonly View: ComponentType<SectionProps>;
}

const SECTIONS: readonly Section[] = [
  { key: "unanswered", permission: "conversations.read", View: Unanswered },
  { key: "drafts", permission: "knowledge.read", View: Drafts },
  { key: "trials", permission: "conversations.read", View: Trials },
  { key: "tests", permission: "knowledge.read", View: Tests },
  { key: "releases", permission: "knowledge.read", View: Releases },
  { key: "report", permission: "metrics.read", View: ReportPage },
];

export default function Training() {
  const { t } = useTranslation();
  const shop = useShop();
  const { session } = useConsole();
  const { section = "", id = null } = useParams();
  const tabs = useRef<HTMLElement>(null);
  useEffect(() => {
    if (section)
      tabs.current?.querySelector(".active")?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [section]);
  if (!shop) return <Nothing title={t("common.no_shop")} hint={t("common.no_shop_hint")} />;
  const open = SECTIONS.filter(({ permission }) => may(session, permission, shop.id));
  const shown = open.find((one) => one.key === section);
  if (!shown) return <Navigate to={`/training/${open[0]?.key ?? "drafts"}`} replace />;
  return (
    <Page title={t("nav.training")} line={t("training.line")} acts={<ShopSelect />}>
      <nav className="tabs" ref={tabs} aria-label={t("nav.training")}>
        {open.map(({ key }) => (
          <NavLink key={key} to={`/training/${key}`}>
            {t(`training.${key}`)}
            <Waiting section={key} shop={shop.id} />
          </NavLink>
        ))}
      </nav>
      <shown.View key={shop.id} shop={shop.id} id={id} />
    </Page>
  );
}

/** How much waits behind a tab, where something can wait. */
function Waiting({ section, shop }: { readonly section: Section["key"]; readonly shop: string }) {
  const groups = useQuery({
    queryKey: ["group-counts", shop],
    queryFn: () => countGroups(shop),
    enabled: section === "unanswered",
  });
  const drafts = useQuery({
    queryKey: ["draft-counts", shop],
    queryFn: () => countDrafts(shop),
    enabled: section === "drafts",
  });
  const number = section === "unanswered" ? groups.data?.open : drafts.data?.proposed;
  if (!number || (section !== "unanswered" && section !== "drafts")) return null;
  return <span className="tab-count figures">{figure(number)}</span>;
}

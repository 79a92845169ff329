/** What can be set: one's own account, shops, people, roles, keys; and what happened. */
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, NavLink, useParams } from "react-router-dom";
import { useConsole } from "../../lib/console.ts";
import { may, type Session } from "../../lib/session.ts";
import { Page } from "../../parts/page.tsx";
import { Account } from "./account.tsx";
import { Keys } from "./keys.tsx";
import { Letters } from "./letters.tsx";
import { Roles } from "./roles.tsx";
import { Shops } from "./shops.tsx";
import { Staff } from "./staff.tsx";
import { Trail } from "./trail.tsx";
import "./settings.css";

interface Section {
  readonly key: "shops" | "staff" | "roles" | "keys" | "trail" | "letters" | "account";
  readonly permission: string | null;
  readonly View: ComponentType;
}

const SECTIONS: readonly Section[] = [
  { key: "shops", permission: null, View: Shops },
  { key: "staff", permission: "staff.manage", View: Staff },
  { key: "roles", permission: "staff.manage", View: Roles },
  { key: "keys", permission: "keys.manage", View: Keys },
  { key: "trail", permission: "audit.read", View: Trail },
  { key: "letters", permission: "dead_letters.manage", View: Letters },
  { key: "account", permission: null, View: Account },
];

const allowed = (session: Session): readonly Section[] =>
  SECTIONS.filter(({ permission }) => permission === null || may(session, permission));

export default function Settings() {
  const { t } = useTranslation();
  const { session } = useConsole();
  const { section = "" } = useParams();
  const sections = allowed(session);
  const shown = sections.find((one) => one.key === section);
  if (!shown) return <Navigate to="/settings/shops" replace />;
  return (
    <Page title={t("nav.settings")}>
      <nav className="tabs" aria-label={t("nav.settings")}>
        {sections.map(({ key }) => (
          <NavLink key={key} to={`/settings/${key}`}>
            {t(`settings.${key}`)}
          </NavLink>
        ))}
      </nav>
      <shown.View />
    </Page>
  );
}

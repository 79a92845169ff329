/** Where one can go, how the screen looks, who is logged in. */
import {
  BookOutlined,
  CommentOutlined,
  ImportOutlined,
  LogoutOutlined,
  MoonOutlined,
  MoreOutlined,
  ProfileOutlined,
  ReadOutlined,
  SettingOutlined,
  ShoppingOutlined,
  SunOutlined,
  TranslationOutlined,
} from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, NavLink } from "react-router-dom";
import { useConsole } from "../lib/console.ts";
import { appearance, language } from "../lib/preferences.ts";
import { may, type Session, sessions } from "../lib/session.ts";
import { endSession } from "../lib/sessions.ts";
import { useSignal } from "../lib/signal.ts";
import { ConnectionMark } from "../parts/connection-mark.tsx";

const PLACES = [
  { to: "/desk", word: "nav.desk", icon: <CommentOutlined />, permission: "conversations.read" },
  { to: "/orders", word: "nav.orders", icon: <ProfileOutlined />, permission: "orders.read" },
  { to: "/products", word: "nav.products", icon: <ShoppingOutlined />, permission: "knowledge.read" },
  { to: "/knowledge", word: "nav.knowledge", icon: <BookOutlined />, permission: "knowledge.read" },
  { to: "/training", word: "nav.training", icon: <ReadOutlined />, permission: "knowledge.read" },
  { to: "/imports", word: "nav.imports", icon: <ImportOutlined />, permission: "imports.run" },
  { to: "/settings", word: "nav.settings", icon: <SettingOutlined />, permission: null },
] as const;

/** On a phone these stand behind the last button, with the switches. */
const RARE: ReadonlySet<string> = new Set(["/imports", "/settings"]);

const openTo = (session: Session) =>
  PLACES.filter(({ permission }) => permission === null || may(session, permission));

/** The first place that this person may go to. */
export function Home() {
  const { session } = useConsole();
  return <Navigate to={openTo(session)[0]?.to ?? "/settings"} replace />;
}

export function Navigation() {
  const { t } = useTranslation();
  const { session } = useConsole();
  return (
    <nav className="nav" aria-label={t("nav.label")}>
      <div className="nav-brand" aria-hidden="true">
        小二
      </div>
      {openTo(session).map(({ to, word, icon }) => (
        <NavLink key={to} to={to} className={RARE.has(to) ? "nav-place nav-rare" : "nav-place"}>
          {icon}
          <span>{t(word)}</span>
        </NavLink>
      ))}
      <div className="nav-space" />
      <ConnectionMark />
      <Switches />
    </nav>
  );
}

/** At the side as icons; on a phone, where there is no room, behind one button with words. */
function Switches() {
  const { t } = useTranslation();
  const dark = useSignal(appearance) === "dark";
  const english = useSignal(language) === "en";
  const { session } = useConsole();
  const { staff } = session;
  const rare = openTo(session).filter(({ to }) => RARE.has(to));
  const menu = useRef<HTMLDetailsElement>(null);
  const leave = useLeave();
  const act = (what: () => void) => () => {
    what();
    if (menu.current) menu.current.open = false;
  };
  const switches: SwitchProps[] = [
    {
      label: english ? "中文" : "English",
      icon: <TranslationOutlined />,
      act: act(() => language.set(english ? "zh-CN" : "en")),
    },
    {
      label: t(dark ? "nav.light" : "nav.dark"),
      icon: dark ? <SunOutlined /> : <MoonOutlined />,
      act: act(() => appearance.set(dark ? "light" : "dark")),
    },
    { label: `${t("nav.leave")} · ${staff.name}`, icon: <LogoutOutlined />, act: leave },
  ];
  return (
    <>
      <div className="nav-switches">
        {switches.map((one, index) => (
          <Switch key={SWITCHES[index]} {...one} />
        ))}
      </div>
      <details className="nav-more" ref={menu}>
        <summary className="nav-place">
          <MoreOutlined />
          <span>{t("nav.more")}</span>
        </summary>
        <div className="nav-menu">
          {rare.map(({ to, word, icon }) => (
            <NavLink key={to} to={to} onClick={act(() => undefined)}>
              {icon} {t(word)}
            </NavLink>
          ))}
          {switches.map((one, index) => (
            <button key={SWITCHES[index]} type="button" onClick={one.act}>
              {one.icon} {one.label}
            </button>
          ))}
        </div>
      </details>
    </>
  );
}

const SWITCHES = ["language", "appearance", "leave"];

interface SwitchProps {
  readonly label: string;
  readonly icon: ReactNode;
  readonly act: () => void;
}

function Switch({ label, icon, act }: SwitchProps) {
  return (
    <button type="button" className="nav-switch" aria-label={label} title={label} onClick={act}>
      {icon}
    </button>
  );
}

/** Log out: the server forgets the session, this browser forgets what was typed and fetched. */
function useLeave(): () => void {
  const { drafts, outbox } = useConsole();
  const queries = useQueryClient();
  return () => {
    void endSession().catch(() => undefined);
    drafts.clear();
    outbox.clear();
    queries.clear();
    sessions.leave(false);
  };
}

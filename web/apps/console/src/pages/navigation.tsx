/** Where one can go, how the screen looks, who is logged in. */
import {
  CommentOutlined,
  ImportOutlined,
  LogoutOutlined,
  MoonOutlined,
  MoreOutlined,
  ProfileOutlined,
  SettingOutlined,
  ShoppingOutlined,
  SunOutlined,
  TranslationOutlined,
} from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Dropdown, type MenuProps } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router-dom";
import { useConsole } from "../lib/console.ts";
import { appearance, language } from "../lib/preferences.ts";
import { endSession } from "../lib/sessions.ts";
import { sessions } from "../lib/session.ts";
import { useSignal } from "../lib/signal.ts";
import { ConnectionMark } from "../parts/connection-mark.tsx";

const PLACES = [
  { to: "/desk", word: "nav.desk", icon: <CommentOutlined /> },
  { to: "/orders", word: "nav.orders", icon: <ProfileOutlined /> },
  { to: "/products", word: "nav.products", icon: <ShoppingOutlined /> },
  { to: "/imports", word: "nav.imports", icon: <ImportOutlined /> },
  { to: "/settings", word: "nav.settings", icon: <SettingOutlined /> },
] as const;

export function Navigation() {
  const { t } = useTranslation();
  return (
    <nav className="nav" aria-label={t("nav.label")}>
      <div className="nav-brand" aria-hidden="true">
        小二
      </div>
      {PLACES.map(({ to, word, icon }) => (
        <NavLink key={to} to={to} className="nav-place">
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

function Switches() {
  const { t } = useTranslation();
  const dark = useSignal(appearance) === "dark";
  const english = useSignal(language) === "en";
  const leave = useLeave();
  const { session } = useConsole();
  const turn = (): void => appearance.set(dark ? "light" : "dark");
  const speak = (): void => language.set(english ? "zh-CN" : "en");
  const menu: MenuProps["items"] = [
    { key: "who", label: `${session.staff.name} · ${session.staff.login}`, disabled: true },
    { type: "divider" },
    {
      key: "language",
      icon: <TranslationOutlined />,
      label: english ? "中文" : "English",
      onClick: speak,
    },
    {
      key: "appearance",
      icon: dark ? <SunOutlined /> : <MoonOutlined />,
      label: t(dark ? "nav.light" : "nav.dark"),
      onClick: turn,
    },
    { key: "leave", icon: <LogoutOutlined />, label: t("nav.leave"), onClick: leave },
  ];
  return (
    <>
      <div className="nav-switches">
        <Switch label={english ? "切换到中文" : "Switch to English"} onClick={speak}>
          <span className="nav-tongue">{english ? "中" : "EN"}</span>
        </Switch>
        <Switch label={t(dark ? "nav.light" : "nav.dark")} onClick={turn}>
          {dark ? <SunOutlined /> : <MoonOutlined />}
        </Switch>
        <Switch label={`${t("nav.leave")}（${session.staff.name}）`} onClick={leave}>
          <LogoutOutlined />
        </Switch>
      </div>
      <Dropdown menu={{ items: menu }} trigger={["click"]} placement="topRight">
        <button type="button" className="nav-place nav-more">
          <MoreOutlined />
          <span>{t("nav.more")}</span>
        </button>
      </Dropdown>
    </>
  );
}

function Switch(props: { readonly label: string; readonly onClick: () => void; readonly children: ReactNode }) {
  return (
    <button type="button" className="nav-switch" aria-label={props.label} title={props.label} onClick={props.onClick}>
      {props.children}
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

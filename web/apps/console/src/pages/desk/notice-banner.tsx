/** What the shops announce now, above the desk: it appears and goes by itself, without moving the focus. */
import { NotificationOutlined } from "@ant-design/icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useConsole } from "../../lib/console.ts";
import { useSignal } from "../../lib/signal.ts";
import { Window } from "../knowledge/parts.tsx";
import "./notice-banner.css";

const FEW = 1;

export function NoticeBanner() {
  const { t } = useTranslation();
  const { live, session } = useConsole();
  const notices = useSignal(live.notices);
  const [all, setAll] = useState(false);
  const several = session.shops.length > 1;
  const shopName = (id: string): string => session.shops.find((shop) => shop.id === id)?.name ?? id;
  return (
    <section
      className="notice-banner"
      aria-label={t("notices.banner")}
      aria-live="polite"
      hidden={notices.length === 0}
    >
      <NotificationOutlined aria-hidden="true" />
      <ul>
        {(all ? notices : notices.slice(0, FEW)).map((notice) => (
          <li key={`${notice.shop_id} ${notice.id}`}>
            <strong>{notice.title}</strong> {notice.text}{" "}
            <span className="meta">
              {several ? `${shopName(notice.shop_id)} · ` : ""}
              {(notice.conditions?.regions ?? []).map((region) => `${region} · `)}
              <Window conditions={notice.conditions} />
            </span>
          </li>
        ))}
      </ul>
      {notices.length > FEW ? (
        <button type="button" className="text-button" onClick={() => setAll(!all)}>
          {all ? t("notices.fewer") : t("notices.more", { number: notices.length - FEW })}
        </button>
      ) : null}
    </section>
  );
}

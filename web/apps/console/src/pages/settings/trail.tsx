/** Who did what, and who looked at personal data: the newest first. */
import { useTranslation } from "react-i18next";
import { useConsole } from "../../lib/console.ts";
import { type Act, listActs } from "../../lib/settings.ts";
import { CursorList } from "../../parts/cursor-list.tsx";
import { Ago } from "../../parts/moments.tsx";
import type { Column } from "../../parts/rows.tsx";
import { Nothing } from "../../parts/states.tsx";
import { useWord } from "../../parts/words.ts";

export function Trail() {
  const { t } = useTranslation();
  const columns = useColumns();
  return (
    <>
      <div className="bar">
        <p>{t("trail.line")}</p>
      </div>
      <CursorList<Act>
        label={t("settings.trail")}
        queryKey={["audit"]}
        read={listActs}
        columns={columns}
        id={(row) => row.id}
        nothing={<Nothing title={t("trail.none")} hint={t("trail.none_hint")} />}
      />
    </>
  );
}

function useColumns(): readonly Column<Act>[] {
  const { t } = useTranslation();
  const word = useWord();
  const { shops } = useConsole().session;
  return [
    {
      key: "act",
      title: t("trail.act"),
      width: "minmax(140px, 1fr)",
      phone: "title",
      render: (row) => <strong>{word("act", row.act)}</strong>,
    },
    {
      key: "who",
      title: t("trail.who"),
      width: "minmax(120px, 1fr)",
      phone: "line",
      render: (row) => (row.caller_kind === "system" ? t("trail.system") : row.caller_name),
    },
    {
      key: "of",
      title: t("trail.of"),
      width: "minmax(200px, 2fr)",
      phone: "line",
      render: (row) => (
        <span className="one-line">
          {word("thing", row.of_kind)} <span className="meta figures">{row.of_id}</span>
        </span>
      ),
    },
    {
      key: "shop",
      title: t("common.shop"),
      width: "minmax(120px, 1fr)",
      phone: "hide",
      render: (row) => shops.find((shop) => shop.id === row.shop_id)?.name ?? <span className="meta">–</span>,
    },
    {
      key: "detail",
      title: t("trail.detail"),
      width: "minmax(120px, 1fr)",
      phone: "line",
      render: (row) => (
        <span className="one-line" title={row.detail}>
          {row.detail}
        </span>
      ),
    },
    {
      key: "at",
      title: t("trail.at"),
      width: "120px",
      end: true,
      phone: "side",
      render: (row) => <Ago at={row.at} />,
    },
  ];
}

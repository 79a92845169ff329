/** What was published: each release with who and what; opened, and undone if need be. */
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import { figure } from "../../lib/format.ts";
import { listReleases, type ReleaseHead } from "../../lib/training.ts";
import { CursorList } from "../../parts/cursor-list.tsx";
import { Mark } from "../../parts/mark.tsx";
import { Ago } from "../../parts/moments.tsx";
import type { Column } from "../../parts/rows.tsx";
import { Nothing } from "../../parts/states.tsx";
import { ReleaseDrawer } from "./release-drawer.tsx";
import type { SectionProps } from "./training.tsx";

export function Releases({ shop, id }: SectionProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <>
      <div className="bar">
        <p>{t("releases.line")}</p>
      </div>
      <CursorList<ReleaseHead>
        label={t("training.releases")}
        queryKey={["releases", shop]}
        read={(cursor) => listReleases(shop, cursor)}
        columns={useColumns()}
        id={(row) => String(row.number)}
        to={(row) => `/training/releases/${row.number}`}
        selected={id}
        nothing={<Nothing title={t("releases.none")} hint={t("releases.none_hint")} />}
      />
      <ReleaseDrawer shop={shop} id={id} close={() => void navigate("/training/releases")} />
    </>
  );
}

function useColumns(): readonly Column<ReleaseHead>[] {
  const { t } = useTranslation();
  return [
    {
      key: "title",
      title: t("releases.title"),
      width: "minmax(220px, 4fr)",
      phone: "title",
      render: (row) => (
        <span className="one-line" title={row.title}>
          <span className="figures">{row.number}</span> · <ReleaseTitle release={row} />
        </span>
      ),
    },
    {
      key: "marks",
      title: t("releases.marks"),
      width: "150px",
      phone: "side",
      render: (row) => (
        <span className="marks">
          {row.undoes === null ? null : <Mark tone="look">{t("releases.undoes")}</Mark>}
          {row.run_id ? <Mark tone="good">{t("releases.tested")}</Mark> : null}
        </span>
      ),
    },
    {
      key: "entries",
      title: t("releases.entries"),
      width: "90px",
      end: true,
      phone: "line",
      render: (row) => (
        <span className="figures">{t("releases.entry_count", { number: figure(row.entries) })}</span>
      ),
    },
    {
      key: "by",
      title: t("releases.by"),
      width: "130px",
      phone: "line",
      render: (row) => <span className="one-line">{row.by}</span>,
    },
    {
      key: "at",
      title: t("releases.at"),
      width: "110px",
      end: true,
      phone: "hide",
      render: (row) => <Ago at={row.at} />,
    },
  ];
}

/** A roll-back names itself in the reader's language; all else is the trainer's own title. */
export function ReleaseTitle({ release }: { readonly release: ReleaseHead }) {
  const { t } = useTranslation();
  if (release.undoes === null) return <>{release.title}</>;
  return <>{t("releases.undid", { number: release.undoes })}</>;
}

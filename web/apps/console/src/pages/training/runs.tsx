/** The runs of a test set, the newest first. */
import { useTranslation } from "react-i18next";
import { figure } from "../../lib/format.ts";
import { listRuns, type RunHead, type TestSet } from "../../lib/trials.ts";
import { CursorList } from "../../parts/cursor-list.tsx";
import { Mark } from "../../parts/mark.tsx";
import { Ago } from "../../parts/moments.tsx";
import type { Column } from "../../parts/rows.tsx";
import { Nothing } from "../../parts/states.tsx";
import { WorkMark } from "./parts.tsx";

export function Runs({ shop, set }: { readonly shop: string; readonly set: TestSet }) {
  const { t } = useTranslation();
  return (
    <CursorList<RunHead>
      label={t("tests.runs")}
      queryKey={["runs", shop, set.id]}
      read={(cursor) => listRuns(shop, set.id, cursor)}
      columns={useColumns()}
      id={(row) => row.id}
      to={(row) => `/training/tests/${set.id}~${row.id}`}
      nothing={<Nothing title={t("tests.no_runs")} hint={t("tests.no_runs_hint")} />}
      refreshEvery={5_000}
    />
  );
}

function useColumns(): readonly Column<RunHead>[] {
  const { t } = useTranslation();
  const number = (key: string, title: string, render: Column<RunHead>["render"]): Column<RunHead> => ({
    key,
    title,
    width: "110px",
    end: true,
    phone: "hide",
    render: (row) => <span className="figures">{render(row)}</span>,
  });
  const passed = (row: RunHead): string => `${figure(row.passed)} / ${figure(row.passed + row.failed)}`;
  return [
    {
      key: "what",
      title: t("runs.what"),
      width: "minmax(180px, 2fr)",
      phone: "title",
      render: (row) =>
        row.draft_ids.length === 0
          ? t("runs.plain")
          : t("runs.with_drafts", { number: row.draft_ids.length }),
    },
    {
      key: "state",
      title: t("trials.state"),
      width: "90px",
      phone: "side",
      render: (row) => <WorkMark state={row.state} />,
    },
    { ...number("passed", t("runs.passed"), passed), phone: "line" },
    number("broken", t("runs.broken"), (row) =>
      row.broken > 0 ? <Mark tone="bad">{figure(row.broken)}</Mark> : "0",
    ),
    number("changed", t("runs.changed"), (row) => figure(row.changed)),
    number("at", t("runs.when"), (row) => <Ago at={row.made_at} />),
  ];
}

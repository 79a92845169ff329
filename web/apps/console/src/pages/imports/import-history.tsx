/** What was imported before, and how it went. */
import { useTranslation } from "react-i18next";
import { figure } from "../../lib/format.ts";
import { type ImportHead, listImports } from "../../lib/imports.ts";
import { CursorList } from "../../parts/cursor-list.tsx";
import { Ago } from "../../parts/moments.tsx";
import type { Column } from "../../parts/rows.tsx";
import { Nothing } from "../../parts/states.tsx";
import { useFormatName } from "./format-name.ts";
import { ImportState } from "./import-state.tsx";

export function ImportHistory({ shop }: { readonly shop: string }) {
  const { t } = useTranslation();
  const columns = useColumns();
  return (
    <CursorList<ImportHead>
      label={t("imports.history")}
      queryKey={["imports", shop]}
      read={(cursor) => listImports(shop, cursor)}
      columns={columns}
      id={(row) => row.id}
      to={(row) => `/imports/${row.id}`}
      nothing={<Nothing title={t("imports.none")} hint={t("imports.none_hint")} />}
    />
  );
}

function useColumns(): readonly Column<ImportHead>[] {
  const { t } = useTranslation();
  const formatName = useFormatName();
  return [
    {
      key: "files",
      title: t("imports.files"),
      width: "minmax(200px, 3fr)",
      phone: "title",
      render: (row) => (
        <span className="one-line" title={row.files.map((file) => file.name).join("\n")}>
          {row.files.map((file) => file.name).join("、")}
        </span>
      ),
    },
    {
      key: "format",
      title: t("imports.format"),
      width: "minmax(120px, 1fr)",
      phone: "line",
      render: (row) => formatName(row.format),
    },
    {
      key: "state",
      title: t("imports.state"),
      width: "100px",
      phone: "side",
      render: (row) => <ImportState state={row.state} />,
    },
    {
      key: "rows",
      title: t("imports.records"),
      width: "120px",
      end: true,
      phone: "line",
      render: (row) => <span className="figures">{`${figure(row.done)} / ${figure(row.total)}`}</span>,
    },
    {
      key: "bad",
      title: t("imports.bad"),
      width: "80px",
      end: true,
      phone: "hide",
      render: (row) => <span className="figures">{figure(row.problem_count)}</span>,
    },
    {
      key: "at",
      title: t("imports.at"),
      width: "120px",
      end: true,
      phone: "hide",
      render: (row) => <Ago at={row.created_at} />,
    },
  ];
}

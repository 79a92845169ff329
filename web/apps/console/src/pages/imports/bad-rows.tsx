/** Every row that cannot be taken: file, line, column, reason. */
import { useTranslation } from "react-i18next";
import { type BadRow, listBadRows } from "../../lib/imports.ts";
import { CursorList } from "../../parts/cursor-list.tsx";
import type { Column } from "../../parts/rows.tsx";
import { useWord } from "../../parts/words.ts";

/** `version` changes when the files were read again, with another mapping perhaps. */
export function BadRows({ id, version }: { readonly id: string; readonly version: string }) {
  const { t } = useTranslation();
  const columns = useColumns();
  return (
    <div className="bad-rows">
      <CursorList<BadRow>
        label={t("imports.bad")}
        queryKey={["bad-rows", id, version]}
        read={(cursor) => listBadRows(id, cursor)}
        columns={columns}
        id={(row) => `${row.file} ${row.line} ${row.column} ${row.code} ${row.reason}`}
        nothing={<p className="meta">{t("imports.no_bad")}</p>}
      />
    </div>
  );
}

function useColumns(): readonly Column<BadRow>[] {
  const { t, i18n } = useTranslation();
  const word = useWord();
  const reason = (row: BadRow): string => {
    const known = i18n.language === "en" ? word("bad_row", row.code) : row.code;
    return known === row.code ? row.reason : `${known} (${row.reason})`;
  };
  return [
    {
      key: "reason",
      title: t("imports.reason"),
      width: "minmax(240px, 3fr)",
      phone: "title",
      render: reason,
    },
    {
      key: "file",
      title: t("imports.file"),
      width: "minmax(140px, 1fr)",
      phone: "line",
      render: (row) => (
        <span className="one-line" title={row.file}>
          {row.file}
        </span>
      ),
    },
    {
      key: "line",
      title: t("imports.row"),
      width: "80px",
      end: true,
      phone: "side",
      render: (row) => <span className="figures">{row.line > 0 ? row.line : t("imports.whole_file")}</span>,
    },
    {
      key: "column",
      title: t("imports.column"),
      width: "140px",
      phone: "line",
      render: (row) => row.column || <span className="meta">–</span>,
    },
  ];
}

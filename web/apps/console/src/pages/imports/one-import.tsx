/** One import from preview to report; watched while it runs. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { bytes, figure } from "../../lib/format.ts";
import { getImport, type Import, type Mapping } from "../../lib/imports.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Ago } from "../../parts/moments.tsx";
import { PageScroll } from "../../parts/page-scroll.tsx";
import { BadRows } from "./bad-rows.tsx";
import { useFormatName } from "./format-name.ts";
import { ImportActs } from "./import-acts.tsx";
import { ImportReport } from "./import-report.tsx";
import { ImportState } from "./import-state.tsx";
import { TablePreview } from "./table-preview.tsx";

const WATCH_MS = 700;

export function OneImport({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ["import", id],
    queryFn: () => getImport(id),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.state === "running" ? WATCH_MS : false),
  });
  return (
    <PageScroll label={t("imports.one")}>
      <Loaded query={query} rows={6}>
        {(found) => <ImportView found={found} />}
      </Loaded>
    </PageScroll>
  );
}

/** Nothing was recorded yet, so the meaning of columns may still be changed. */
function isOpen(found: Import): boolean {
  return found.state === "previewed" || (found.state === "failed" && found.done === 0);
}

function ImportView({ found }: { readonly found: Import }) {
  const { t } = useTranslation();
  const [mapping, setMapping] = useState<Mapping>(found.mapping);
  const open = isOpen(found);
  return (
    <>
      <Summary found={found} />
      <ImportActs found={found} open={open} mapping={mapping} />
      {found.state === "done" || found.state === "running" ? <ImportReport report={found.report} /> : null}
      {found.problem_count > 0 ? (
        <section className="panel">
          <h2>{t("imports.bad_rows", { number: figure(found.problem_count) })}</h2>
          <BadRows id={found.id} version={found.updated_at} />
        </section>
      ) : null}
      {found.tables.map((table) => (
        <TablePreview
          key={`${table.file} ${table.sheet}`}
          table={table}
          open={open}
          mapping={mapping}
          change={(header, field) => setMapping((before) => ({ ...before, [header]: field }))}
        />
      ))}
    </>
  );
}

function Summary({ found }: { readonly found: Import }) {
  const { t } = useTranslation();
  const formatName = useFormatName();
  return (
    <section className="panel">
      <h2 className="import-title">
        {found.format === ""
          ? t("imports.unknown_format")
          : t("imports.known_format", { format: formatName(found.format) })}{" "}
        <ImportState state={found.state} />
      </h2>
      <ul className="import-files">
        {found.files.map((file) => (
          <li key={file.name}>
            {file.name} <span className="meta figures">{bytes(file.size)}</span>
          </li>
        ))}
      </ul>
      <p className="meta">
        {t("imports.counted", { total: figure(found.total), bad: figure(found.problem_count) })} ·{" "}
        <Ago at={found.created_at} />
      </p>
    </section>
  );
}

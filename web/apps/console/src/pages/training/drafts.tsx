/** Drafted knowledge: from the shop's own files and from people; looked at, approved or not. */
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import { countDrafts, type Draft, type DraftFilter, listDrafts } from "../../lib/training.ts";
import { CursorList } from "../../parts/cursor-list.tsx";
import { Nothing } from "../../parts/states.tsx";
import { useDrop } from "../imports/drop-files.tsx";
import { useEdits } from "../knowledge/parts.tsx";
import { ChosenBar } from "./chosen-bar.tsx";
import { DecisionRefused, LastDecision, useDeciding } from "./decisions.tsx";
import { useDraftColumns } from "./draft-columns.tsx";
import { DraftDrawer } from "./draft-drawer.tsx";
import { Files, type Uploads, useUploads } from "./files.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { LatestFile } from "./latest-file.tsx";
import type { SectionProps } from "./training.tsx";
import { Upload } from "./upload.tsx";
import "../imports/imports.css";

const ALL: DraftFilter = { state: "proposed", kind: "", reading: "", q: "" };
const NOBODY: ReadonlySet<string> = new Set();

export function Drafts({ shop, id }: SectionProps) {
  const navigate = useNavigate();
  const [filter, setFilter] = useState<DraftFilter>(ALL);
  const [files, setFiles] = useState(false);
  const edits = useEdits(shop);
  const uploads = useUploads(shop);
  const { over, handlers } = useDrop((dropped) => edits && uploads.send(dropped, ""));
  const change = (part: Partial<DraftFilter>): void => setFilter({ ...filter, ...part });
  const open = (next: string | null) => void navigate(`/training/drafts${next ? `/${next}` : ""}`);
  return (
    <div className="drafts" data-over={over && edits} {...handlers}>
      <FilterBar
        shop={shop}
        filter={filter}
        change={change}
        files={() => setFiles(true)}
        uploads={edits ? uploads : null}
      />
      <LatestFile shop={shop} filter={filter} change={change} uploads={uploads} edits={edits} />
      <DraftList
        key={JSON.stringify({ ...filter, q: "" })}
        shop={shop}
        id={id}
        filter={filter}
        edits={edits}
        uploads={uploads}
      />
      <DraftDrawer shop={shop} id={id} filter={filter} open={open} />
      <Files
        shop={shop}
        open={files}
        close={() => setFiles(false)}
        show={(reading) => change({ ...ALL, reading })}
      />
    </div>
  );
}

interface DraftListProps extends SectionProps {
  readonly filter: DraftFilter;
  readonly edits: boolean;
  readonly uploads: Uploads;
}

/** The drafts with those chosen; kept apart for each filter, so that nothing unseen is decided about. */
function DraftList({ shop, id, filter, edits, uploads }: DraftListProps) {
  const { t } = useTranslation();
  const wanted = useDeferredValue(filter);
  const [chosen, setChosen] = useState(NOBODY);
  const clear = (): void => setChosen(NOBODY);
  const deciding = useDeciding(shop, clear);
  return (
    <>
      <LastDecision deciding={deciding} />
      <DecisionRefused
        problem={deciding.problem}
        anyway={(run) =>
          deciding.save({ act: "approve", ids: [...chosen], consent: { run, failures: true } })
        }
      />
      <ChosenBar shop={shop} chosen={chosen} state={filter.state} deciding={deciding} clear={clear} />
      <CursorList<Draft>
        label={t("training.drafts")}
        queryKey={["drafts", shop, wanted]}
        read={(cursor) => listDrafts(shop, wanted, cursor)}
        columns={useDraftColumns(edits ? { chosen, choose: setChosen } : null, filter.state)}
        id={(row) => row.id}
        to={(row) => `/training/drafts/${encodeURIComponent(row.id)}`}
        selected={id}
        nothing={<Empty shop={shop} filter={wanted} edits={edits} uploads={uploads} />}
      />
    </>
  );
}

interface EmptyProps {
  readonly shop: string;
  readonly filter: DraftFilter;
  readonly edits: boolean;
  readonly uploads: Uploads;
}

function Empty({ shop, filter, edits, uploads }: EmptyProps) {
  const { t } = useTranslation();
  const counts = useQuery({ queryKey: ["draft-counts", shop], queryFn: () => countDrafts(shop) });
  if (filter.q !== "" || filter.kind !== "" || filter.reading !== "") {
    return <Nothing title={t("drafts.not_found")} hint={t("drafts.not_found_hint")} />;
  }
  if (filter.state !== "proposed") {
    return <Nothing title={t("drafts.none_decided")} hint={t("drafts.none_decided_hint")} />;
  }
  const fresh = counts.data?.approved === 0 && counts.data.rejected === 0;
  if (edits && fresh) return <Upload uploads={uploads} />;
  return <Nothing title={t("drafts.none")} hint={t("drafts.none_hint")} />;
}

/** The newest file while it is read and when it is done; which file the list is limited to. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { cancelReading, type DraftFilter, type Reading } from "../../lib/training.ts";
import { useSave } from "../../parts/use-save.ts";
import { type Uploads, useReadings } from "./files.tsx";
import { Came, Refused, WorkProgress } from "./parts.tsx";

interface LatestFileProps {
  readonly shop: string;
  readonly filter: DraftFilter;
  readonly change: (part: Partial<DraftFilter>) => void;
  readonly uploads: Uploads;
  readonly edits: boolean;
}

export function LatestFile({ shop, filter, change, uploads, edits }: LatestFileProps) {
  const { t } = useTranslation();
  const readings = useReadings(shop).data ?? [];
  const ended = useEnded(readings);
  const only = readings.find((one) => one.id === filter.reading);
  return (
    <>
      <Refused problem={uploads.problem} />
      {readings
        .filter((one) => one.state === "running")
        .map((one) => (
          <Running key={one.id} shop={shop} reading={one} edits={edits} />
        ))}
      {ended ? <Ended reading={ended} show={() => change({ reading: ended.id, state: "proposed" })} /> : null}
      {only ? (
        <p className="hint hint-act came">
          {t("drafts.only_file", { name: only.name })}
          <button type="button" className="text-button" onClick={() => change({ reading: "" })}>
            {t("drafts.every_kind")}
          </button>
        </p>
      ) : null}
    </>
  );
}

function Running({
  shop,
  reading,
  edits,
}: {
  readonly shop: string;
  readonly reading: Reading;
  readonly edits: boolean;
}) {
  const { t } = useTranslation();
  const { busy, save } = useSave(() => cancelReading(shop, reading.id), [["readings"]]);
  return (
    <WorkProgress
      line={t("drafts.reading", { name: reading.name })}
      done={reading.done}
      total={reading.total}
      busy={busy}
      cancel={edits ? () => save(undefined) : null}
    />
  );
}

function Ended({ reading, show }: { readonly reading: Reading; readonly show: () => void }) {
  const { t } = useTranslation();
  const { name, drafts: number, reason: why, state } = reading;
  if (state === "failed") {
    return (
      <p className="hint hint-bad came" role="alert">
        {t("drafts.reading_failed", { name, why })}
      </p>
    );
  }
  return (
    <Came good={state === "done"}>
      {t(state === "done" ? "drafts.reading_done" : "drafts.reading_cancelled", { name, number })}
      {number > 0 ? (
        <button type="button" className="text-button" onClick={show}>
          {t("drafts.show_drafts")}
        </button>
      ) : null}
    </Came>
  );
}

/** The newest file that ended while one looked on, told once; its drafts are read then. */
function useEnded(readings: readonly Reading[]): Reading | null {
  const queries = useQueryClient();
  const watched = useRef(new Set<string>());
  const [ended, setEnded] = useState<string | null>(null);
  const newest = readings[0];
  useEffect(() => {
    if (!newest) return;
    const fresh = Date.now() - Date.parse(newest.updated_at) < FRESH_MS;
    if (newest.state === "running") watched.current.add(newest.id);
    else if (fresh || watched.current.has(newest.id)) {
      setEnded(newest.id);
      void queries.invalidateQueries({ queryKey: ["drafts"] });
      void queries.invalidateQueries({ queryKey: ["draft-counts"] });
    }
  }, [newest, queries]);
  return readings.find((one) => one.id === ended && one.state !== "running") ?? null;
}

/** A small file is read before one looks: what ended this lately is told as well. */
const FRESH_MS = 10_000;

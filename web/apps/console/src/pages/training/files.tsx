/** The files that were handed in: how far each is, what came of it, what was left out and why. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { bytes } from "../../lib/format.ts";
import type { Problem } from "../../lib/problem.ts";
import { cancelReading, listReadings, type Reading, readFile } from "../../lib/training.ts";
import { DetailDrawer } from "../../parts/detail-drawer.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Ago } from "../../parts/moments.tsx";
import { Nothing } from "../../parts/states.tsx";
import { useSave } from "../../parts/use-save.ts";
import { useWord } from "../../parts/words.ts";
import { useEdits } from "../knowledge/parts.tsx";
import { WorkMark } from "./parts.tsx";
import { FileChooser } from "./upload.tsx";

export interface Uploads {
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly send: (files: readonly File[], product: string) => void;
}

interface Sent {
  readonly files: readonly File[];
  readonly product: string;
}

export function useUploads(shop: string): Uploads {
  const { busy, problem, save } = useSave(
    async ({ files, product }: Sent) => {
      for (const file of files) await readFile(shop, file, product);
    },
    [["readings"]],
  );
  return { busy, problem, send: (files, product) => save({ files, product }) };
}

/** The newest files, looked at again soon while one is being read. */
export function useReadings(shop: string) {
  return useQuery({
    queryKey: ["readings", shop],
    queryFn: async () => (await listReadings(shop, null)).items,
    refetchInterval: ({ state }) => (state.data?.some((one) => one.state === "running") ? 1_000 : false),
  });
}

interface FilesProps {
  readonly shop: string;
  readonly open: boolean;
  readonly close: () => void;
  readonly show: (reading: string) => void;
}

export function Files({ shop, open, close, show }: FilesProps) {
  const { t } = useTranslation();
  const edits = useEdits(shop);
  const uploads = useUploads(shop);
  const query = useReadings(shop);
  return (
    <DetailDrawer
      open={open}
      close={close}
      title={t("drafts.files")}
      extra={edits ? <FileChooser uploads={uploads} product="" word={t("drafts.upload")} /> : null}
    >
      <Loaded query={query}>
        {(readings) =>
          readings.length === 0 ? (
            <Nothing title={t("drafts.files_none")} hint={t("drafts.upload_line")} />
          ) : (
            <>
              <p className="meta">{t("drafts.files_line")}</p>
              <ul>
                {readings.map((one) => (
                  <OneFile
                    key={one.id}
                    shop={shop}
                    reading={one}
                    edits={edits}
                    show={() => {
                      show(one.id);
                      close();
                    }}
                  />
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </DetailDrawer>
  );
}

interface FileProps {
  readonly shop: string;
  readonly reading: Reading;
  readonly edits: boolean;
  readonly show: () => void;
}

function OneFile({ shop, reading, edits, show }: FileProps) {
  const { t } = useTranslation();
  const word = useWord();
  const cancel = useSave(() => cancelReading(shop, reading.id), [["readings"]]);
  const kind = reading.kind === "" ? [] : [word("source_kind", reading.kind)];
  return (
    <li className="file">
      <p className="file-head">
        <strong>{reading.name}</strong>
        <WorkMark state={reading.state} />
      </p>
      <p className="meta figures">
        {[...kind, bytes(reading.size), reading.made_by].filter(Boolean).join(" · ")} ·{" "}
        <Ago at={reading.made_at} />
      </p>
      {reading.reason ? <p className="fails">{reading.reason}</p> : null}
      <div className="file-head">
        {reading.drafts > 0 ? (
          <>
            <span className="figures">{t("drafts.made", { number: reading.drafts })}</span>
            <button type="button" className="text-button" onClick={show}>
              {t("drafts.show_drafts")}
              <span className="unseen">{reading.name}</span>
            </button>
          </>
        ) : null}
        {reading.state === "running" && edits ? (
          <Button size="small" loading={cancel.busy} onClick={() => cancel.save(undefined)}>
            {t("training.cancel")}
          </Button>
        ) : null}
      </div>
      <Skipped reading={reading} />
    </li>
  );
}

function Skipped({ reading }: { readonly reading: Reading }) {
  const { t } = useTranslation();
  if (reading.skipped_count === 0) return null;
  return (
    <details>
      <summary>{t("drafts.skipped", { number: reading.skipped_count })}</summary>
      <ul>
        {reading.skipped.map((one) => (
          <li key={`${one.place} ${one.reason}`}>{[one.place, one.reason].filter(Boolean).join("：")}</li>
        ))}
      </ul>
    </details>
  );
}

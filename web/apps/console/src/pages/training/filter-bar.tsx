/** Which drafts are shown; and the way to hand in more. */
import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import { countDrafts, type DraftFilter, type DraftState, type SourceKind } from "../../lib/training.ts";
import { Search } from "../../parts/search.tsx";
import type { Uploads } from "./files.tsx";
import { Choices } from "./parts.tsx";
import { FileChooser } from "./upload.tsx";

interface FilterBarProps {
  readonly shop: string;
  readonly filter: DraftFilter;
  readonly change: (part: Partial<DraftFilter>) => void;
  readonly files: () => void;
  readonly uploads: Uploads | null;
}

const STATES: readonly DraftState[] = ["proposed", "approved", "rejected"];
const KINDS: readonly SourceKind[] = [
  "ready_replies",
  "chat_log",
  "sheet",
  "manual",
  "conversation",
  "trainer",
];

export function FilterBar({ shop, filter, change, files, uploads }: FilterBarProps) {
  const { t } = useTranslation();
  const counts = useQuery({ queryKey: ["draft-counts", shop], queryFn: () => countDrafts(shop) });
  return (
    <div className="bar">
      <Choices<DraftState>
        label={t("training.drafts")}
        value={filter.state}
        choose={(state) => change({ state })}
        choices={STATES.map((one) => ({ value: one, word: t(`drafts.${one}`), count: counts.data?.[one] }))}
      />
      <Select<SourceKind | "">
        className="bar-select"
        aria-label={t("drafts.source")}
        value={filter.kind}
        onChange={(kind) => change({ kind })}
        options={[
          { value: "", label: t("drafts.every_kind") },
          ...KINDS.map((value) => ({ value, label: t(`source_kind.${value}`) })),
        ]}
      />
      <Search label={t("drafts.search")} find={(q) => change({ q })} typed={(q) => change({ q })} />
      <span className="bar-space" />
      <Button onClick={files}>{t("drafts.files")}</Button>
      {uploads ? <FileChooser uploads={uploads} product="" word={t("drafts.upload")} /> : null}
    </div>
  );
}

/** Tests in and out: a file, a conversation, one written by hand. */
import { Button } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { exportTests, putTests, type TestSet } from "../../lib/trials.ts";
import { useProblemWords } from "../../parts/problem-words.ts";
import { useSave } from "../../parts/use-save.ts";
import { NewTest } from "./new-test.tsx";

interface SetFilesProps {
  readonly shop: string;
  readonly set: TestSet;
  readonly edits: boolean;
}

export const TESTED = [["test-set"], ["test-sets"], ["tests"]] as const;

function keep(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  Object.assign(document.createElement("a"), { href: address, download: `${name}.jsonl` }).click();
  URL.revokeObjectURL(address);
}

export function SetFiles({ shop, set, edits }: SetFilesProps) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const chooser = useRef<HTMLInputElement>(null);
  const [making, setMaking] = useState<"write" | "from_conversation" | null>(null);
  const taking = useSave(async (file: File) => putTests(shop, set.id, await file.text()), TESTED);
  const giving = useSave(
    () => exportTests(shop, set.id),
    [],
    (file) => keep(file, set.name),
  );
  const problem = taking.problem ?? giving.problem;
  return (
    <>
      <span role="status">
        {taking.result ? (
          <span className="mark mark-good">{t("tests.taken", { number: taking.result.length })}</span>
        ) : null}
        {problem ? (
          <span className="mark mark-bad" title={problem.message}>
            {words(problem)} {problem.code.startsWith("bad_") ? problem.message : ""}
          </span>
        ) : null}
      </span>
      <Button loading={giving.busy} onClick={() => giving.save(undefined)}>
        {t("tests.export")}
      </Button>
      {edits ? (
        <>
          <input
            ref={chooser}
            type="file"
            hidden
            accept=".jsonl,.json,.txt"
            aria-label={t("tests.import")}
            onChange={(event) => {
              const file = event.target.files?.[0];
              event.target.value = "";
              if (file) taking.save(file);
            }}
          />
          <Button loading={taking.busy} onClick={() => chooser.current?.click()}>
            {t("tests.import")}
          </Button>
          <Button onClick={() => setMaking("from_conversation")}>{t("tests.from_conversation")}</Button>
          <Button onClick={() => setMaking("write")}>{t("tests.write")}</Button>
        </>
      ) : null}
      <NewTest shop={shop} set={set} what={making} close={() => setMaking(null)} />
    </>
  );
}

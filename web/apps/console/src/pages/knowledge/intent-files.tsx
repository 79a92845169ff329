/** Intents in and out as one JSON file. */
import { DownOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { keepFile, readItems } from "../../lib/item-files.ts";
import { exportIntents, importIntents } from "../../lib/knowledge.ts";
import { useProblemWords } from "../../parts/problem-words.ts";
import { useSave } from "../../parts/use-save.ts";
import { CHANGED_INTENTS } from "./parts.tsx";

export function IntentFiles({ shop, edits }: { readonly shop: string; readonly edits: boolean }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const chooser = useRef<HTMLInputElement>(null);
  const taking = useSave(
    async (file: File) => importIntents(shop, await readItems(file, "bad_faq_file")),
    CHANGED_INTENTS,
  );
  const giving = useSave(async () => keepFile(await exportIntents(shop), "intents.json"), []);
  const problem = taking.problem ?? giving.problem;
  const items = [
    { key: "out", label: t("faqs.export_json"), onClick: () => giving.save(undefined) },
    ...(edits ? [{ key: "in", label: t("faqs.import_json"), onClick: () => chooser.current?.click() }] : []),
  ];
  return (
    <>
      <span role="status">
        {taking.result ? (
          <span className="mark mark-good">{t("faqs.taken", taking.result)}</span>
        ) : problem ? (
          <span className="mark mark-bad">{words(problem)}</span>
        ) : null}
      </span>
      <input
        ref={chooser}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label={t("faqs.import_json")}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file) taking.save(file);
        }}
      />
      <Dropdown menu={{ items }} trigger={["click"]}>
        <Button loading={taking.busy || giving.busy}>
          {t("faqs.files")} <DownOutlined />
        </Button>
      </Dropdown>
    </>
  );
}

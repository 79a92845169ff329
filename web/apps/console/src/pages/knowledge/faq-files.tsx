/** Questions in and out as files: JSON with everything, tables by the ordinary import. */
import { DownOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import { keepFile, readItems } from "../../lib/item-files.ts";
import { exportFaqs, importFaqs } from "../../lib/knowledge.ts";
import { Problem } from "../../lib/problem.ts";
import { useProblemWords } from "../../parts/problem-words.ts";
import { useSave } from "../../parts/use-save.ts";

type Kind = "json" | "csv" | "xlsx";

export function FaqFiles({ shop, edits }: { readonly shop: string; readonly edits: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const words = useProblemWords();
  const chooser = useRef<HTMLInputElement>(null);
  const [failed, setFailed] = useState<Problem | null>(null);
  const { busy, problem, result, save } = useSave(
    async (file: File) => importFaqs(shop, await readItems(file, "bad_faq_file")),
    [["faqs"], ["likenesses"]],
  );
  const take = (kind: Kind) => () => {
    exportFaqs(shop, kind).then(
      (file) => keepFile(file, `faq.${kind}`),
      (error: unknown) => setFailed(error instanceof Problem ? error : null),
    );
  };
  const items = [
    { key: "json", label: t("faqs.export_json"), onClick: take("json") },
    { key: "csv", label: t("faqs.export_csv"), onClick: take("csv") },
    { key: "xlsx", label: t("faqs.export_xlsx"), onClick: take("xlsx") },
    ...(edits
      ? [
          { key: "in", label: t("faqs.import_json"), onClick: () => chooser.current?.click() },
          { key: "table", label: t("faqs.import_table"), onClick: () => void navigate("/imports") },
        ]
      : []),
  ];
  const said = problem ?? failed;
  return (
    <>
      <span role="status">
        {result ? <span className="mark mark-good">{t("faqs.taken", result)}</span> : null}
        {said ? <span className="mark mark-bad">{words(said)}</span> : null}
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
          if (file) save(file);
        }}
      />
      <Dropdown menu={{ items }} trigger={["click"]}>
        <Button loading={busy}>
          {t("faqs.files")} <DownOutlined />
        </Button>
      </Dropdown>
    </>
  );
}

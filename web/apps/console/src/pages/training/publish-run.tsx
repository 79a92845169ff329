/** Publishing the drafts of a run; what breaks must be accepted in so many words. */
import { Button, Checkbox } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { Run } from "../../lib/trials.ts";
import { useEdits } from "../knowledge/parts.tsx";
import { useDeciding } from "./decisions.tsx";
import { Came, Refused } from "./parts.tsx";

export function PublishRun({ shop, run }: { readonly shop: string; readonly run: Run }) {
  const { t } = useTranslation();
  const edits = useEdits(shop);
  const [accepted, setAccepted] = useState(false);
  const { busy, problem, result, save } = useDeciding(shop);
  if (result) {
    const { release } = result.decided;
    return (
      <Came>
        {release === null ? (
          t("runs.published_same")
        ) : (
          <Link to={`/training/releases/${release}`}>{t("runs.published", { release })}</Link>
        )}
      </Came>
    );
  }
  if (!edits || run.state !== "done" || run.outdated) return null;
  const number = run.draft_ids.length;
  const breaks = run.broken > 0;
  return (
    <section className={breaks ? "hint hint-look publish" : "hint publish"}>
      <p>{breaks ? t("runs.summary_bad", { number: run.broken }) : t("runs.summary_good")}</p>
      {breaks ? (
        <Checkbox checked={accepted} onChange={(event) => setAccepted(event.target.checked)}>
          {t("runs.accept", { number: run.broken })}
        </Checkbox>
      ) : null}
      <Button
        type="primary"
        danger={breaks}
        disabled={breaks && !accepted}
        loading={busy}
        onClick={() =>
          save({ act: "approve", ids: run.draft_ids, consent: { run: run.id, failures: breaks && accepted } })
        }
      >
        {t("runs.publish", { number })}
      </Button>
      <Refused problem={problem} />
    </section>
  );
}

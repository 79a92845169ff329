/** What can be done with an import now: take it, with or without the bad rows; stop it; watch it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Progress, Switch } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { figure } from "../../lib/format.ts";
import { cancelImport, type Import, type Mapping, runImport } from "../../lib/imports.ts";
import { toProblem } from "../../lib/problem.ts";
import { useProblemWords } from "../../parts/problem-words.ts";

interface ImportActsProps {
  readonly found: Import;
  readonly open: boolean;
  readonly mapping: Mapping;
}

export function ImportActs({ found, open, mapping }: ImportActsProps) {
  if (found.state === "running") return <Running found={found} />;
  if (open) return <Ready found={found} mapping={mapping} />;
  return <Ended found={found} />;
}

function useChange(id: string, work: () => Promise<Import>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: (changed) => {
      queries.setQueryData(["import", id], changed);
      void queries.invalidateQueries({ queryKey: ["imports"] });
    },
  });
}

function Ready({ found, mapping }: { readonly found: Import; readonly mapping: Mapping }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const [skip, setSkip] = useState(found.skip_bad);
  const remapped = JSON.stringify(mapping) !== JSON.stringify(found.mapping);
  const run = useChange(found.id, () => runImport(found.id, remapped ? mapping : null, skip));
  const cancel = useChange(found.id, () => cancelImport(found.id));
  const bad = found.problem_count > 0;
  const failure = run.error ?? cancel.error;
  return (
    <section className="panel import-acts">
      {found.state === "failed" ? (
        <p className="hint hint-bad">{t(found.total === 0 ? "imports.nothing_good" : "imports.refused")}</p>
      ) : null}
      {bad ? (
        <p className="import-skip">
          <Switch id="skip" checked={skip} onChange={setSkip} />
          <label htmlFor="skip">{t("imports.skip", { number: figure(found.problem_count) })}</label>
        </p>
      ) : null}
      <p className="meta">{t(bad && !skip ? "imports.whole_or_nothing" : "imports.twice")}</p>
      <div className="form-foot">
        <Button
          type="primary"
          loading={run.isPending}
          disabled={(bad && !skip && !remapped) || (found.total === 0 && !remapped)}
          onClick={() => run.mutate()}
        >
          {t("imports.run", { total: figure(found.total) })}
        </Button>
        {found.state === "previewed" ? (
          <Button loading={cancel.isPending} onClick={() => cancel.mutate()}>
            {t("imports.cancel")}
          </Button>
        ) : null}
      </div>
      {failure ? (
        <p className="hint hint-bad" role="alert">
          {words(toProblem(failure))}
        </p>
      ) : null}
    </section>
  );
}

function Running({ found }: { readonly found: Import }) {
  const { t } = useTranslation();
  const cancel = useChange(found.id, () => cancelImport(found.id));
  const percent = found.total === 0 ? 0 : Math.floor((found.done / found.total) * 100);
  return (
    <section className="panel import-acts" aria-live="polite">
      <p className="figures">
        {t("imports.running", { done: figure(found.done), total: figure(found.total) })}
      </p>
      <Progress percent={percent} showInfo={false} aria-label={t("import_state.running")} />
      {found.done === 0 ? (
        <Button size="small" loading={cancel.isPending} onClick={() => cancel.mutate()}>
          {t("imports.cancel")}
        </Button>
      ) : (
        <p className="meta">{t("imports.running_hint")}</p>
      )}
    </section>
  );
}

function Ended({ found }: { readonly found: Import }) {
  const { t } = useTranslation();
  if (found.state === "done") {
    return (
      <p className="hint hint-good" role="status">
        {t("imports.done", { done: figure(found.done) })}
      </p>
    );
  }
  return (
    <p className="hint" role="status">
      {t(found.state === "cancelled" ? "imports.cancelled" : "imports.failed")}
    </p>
  );
}

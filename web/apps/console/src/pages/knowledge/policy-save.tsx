/** The end of every form of the policy: first what changes, then saving it; faults with their place. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { type Policy, savePolicy, tryPolicy, type Wanted } from "../../lib/policy.ts";
import { type Problem, toProblem } from "../../lib/problem.ts";
import { useProblemWords } from "../../parts/problem-words.ts";
import { Patient, Skeleton } from "../../parts/states.tsx";
import { useSave } from "../../parts/use-save.ts";
import { useWord } from "../../parts/words.ts";
import { Differences } from "./policy-differences.tsx";

export const CHANGED = [["policy"], ["policy-versions"], ["policy-version"]] as const;

/** A rule of a field: JSON text of an object. */
export const isObjectText = (message: string) => (_: unknown, text: string) => {
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read === "object" && read !== null && !Array.isArray(read)) return Promise.resolve();
  } catch {
    // Said below, as for what is no object.
  }
  return Promise.reject(new Error(message));
};

/** The version that this form wrote, as long as it is the one that is shown; saving makes a new form. */
export interface Saving {
  readonly saved: number | null;
  readonly tell: (version: number) => void;
}

interface PolicySaveProps {
  readonly shop: string;
  readonly policy: Policy;
  readonly wanted: Wanted | null;
  readonly saving: Saving;
  /** Back to the defaults, where there is something to take back. */
  readonly reset: (() => void) | null;
  readonly leave: () => void;
}

export function PolicySave({ shop, policy, wanted, saving, reset, leave }: PolicySaveProps) {
  const { t } = useTranslation();
  if (wanted !== null) return <Preview {...{ shop, policy, wanted, saving, leave }} />;
  return (
    <div className="foot-line">
      <Button type="primary" htmlType="submit">
        {t("procedures.preview")}
      </Button>
      <span role="status">
        {saving.saved === policy.version ? (
          <span className="mark mark-good">{t("procedures.saved", { number: policy.version })}</span>
        ) : null}
      </span>
      {reset ? <Button onClick={reset}>{t("procedures.reset")}</Button> : null}
    </div>
  );
}

interface PreviewProps {
  readonly shop: string;
  readonly policy: Policy;
  readonly wanted: Wanted;
  readonly saving: Saving;
  readonly leave: () => void;
}

function Preview({ shop, policy, wanted, saving, leave }: PreviewProps) {
  const { t } = useTranslation();
  const { busy, problem, save } = useSave(async () => {
    const { version } = await savePolicy(shop, wanted);
    saving.tell(version);
  }, CHANGED);
  const tried = useQuery({
    queryKey: ["policy-try", shop, wanted],
    queryFn: () => tryPolicy(shop, wanted),
    retry: false,
    gcTime: 0,
  });
  const wrong = problem ?? (tried.error ? toProblem(tried.error) : null);
  const changes = tried.data?.differences ?? [];
  if (!tried.data && !wrong) {
    return (
      <Patient>
        <Skeleton rows={2} />
      </Patient>
    );
  }
  return (
    <section className="preview" aria-label={t("procedures.would_change")}>
      {wrong ? (
        <Wrong problem={wrong} />
      ) : (
        <>
          <h2>{t(changes.length > 0 ? "procedures.would_change" : "procedures.nothing_changes")}</h2>
          <Differences policy={policy} differences={changes} />
        </>
      )}
      <div className="form-foot">
        {wrong || changes.length === 0 ? null : (
          <Button type="primary" loading={busy} onClick={() => save(undefined)}>
            {t("procedures.confirm")}
          </Button>
        )}
        <Button onClick={leave}>{t("procedures.cancel")}</Button>
      </div>
    </section>
  );
}

function Wrong({ problem }: { readonly problem: Problem }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const word = useWord();
  const queries = useQueryClient();
  if (problem.code === "bad_policy") {
    const { path, why } = problem.fields as { readonly path?: string; readonly why?: string };
    return (
      <div className="hint hint-bad" role="alert">
        <p>{word("policy_fault", why ?? "")}</p>
        {path ? (
          <p>
            {t("procedures.where")}
            <code>{path}</code>
          </p>
        ) : null}
      </div>
    );
  }
  return (
    <div className="hint hint-bad" role="alert">
      <p>{words(problem)}</p>
      {problem.code === "policy_changed" ? (
        <Button size="small" onClick={() => void queries.invalidateQueries({ queryKey: ["policy"] })}>
          {t("procedures.read_again")}
        </Button>
      ) : null}
    </div>
  );
}

/** What came of a run: what a change would break, mend, or word otherwise; and publishing it. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router-dom";
import { figure } from "../../lib/format.ts";
import { beginRun, type Compared, cancelRun, getRun, type Run, testNames } from "../../lib/trials.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Mark } from "../../parts/mark.tsx";
import { PageScroll } from "../../parts/page-scroll.tsx";
import { Nothing } from "../../parts/states.tsx";
import { useSave } from "../../parts/use-save.ts";
import { useEdits } from "../knowledge/parts.tsx";
import { ComparedTest } from "./compared-test.tsx";
import { Choices, Refused, WorkMark, WorkProgress, whileRunning } from "./parts.tsx";
import { PublishRun } from "./publish-run.tsx";
import { Sums } from "./sums.tsx";

interface RunViewProps {
  readonly shop: string;
  readonly set: string;
  readonly id: string;
}

export function RunView({ shop, set, id }: RunViewProps) {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ["run", shop, id],
    queryFn: () => getRun(shop, id),
    refetchInterval: ({ state }) => whileRunning(state.data),
  });
  return (
    <Loaded query={query} rows={6}>
      {(run) => (
        <PageScroll label={t("runs.one")}>
          <div className="set-head">
            <Link to={`/training/tests/${encodeURIComponent(set)}`}>{t("training.back")}</Link>
            <h2>
              {run.draft_ids.length === 0
                ? t("runs.plain")
                : t("runs.with_drafts", { number: run.draft_ids.length })}
            </h2>
            <WorkMark state={run.state} />
            {run.outdated ? <Mark tone="look">{t("runs.outdated")}</Mark> : null}
            {run.state === "running" ? null : <Again shop={shop} run={run} />}
          </div>
          <Running shop={shop} run={run} />
          {run.state === "running" ? null : <Results shop={shop} run={run} />}
        </PageScroll>
      )}
    </Loaded>
  );
}

/** The same once more: knowledge may have changed since. */
function Again({ shop, run }: { readonly shop: string; readonly run: Run }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { busy, problem, save } = useSave(
    () => beginRun(shop, run.set_id, run.draft_ids),
    [["runs"]],
    (begun) => void navigate(`/training/tests/${begun.set_id}~${begun.id}`),
  );
  if (!useEdits(shop)) return null;
  return (
    <>
      <Button size="small" loading={busy} onClick={() => save(undefined)}>
        {t("runs.rerun")}
      </Button>
      <Refused problem={problem} />
    </>
  );
}

function Running({ shop, run }: { readonly shop: string; readonly run: Run }) {
  const { t } = useTranslation();
  const edits = useEdits(shop);
  const { busy, problem, save } = useSave(() => cancelRun(shop, run.id), [["run"], ["runs"]]);
  if (run.state === "failed") return <p className="hint hint-bad came">{run.reason}</p>;
  if (run.state !== "running") return null;
  const { done, total } = run;
  return (
    <>
      <WorkProgress
        line={
          total === 0 ? t("runs.starting") : t("runs.running", { done: figure(done), total: figure(total) })
        }
        done={done}
        total={total}
        busy={busy}
        cancel={edits ? () => save(undefined) : null}
      />
      <Refused problem={problem} />
    </>
  );
}

type View = "broken" | "mended" | "changed" | "failed" | "every";

const FITS: Readonly<Record<View, (one: Compared) => boolean>> = {
  broken: (one) => one.broken,
  mended: (one) => one.mended,
  changed: (one) => one.changed,
  failed: (one) => !one.after.passed,
  every: () => true,
};

/** With drafts one looks for what breaks first, without for what fails. */
function firstView(run: Run): View {
  if (run.broken > 0) return "broken";
  if (run.changed > 0) return "changed";
  return run.failed > 0 ? "failed" : "every";
}

function Results({ shop, run }: { readonly shop: string; readonly run: Run }) {
  const { t } = useTranslation();
  const [view, setView] = useState<View>(() => firstView(run));
  const compares = run.draft_ids.length > 0;
  const views: readonly View[] = compares
    ? ["broken", "mended", "changed", "failed", "every"]
    : ["failed", "every"];
  return (
    <>
      <Figures run={run} compares={compares} />
      {compares ? <PublishRun shop={shop} run={run} /> : null}
      <div className="bar section">
        <Choices<View>
          label={t("runs.result")}
          value={view}
          choose={setView}
          choices={views.map((one) => ({
            value: one,
            word: t(`runs.${one}`),
            count: run.results.filter(FITS[one]).length,
          }))}
        />
      </div>
      <ComparedList key={view} run={run} shop={shop} results={run.results.filter(FITS[view])} />
    </>
  );
}

function Figures({ run, compares }: { readonly run: Run; readonly compares: boolean }) {
  const { t } = useTranslation();
  const passed = `${figure(run.passed)} / ${figure(run.passed + run.failed)}`;
  const compared = [
    {
      word: t("runs.broken"),
      value: figure(run.broken),
      tone: run.broken > 0 ? ("bad" as const) : undefined,
    },
    {
      word: t("runs.mended"),
      value: figure(run.mended),
      tone: run.mended > 0 ? ("good" as const) : undefined,
    },
    { word: t("runs.changed"), value: figure(run.changed) },
  ];
  return <Sums sums={[{ word: t("runs.passed"), value: passed }, ...(compares ? compared : [])]} />;
}

const STEP = 50;

interface ComparedListProps {
  readonly shop: string;
  readonly run: Run;
  readonly results: readonly Compared[];
}

function ComparedList({ shop, run, results }: ComparedListProps) {
  const { t } = useTranslation();
  const names = useQuery({
    queryKey: ["tests", shop, run.set_id, "names"],
    queryFn: () => testNames(shop, run.set_id),
  });
  const [most, setMost] = useState(STEP);
  if (results.length === 0) return <Nothing title={t("runs.none_of_kind")} />;
  return (
    <>
      {results.slice(0, most).map((one) => (
        <ComparedTest key={one.test_id} compared={one} name={names.data?.get(one.test_id) ?? one.test_id} />
      ))}
      {results.length > most ? (
        <div className="more">
          <button type="button" className="text-button" onClick={() => setMost(most + STEP)}>
            {t("training.more")}
          </button>
        </div>
      ) : null}
    </>
  );
}

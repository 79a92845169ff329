/** One trial: how far it is, what share the bot can answer, and turn by turn who said what. */
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { figure, percent } from "../../lib/format.ts";
import { cancelTrial, getTrial, type TrialDetail, type Verdict } from "../../lib/trials.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { PageScroll } from "../../parts/page-scroll.tsx";
import { Nothing } from "../../parts/states.tsx";
import { useSave } from "../../parts/use-save.ts";
import { useEdits } from "../knowledge/parts.tsx";
import {
  Choices,
  Refused,
  usePeriod,
  useScenarioName,
  WorkMark,
  WorkProgress,
  whileRunning,
} from "./parts.tsx";
import { ShareBar, Sums } from "./sums.tsx";
import { TrialTurns } from "./trial-turns.tsx";

export function OneTrial({ shop, id }: { readonly shop: string; readonly id: string }) {
  const { t } = useTranslation();
  const period = usePeriod();
  const query = useQuery({
    queryKey: ["trial", shop, id],
    queryFn: () => getTrial(shop, id),
    refetchInterval: ({ state }) => whileRunning(state.data),
  });
  return (
    <Loaded query={query} rows={6}>
      {(trial) => (
        <PageScroll label={t("trials.one")}>
          <div className="set-head">
            <Link to="/training/trials">{t("training.back")}</Link>
            <h2 className="figures">{period(trial.from_at, trial.until_at)}</h2>
            <WorkMark state={trial.state} />
          </div>
          <Running shop={shop} trial={trial} />
          {trial.turns === 0 ? (
            trial.state === "running" ? null : (
              <Nothing title={t("trials.no_turns")} hint={t("trials.no_turns_hint")} />
            )
          ) : (
            <Found shop={shop} trial={trial} />
          )}
        </PageScroll>
      )}
    </Loaded>
  );
}

function Running({ shop, trial }: { readonly shop: string; readonly trial: TrialDetail }) {
  const { t } = useTranslation();
  const edits = useEdits(shop);
  const { busy, problem, save } = useSave(() => cancelTrial(shop, trial.id), [["trial"], ["trials"]]);
  if (trial.state === "failed") return <p className="hint hint-bad came">{trial.reason}</p>;
  if (trial.state !== "running") return null;
  const { done, total } = trial;
  return (
    <>
      <WorkProgress
        line={
          total === 0
            ? t("trials.starting")
            : t("trials.running", { done: figure(done), total: figure(total) })
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

function Found({ shop, trial }: { readonly shop: string; readonly trial: TrialDetail }) {
  const { t } = useTranslation();
  const { turns, hits, misses, none } = trial;
  const answered = hits + misses;
  const word = (value: number | null): string => (value === null ? "–" : percent(value));
  return (
    <>
      <Sums
        sums={[
          {
            word: t("trials.answered"),
            value: word(trial.answered),
            hint: t("trials.answered_of", { turns: figure(turns), answered: figure(answered) }),
          },
          {
            word: t("trials.hit_rate"),
            value: word(trial.hit_rate),
            hint: t("trials.hits_of", { turns: figure(turns), hits: figure(hits) }),
          },
          {
            word: t("trials.no_answer"),
            value: figure(none),
            hint: t("trials.none_of", { none: figure(none) }),
          },
        ]}
      />
      <p className="meta line">{t("trials.estimate")}</p>
      <Scenarios trial={trial} />
      <Turns shop={shop} trial={trial} />
    </>
  );
}

function Scenarios({ trial }: { readonly trial: TrialDetail }) {
  const { t } = useTranslation();
  const name = useScenarioName();
  const rows = trial.scenarios
    .map((one) => ({ ...one, turns: one.hits + one.misses + one.none }))
    .sort((a, b) => b.turns - a.turns);
  return (
    <section className="panel" aria-label={t("trials.scenarios")}>
      <h2>{t("trials.scenarios")}</h2>
      <table className="shares">
        <thead>
          <tr>
            <th scope="col">{t("trials.scenario")}</th>
            <th scope="col">{t("trials.hit_rate")}</th>
            <th scope="col" className="share-number">
              {t("trials.no_answer")}
            </th>
            <th scope="col" className="share-number">
              {t("trials.turns")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.scenario}>
              <th scope="row">{name(row.scenario)}</th>
              <td>
                <span className="share">
                  <span className="figures">{percent(row.hits / row.turns)}</span>
                  <ShareBar tone="act" share={row.hits / row.turns} />
                </span>
              </td>
              <td className="share-number figures">{figure(row.none)}</td>
              <td className="share-number figures">{figure(row.turns)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Turns({ shop, trial }: { readonly shop: string; readonly trial: TrialDetail }) {
  const { t } = useTranslation();
  const name = useScenarioName();
  const [verdict, setVerdict] = useState<Verdict | "">("");
  const [scenario, setScenario] = useState("");
  const names = trial.scenarios.map((one) => one.scenario).filter(Boolean);
  return (
    <section className="section" aria-label={t("trials.pairs")}>
      <div className="bar">
        <h2>{t("trials.pairs")}</h2>
        <Choices<Verdict | "">
          label={t("trials.pairs")}
          value={verdict}
          choose={setVerdict}
          choices={[
            { value: "", word: t("trials.every"), count: trial.turns },
            { value: "hit", word: t("trials.hit"), count: trial.hits },
            { value: "miss", word: t("trials.miss"), count: trial.misses },
            { value: "none", word: t("trials.no_answer"), count: trial.none },
          ]}
        />
        <Select
          className="bar-select"
          aria-label={t("trials.scenario")}
          value={scenario}
          onChange={setScenario}
          options={["", ...names].map((value) => ({
            value,
            label: value === "" ? t("training.all_scenarios") : name(value),
          }))}
        />
      </div>
      <TrialTurns shop={shop} trial={trial} verdict={verdict} scenario={scenario} />
    </section>
  );
}

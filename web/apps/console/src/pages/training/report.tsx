/** How well the bot answers: three rates, their days, their scenarios. */
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { figure, percent } from "../../lib/format.ts";
import { getReport, type Report, type Share } from "../../lib/trials.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { PageScroll } from "../../parts/page-scroll.tsx";
import { Nothing } from "../../parts/states.tsx";
import { Contest } from "./contest.tsx";
import { Choices, useScenarioName } from "./parts.tsx";
import { ShareBar, Sums } from "./sums.tsx";
import type { SectionProps } from "./training.tsx";

const DayChart = lazy(() => import("./day-chart.tsx"));

/** With fewer turns a rate says nothing. */
export const FEWEST = 10;

export function ReportPage({ shop }: SectionProps) {
  const { t } = useTranslation();
  const [days, setDays] = useState("7");
  const query = useQuery({
    queryKey: ["training-report", shop, days],
    queryFn: () => getReport(shop, Number(days)),
  });
  return (
    <>
      <div className="bar">
        <p>{t("report.line")}</p>
        <Choices
          label={t("report.days")}
          value={days}
          choose={setDays}
          choices={["7", "30", "90"].map((value) => ({ value, word: t("report.last", { number: value }) }))}
        />
      </div>
      <Loaded query={query} rows={6}>
        {(report) =>
          report.whole.turns === 0 ? (
            <Nothing title={t("report.none")} hint={t("report.none_hint")} />
          ) : (
            <Figures shop={shop} days={Number(days)} report={report} />
          )
        }
      </Loaded>
    </>
  );
}

interface FiguresProps {
  readonly shop: string;
  readonly days: number;
  readonly report: Report;
}

function Figures({ shop, days, report }: FiguresProps) {
  const { t } = useTranslation();
  return (
    <PageScroll label={t("training.report")}>
      {report.cut ? <p className="hint hint-look">{t("report.cut")}</p> : null}
      <Whole whole={report.whole} />
      {report.days.length > 1 ? (
        <section className="panel" aria-label={t("report.by_day")}>
          <h2>{t("report.by_day")}</h2>
          <Suspense fallback={<div className="chart" />}>
            <DayChart days={report.days} />
          </Suspense>
        </section>
      ) : null}
      <Scenarios shares={report.scenarios} />
      <Contest shop={shop} days={days} />
    </PageScroll>
  );
}

const word = (share: number | null): string => (share === null ? "–" : percent(share));

function Whole({ whole }: { readonly whole: Share }) {
  const { t } = useTranslation();
  const turns = t("report.of_turns", { number: figure(whole.turns) });
  const conversations = t("report.of_conversations", { number: figure(whole.conversations) });
  const few = whole.turns < FEWEST;
  return (
    <>
      {few ? <p className="hint">{t("report.too_few_hint", { number: FEWEST })}</p> : null}
      <Sums
        sums={[
          {
            word: t("report.hit_rate"),
            value: word(whole.hit_rate),
            hint: `${turns} · ${t("report.hit_rate_hint")}`,
          },
          {
            word: t("report.containment"),
            value: word(whole.containment),
            hint: `${conversations} · ${t("report.containment_hint")}`,
          },
          {
            word: t("report.handoff_rate"),
            value: word(whole.handoff_rate),
            hint: `${turns} · ${t("report.handoff_rate_hint")}`,
          },
        ]}
      />
    </>
  );
}

function Scenarios({ shares }: { readonly shares: readonly Share[] }) {
  const { t } = useTranslation();
  return (
    <section className="panel" aria-label={t("report.by_scenario")}>
      <h2>{t("report.by_scenario")}</h2>
      <table className="shares">
        <thead>
          <tr>
            <th scope="col">{t("report.scenario")}</th>
            <th scope="col">{t("report.hit_rate")}</th>
            <th scope="col">{t("report.handoff_rate")}</th>
            <th scope="col" className="share-number">
              {t("report.unanswered")}
            </th>
            <th scope="col" className="share-number">
              {t("report.turns")}
            </th>
          </tr>
        </thead>
        <tbody>
          {shares.map((share) => (
            <Scenario key={share.name} share={share} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Scenario({ share }: { readonly share: Share }) {
  const { t } = useTranslation();
  const name = useScenarioName();
  const few = share.turns < FEWEST;
  return (
    <tr>
      <th scope="row">{name(share.name)}</th>
      {few ? (
        <td colSpan={2} className="meta">
          {t("report.too_few")}
        </td>
      ) : (
        <>
          <Rate value={share.hit_rate} tone="act" />
          <Rate value={share.handoff_rate} tone="look" />
        </>
      )}
      <td className="share-number figures">{figure(share.unsure + share.unknown)}</td>
      <td className="share-number figures">{figure(share.turns)}</td>
    </tr>
  );
}

function Rate({ value, tone }: { readonly value: number | null; readonly tone: "act" | "look" }) {
  return (
    <td>
      <span className="share">
        <span className="figures">{word(value)}</span>
        <ShareBar tone={tone} share={value ?? 0} />
      </span>
    </td>
  );
}

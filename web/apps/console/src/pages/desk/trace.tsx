/** How the bot came to a turn, in words: what it took it for, what it considered, what decided, how long it took. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useConsole } from "../../lib/console.ts";
import { percent } from "../../lib/format.ts";
import { intentTitles } from "../../lib/intent-titles.ts";
import { getFaq } from "../../lib/knowledge.ts";
import { may } from "../../lib/session.ts";
import { type Candidate, millis, type Told, told } from "../../lib/trace.ts";
import { type Fact, Facts } from "../../parts/facts.tsx";
import { Mark } from "../../parts/mark.tsx";
import { useWord } from "../../parts/words.ts";

interface TraceProps {
  readonly trace: Readonly<Record<string, unknown>>;
  readonly shop: string;
}

export function Trace({ trace, shop }: TraceProps) {
  const { t } = useTranslation();
  if (Object.keys(trace).length === 0) return null;
  const all = told(trace);
  return (
    <section className="why-trace" aria-label={t("trace.title")}>
      <h2>{t("trace.title")}</h2>
      <Understood all={all} shop={shop} />
      <Candidates title={t("trace.candidates")} rows={all.near} shop={shop} />
      <Candidates title={t("trace.entries")} rows={all.entries} shop={shop} />
      <Spent all={all} />
      <details>
        <summary>{t("trace.raw")}</summary>
        <pre className="code">{JSON.stringify(trace, null, 2)}</pre>
      </details>
    </section>
  );
}

/** The questions of the shop's own entries by id; others' ids speak for themselves. */
function useQuestions(shop: string, rows: readonly Candidate[]): (id: string) => string {
  const { session } = useConsole();
  const reads = shop !== "" && may(session, "knowledge.read", shop);
  const own = rows.filter((row) => row.layer === "shop").map((row) => row.key);
  const found = useQueries({
    queries: own.map((id) => ({
      queryKey: ["faq", shop, id],
      queryFn: () => getFaq(shop, id),
      enabled: reads,
      retry: false,
    })),
  });
  return (id) => found[own.indexOf(id)]?.data?.question ?? id;
}

/** Titles of intents by id, for whoever may read them; else the ids speak for themselves. */
function useTitles(shop: string): (id: string) => string {
  const { session } = useConsole();
  const query = useQuery({
    queryKey: ["intent-titles", shop],
    queryFn: () => intentTitles(shop),
    enabled: shop !== "" && may(session, "knowledge.read", shop),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (id) => query.data?.get(id) ?? id;
}

function Understood({ all, shop }: { readonly all: Told; readonly shop: string }) {
  const { t } = useTranslation();
  const word = useWord();
  const title = useTitles(shop);
  const moodWords = useMoodWords();
  const wished = (wish: string): string => {
    const known = title(wish);
    return known === wish ? word("wish_name", wish) : known;
  };
  const { rule, mood, guidance } = all;
  const facts: readonly Fact[] = [
    [t("trace.understood"), all.intent ? title(all.intent) : t("trace.nothing_matched")],
    [t("trace.scenario"), all.scenario],
    [t("trace.sure"), all.sure === null ? null : percent(all.sure)],
    [t("trace.stage"), all.stage ? word("stage", all.stage) : null],
    [t("trace.wishes"), all.wishes.map(wished).join("、")],
    [t("trace.outcome"), all.outcome ? word("outcome_of", all.outcome) : null],
    [
      t("trace.rule"),
      rule ? [word("rule_name", rule.name), title(rule.detail)].filter(Boolean).join(" · ") : null,
    ],
    [t("trace.mood"), mood ? moodWords(mood) : null],
    [t("trace.guidance"), guidance ? word("guidance_state", guidance.state) : null],
    [t("trace.model"), all.model ? word("model_state", all.model) : null],
  ];
  return <Facts facts={facts} />;
}

/** The mood in words, from what the page can say of it. */
function useMoodWords(): (mood: NonNullable<Told["mood"]>) => string {
  const { t } = useTranslation();
  const word = useWord();
  return ({ sentiment, urgency, signs }) =>
    [
      word("sentiment", sentiment),
      ...(urgency > 0 ? [word("urgency", String(urgency))] : []),
      ...(signs.length > 0 ? [t("trace.signs", { words: signs.join("、") })] : []),
    ].join(" · ");
}

interface CandidatesProps {
  readonly title: string;
  readonly rows: readonly Candidate[];
  readonly shop: string;
}

function Candidates({ title, rows, shop }: CandidatesProps) {
  const titles = useTitles(shop);
  const questions = useQuestions(shop, rows);
  const named = (row: Candidate): string => (row.layer === "shop" ? questions(row.key) : titles(row.key));
  const word = useWord();
  if (rows.length === 0) return null;
  return (
    <section className="section">
      <h3>{title}</h3>
      <ul className="why-candidates">
        {rows.map((row) => (
          <li key={row.key}>
            <p className="why-candidate">
              {row.layer ? <Mark tone="calm">{word("layer", row.layer)}</Mark> : null}
              <span className="one-line" title={row.key}>
                {named(row)}
              </span>
              <span className="figures">{row.score.toFixed(2)}</span>
            </p>
            <span className="share-line" aria-hidden="true">
              <i style={{ width: `${Math.min(1, Math.max(0, row.score)) * 100}%` }} />
            </span>
            <Parts parts={row.parts} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Parts({ parts }: { readonly parts: readonly number[] }) {
  const { t } = useTranslation();
  const [words, meaning, encoder] = parts.map((part) => part.toFixed(2));
  if (words === undefined || meaning === undefined) return null;
  return (
    <p className="meta figures">
      {encoder === undefined
        ? t("trace.parts", { words, meaning })
        : t("trace.parts_encoder", { words, meaning, encoder })}
    </p>
  );
}

function Spent({ all }: { readonly all: Told }) {
  const { t } = useTranslation();
  const word = useWord();
  const total = all.spent.reduce((sum, [, micros]) => sum + micros, 0);
  const parts = all.spent.map(([part, micros]) => `${word("spent", part)} ${millis(micros)}`);
  const several = parts.length > 1 ? [t("trace.total", { time: millis(total) })] : [];
  return (
    <div className="section">
      <Facts
        facts={[
          [t("trace.spent"), [...parts, ...several].join(" · ")],
          [t("trace.encoder"), all.encoder ? word("encoder_state", all.encoder) : null],
        ]}
      />
    </div>
  );
}

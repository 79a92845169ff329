/** Two wordings of one answer against each other; honest when the data says nothing. (A/B) */
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { contested, getContest, letter, verdictOf } from "../../lib/contests.ts";
import { figure, percent } from "../../lib/format.ts";
import type { Faq } from "../../lib/knowledge.ts";
import type { Contest as Found, Side } from "../../lib/trials.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Mark } from "../../parts/mark.tsx";

interface ContestProps {
  readonly shop: string;
  readonly days: number;
}

export function Contest({ shop, days }: ContestProps) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["faqs", shop, "contested"], queryFn: () => contested(shop) });
  return (
    <section className="panel" aria-label={t("contest.title")}>
      <h2>{t("contest.title")}</h2>
      <Loaded query={query} rows={2}>
        {(entries) =>
          entries.length === 0 ? (
            <>
              <p className="meta">{t("contest.none")}</p>
              <Link to="/knowledge/faqs">{t("contest.to_entries")}</Link>
            </>
          ) : (
            <Chosen shop={shop} days={days} entries={entries} />
          )
        }
      </Loaded>
    </section>
  );
}

function Chosen({ shop, days, entries }: ContestProps & { readonly entries: readonly Faq[] }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(entries[0]?.id ?? "");
  const query = useQuery({
    queryKey: ["contest", shop, chosen, days],
    queryFn: () => getContest(shop, chosen, days),
  });
  return (
    <>
      <Select
        className="contest-select"
        aria-label={t("contest.entry")}
        value={chosen}
        onChange={setChosen}
        showSearch={{ optionFilterProp: "label" }}
        options={entries.map((one) => ({ value: one.id, label: one.question }))}
      />
      <Loaded query={query} rows={2}>
        {(found) => (
          <>
            <Says found={found} />
            <ul className="sides">
              {found.sides.map((side, place) => (
                <OneSide key={side.text} side={side} place={place} better={found.better === place} />
              ))}
            </ul>
          </>
        )}
      </Loaded>
    </>
  );
}

/** With fewer conversations on a side nothing is said (`xiaoer/training/rules/contesting.py`). */
const ENOUGH = 30;

function Says({ found }: { readonly found: Found }) {
  const { t } = useTranslation();
  const verdict = verdictOf(found);
  const words = {
    too_few: t("contest.too_few", { number: ENOUGH }),
    no_difference: t("contest.no_difference"),
    better: t("contest.better", { letter: letter(found.better ?? 0) }),
  };
  return (
    <p className={verdict === "better" ? "hint hint-good contest-says" : "hint contest-says"} role="status">
      {words[verdict]}
      {found.cut ? ` ${t("report.cut")}` : null}
    </p>
  );
}

interface OneSideProps {
  readonly side: Side;
  readonly place: number;
  readonly better: boolean;
}

function OneSide({ side, place, better }: OneSideProps) {
  const { t } = useTranslation();
  const rate = side.failure_rate;
  const counts = [
    t("contest.shown", { number: figure(side.shown) }),
    t("contest.asked_again", { number: figure(side.asked_again) }),
    t("contest.handed_over", { number: figure(side.handed_over) }),
    ...(rate === null ? [] : [t("contest.failed", { share: percent(rate) })]),
    ...(side.rating === null ? [] : [t("contest.rating", { rating: side.rating, number: side.rated })]),
  ];
  return (
    <li className="pair-card">
      <p className="pair-head">
        <strong>{letter(place)}</strong>
        {better ? <Mark tone="good">{t("contest.is_better")}</Mark> : null}
        <span className="meta figures">{counts.join(" · ")}</span>
      </p>
      <p className="words">{side.text}</p>
    </li>
  );
}

/** Turn by turn: what the buyer asked, what the person said, what the bot would have said. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { percent } from "../../lib/format.ts";
import { listTurns, type TrialDetail, type TrialTurn, type Verdict } from "../../lib/trials.ts";
import { Mark, type Tone } from "../../parts/mark.tsx";
import { Ago } from "../../parts/moments.tsx";
import { Nothing } from "../../parts/states.tsx";
import { MoreList } from "./more-list.tsx";
import { useScenarioName } from "./parts.tsx";

interface TrialTurnsProps {
  readonly shop: string;
  readonly trial: TrialDetail;
  readonly verdict: Verdict | "";
  readonly scenario: string;
}

export function TrialTurns({ shop, trial, verdict, scenario }: TrialTurnsProps) {
  const { t } = useTranslation();
  return (
    <MoreList<TrialTurn>
      queryKey={["trial-turns", shop, trial.id, trial.turns, verdict, scenario]}
      read={(cursor) => listTurns(shop, trial.id, verdict, scenario, cursor)}
      nothing={<Nothing title={t("trials.no_pairs")} hint={t("trials.no_pairs_hint")} />}
    >
      {(turn) => <Pair key={`${turn.conversation_id} ${turn.seq}`} turn={turn} />}
    </MoreList>
  );
}

const TONES: Readonly<Record<Verdict, Tone>> = { hit: "good", miss: "look", none: "calm" };
const WORDS = { hit: "trials.hit", miss: "trials.miss", none: "trials.no_answer" } as const;

function Pair({ turn }: { readonly turn: TrialTurn }) {
  const { t } = useTranslation();
  const name = useScenarioName();
  return (
    <article className="pair-card">
      <p className="pair-head meta">
        <Mark tone={TONES[turn.verdict]}>{t(WORDS[turn.verdict])}</Mark>
        <span>{name(turn.scenario)}</span>
        {turn.said_by_bot ? (
          <span className="figures">{t("trials.likeness", { share: percent(turn.likeness) })}</span>
        ) : null}
        {turn.changes > 0 ? <Mark tone="act">{t("trials.changes", { number: turn.changes })}</Mark> : null}
        <Ago at={turn.at} />
        <Link to={`/desk/${encodeURIComponent(turn.conversation_id)}`}>{t("trials.to_conversation")}</Link>
      </p>
      <p className="pair-asked words">
        <span className="unseen">{t("trials.asked")}</span>
        {turn.asked}
      </p>
      <div className="two">
        <section className="by-person">
          <h3>{t("trials.by_person")}</h3>
          <p className="words">{turn.said_by_person}</p>
        </section>
        <section className="by-machine">
          <h3>{t("trials.by_bot")}</h3>
          {turn.said_by_bot ? (
            <p className="words">{turn.said_by_bot}</p>
          ) : (
            <p className="meta">{t("trials.silent")}</p>
          )}
        </section>
      </div>
    </article>
  );
}

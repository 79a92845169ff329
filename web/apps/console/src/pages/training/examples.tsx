/** A group in the buyers' own words, and how the bot did each time. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { GroupDetail } from "../../lib/training.ts";
import { Ago } from "../../parts/moments.tsx";
import { useWord } from "../../parts/words.ts";

const FEW = 6;

export function Examples({ group }: { readonly group: GroupDetail }) {
  const { t } = useTranslation();
  const word = useWord();
  const [all, setAll] = useState(false);
  const { examples } = group;
  const shown = all ? examples : examples.slice(0, FEW);
  return (
    <section className="review-source" aria-label={t("unanswered.heard")}>
      <h3>{t("unanswered.heard")}</h3>
      <ul className="said-list">
        {shown.map((one) => (
          <li key={`${one.conversation_id} ${one.answered}`}>
            <p className="words">{one.words}</p>
            <p className="meta">
              <span>{word("outcome_of", one.outcome)}</span>
              <Ago at={one.at} />
              <Link to={`/desk/${encodeURIComponent(one.conversation_id)}`}>
                {t("unanswered.to_conversation")}
              </Link>
            </p>
          </li>
        ))}
      </ul>
      {examples.length > shown.length ? (
        <button type="button" className="text-button" onClick={() => setAll(true)}>
          {t("unanswered.all_examples", { number: examples.length })}
        </button>
      ) : null}
    </section>
  );
}

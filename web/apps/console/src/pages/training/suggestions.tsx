/** What an answer may start from: what colleagues replied, and the nearest known entry. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { percent } from "../../lib/format.ts";
import type { GroupDetail, Suggestion } from "../../lib/training.ts";
import { Mark } from "../../parts/mark.tsx";

interface SuggestionsProps {
  readonly group: GroupDetail;
  /** The id of the known entry that the form changes now. */
  readonly taken: string;
  readonly edits: boolean;
  readonly busy: boolean;
  readonly take: (from: Suggestion) => void;
}

const MOST = 3;

export function Suggestions({ group, taken, edits, busy, take }: SuggestionsProps) {
  const { t } = useTranslation();
  const offered = group.suggestions.slice(0, MOST);
  if (offered.length === 0) return null;
  return (
    <section className="offers" aria-label={t("unanswered.suggestions")}>
      <h3>{t("unanswered.suggestions")}</h3>
      <ul>
        {offered.map((one) => (
          <li key={`${one.kind} ${one.id}`} className="offer">
            <p className="marks">
              <Mark tone={one.kind === "person" ? "act" : "calm"}>
                {t(one.kind === "person" ? "unanswered.by_person" : "unanswered.by_entry")}
              </Mark>
              <span className="meta figures">
                {t("unanswered.likeness", { share: percent(one.likeness) })}
              </span>
            </p>
            {one.kind === "entry" ? <p className="offer-question">{one.question}</p> : null}
            <p className="words">{one.answer}</p>
            {edits ? (
              <Button size="small" disabled={busy || taken === one.id} onClick={() => take(one)}>
                {t(taken === one.id ? "unanswered.taken" : "unanswered.take")}
                <span className="unseen">{one.answer.slice(0, 20)}</span>
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

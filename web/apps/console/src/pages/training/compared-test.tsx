/** One test of a run: what the bot says now beside what it would say, and why it fails. */
import { useTranslation } from "react-i18next";
import { failureOf } from "../../lib/failures.ts";
import type { Compared, Played } from "../../lib/trials.ts";
import { Mark } from "../../parts/mark.tsx";

interface ComparedTestProps {
  readonly compared: Compared;
  /** What the buyer says in it; its id when the test is not in the set any more. */
  readonly name: string;
}

export function ComparedTest({ compared, name }: ComparedTestProps) {
  const { t } = useTranslation();
  const { after, before, broken, mended, changed } = compared;
  return (
    <article className="pair-card">
      <p className="pair-head">
        <Mark tone={after.passed ? "good" : "bad"}>{t(after.passed ? "runs.passed" : "runs.failed")}</Mark>
        {broken ? <Mark tone="bad">{t("runs.broken")}</Mark> : null}
        {mended ? <Mark tone="good">{t("runs.mended")}</Mark> : null}
        {changed && !broken && !mended ? <Mark tone="look">{t("runs.changed")}</Mark> : null}
      </p>
      <p className="pair-asked words">{name}</p>
      {before && changed ? (
        <div className="two compared">
          <Side word={t("runs.now")} played={before} />
          <Side word={t("runs.after")} played={after} />
        </div>
      ) : (
        <div className="compared">
          <Side word={t("runs.answer")} played={after} />
        </div>
      )}
    </article>
  );
}

function Side({ word, played }: { readonly word: string; readonly played: Played }) {
  const { t } = useTranslation();
  const said = played.said.filter((text) => text.trim() !== "");
  return (
    <section className="by-machine">
      <h3>{word}</h3>
      {said.length > 0 ? (
        <p className="words">{said.join("\n\n")}</p>
      ) : (
        <p className="meta">{t("runs.silent")}</p>
      )}
      <Why why={played.why} />
    </section>
  );
}

function Why({ why }: { readonly why: readonly string[] }) {
  const { t } = useTranslation();
  if (why.length === 0) return null;
  return (
    <ul className="fails" aria-label={t("runs.why")}>
      {why.map((line) => {
        const { kind, words, goal } = failureOf(line);
        return (
          <li key={line}>
            {goal > 0 ? t("fail.goal", { number: goal }) : null}
            {kind === null ? words : t(`fail.${kind}`, { words })}
          </li>
        );
      })}
    </ul>
  );
}

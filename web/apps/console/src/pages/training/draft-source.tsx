/** Where a draft comes from in its own words, the entry that it changes, and what asks nearly the same. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { percent } from "../../lib/format.ts";
import type { Alike, DraftDetail } from "../../lib/training.ts";
import { Mark } from "../../parts/mark.tsx";
import { useWord } from "../../parts/words.ts";
import { UNSURE } from "./draft-columns.tsx";

export function DraftSource({ draft }: { readonly draft: DraftDetail }) {
  const { t } = useTranslation();
  const word = useWord();
  const { source } = draft;
  const learned = source.kind === "conversation";
  const place = learned ? "" : [source.file, source.place].filter(Boolean).join(" · ");
  return (
    <section className="review-source" aria-label={t("drafts.from")}>
      <h3>{t("drafts.from")}</h3>
      <p className="source-line">
        <Mark tone={learned ? "act" : "calm"}>{word("source_kind", source.kind)}</Mark>
        <span className="meta">{place}</span>
        {learned ? (
          <Link to={`/desk/${encodeURIComponent(source.file)}`}>{t("drafts.to_conversation")}</Link>
        ) : null}
      </p>
      {source.quote ? (
        <blockquote className="quote">{source.quote}</blockquote>
      ) : (
        <p className="meta">{t("drafts.no_quote")}</p>
      )}
      {draft.confidence < UNSURE ? (
        <p className="hint hint-look">
          {t("drafts.low")} · {t("drafts.confidence", { share: percent(draft.confidence) })}
        </p>
      ) : null}
      {draft.entry && draft.state !== "approved" ? (
        <>
          <h3>{t("drafts.changes_entry")}</h3>
          <blockquote className="quote">{draft.entry.answer}</blockquote>
        </>
      ) : null}
      <AlikeList alike={draft.alike} />
    </section>
  );
}

function AlikeList({ alike }: { readonly alike: readonly Alike[] }) {
  const { t } = useTranslation();
  if (alike.length === 0) return null;
  return (
    <>
      <h3>{t("drafts.alike")}</h3>
      <ul>
        {alike.map((one) => (
          <li key={`${one.kind} ${one.id}`} className="offer">
            <p className="marks">
              <Mark tone="calm">{t(`drafts.alike_${one.kind}`)}</Mark>
              {one.contradicts ? <Mark tone="bad">{t("drafts.contradicts")}</Mark> : null}
              <span className="meta figures">
                {t("unanswered.likeness", { share: percent(one.likeness) })}
              </span>
            </p>
            <Link
              to={`/${one.kind === "entry" ? "knowledge/faqs" : "training/drafts"}/${encodeURIComponent(one.id)}`}
            >
              {one.question}
            </Link>
            <p className="words">{one.answer}</p>
          </li>
        ))}
      </ul>
    </>
  );
}

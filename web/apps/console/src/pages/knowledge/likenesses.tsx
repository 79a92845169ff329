/** Questions that are asked nearly the same way, side by side; contradictions first. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { percent } from "../../lib/format.ts";
import { type Faq, type Likeness, listLikenesses } from "../../lib/knowledge.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Mark, type Tone } from "../../parts/mark.tsx";
import { PageScroll } from "../../parts/page-scroll.tsx";
import { Nothing } from "../../parts/states.tsx";
import type { SectionProps } from "./knowledge.tsx";

export function Likenesses({ shop }: SectionProps) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["likenesses", shop], queryFn: () => listLikenesses(shop) });
  return (
    <Loaded query={query} rows={6}>
      {(pairs) =>
        pairs.length === 0 ? (
          <Nothing title={t("likenesses.none")} hint={t("likenesses.none_hint")} />
        ) : (
          <PageScroll label={t("knowledge.likenesses")}>
            <p className="meta line">{t("likenesses.line")}</p>
            {pairs.map((pair) => (
              <Pair key={`${pair.first.id} ${pair.second.id}`} pair={pair} />
            ))}
          </PageScroll>
        )
      }
    </Loaded>
  );
}

type Word = "numbers" | "denial" | "words" | "same";

const TONES: Readonly<Record<Word, Tone>> = { numbers: "bad", denial: "bad", words: "look", same: "calm" };

function Pair({ pair }: { readonly pair: Likeness }) {
  const { t } = useTranslation();
  const word: Word = pair.conflict in TONES ? (pair.conflict as Word) : "same";
  return (
    <article className="panel likeness">
      <p className="likeness-head">
        <Mark tone={TONES[word]}>{t(`likenesses.${word}`)}</Mark>
        <span className="meta figures">{t("likenesses.share", { share: percent(pair.share) })}</span>
      </p>
      <div className="likeness-two">
        <One faq={pair.first} />
        <One faq={pair.second} />
      </div>
    </article>
  );
}

function One({ faq }: { readonly faq: Faq }) {
  const { t } = useTranslation();
  return (
    <section>
      <h2>{faq.question}</h2>
      <p className="words">{faq.answer}</p>
      <Link to={`/knowledge/faqs/${encodeURIComponent(faq.id)}`}>
        {t("likenesses.edit")}
        <span className="unseen">{faq.question}</span>
      </Link>
    </section>
  );
}

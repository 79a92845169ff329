/** One release: each entry before and after, and the way back to before it. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { absolute } from "../../lib/format.ts";
import { kindOf } from "../../lib/rolling.ts";
import { type Entry, getRelease } from "../../lib/training.ts";
import { DetailDrawer } from "../../parts/detail-drawer.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Mark, type Tone } from "../../parts/mark.tsx";
import { useEdits } from "../knowledge/parts.tsx";
import { ReleaseTitle } from "./releases.tsx";
import { RollBack } from "./roll-back.tsx";

interface ReleaseDrawerProps {
  readonly shop: string;
  readonly id: string | null;
  readonly close: () => void;
}

export function ReleaseDrawer({ shop, id, close }: ReleaseDrawerProps) {
  const { t } = useTranslation();
  const number = Number(id ?? "0");
  return (
    <DetailDrawer wide open={id !== null} close={close} title={t("releases.detail", { number })}>
      {id === null ? null : <OneRelease key={id} shop={shop} number={number} />}
    </DetailDrawer>
  );
}

function OneRelease({ shop, number }: { readonly shop: string; readonly number: number }) {
  const query = useQuery({ queryKey: ["release", shop, number], queryFn: () => getRelease(shop, number) });
  const edits = useEdits(shop);
  return (
    <Loaded query={query}>
      {(release) => (
        <>
          <header className="review-head">
            <h2>
              <ReleaseTitle release={release} />
            </h2>
            <p className="meta figures">
              <span>{release.by}</span>
              <span>{absolute(release.at)}</span>
            </p>
          </header>
          {edits ? <RollBack shop={shop} number={number} /> : null}
          {release.changes.map((change) => (
            <EntryChange key={change.entry_id} before={change.before} after={change.after} />
          ))}
        </>
      )}
    </Loaded>
  );
}

const TONES: Readonly<Record<ReturnType<typeof kindOf>, Tone>> = {
  added: "good",
  changed: "look",
  removed: "bad",
};

interface EntryChangeProps {
  readonly before: Entry | null;
  readonly after: Entry | null;
}

export function EntryChange({ before, after }: EntryChangeProps) {
  const { t } = useTranslation();
  const kind = kindOf(before, after);
  const one = after ?? before;
  return (
    <article className="pair-card">
      <p className="pair-head">
        <Mark tone={TONES[kind]}>{t(`releases.${kind}`)}</Mark>
        <strong>{one?.question}</strong>
        <span className="meta figures">{one?.product_id}</span>
      </p>
      <div className={before && after ? "two compared" : "compared"}>
        {before ? <Side word={t("releases.before")} entry={before} than={after} /> : null}
        {after ? <Side word={t("releases.after")} entry={after} than={before} /> : null}
      </div>
    </article>
  );
}

interface SideProps {
  readonly word: string;
  readonly entry: Entry;
  readonly than: Entry | null;
}

function Side({ word, entry, than }: SideProps) {
  const { t } = useTranslation();
  return (
    <section className="by-person">
      <h3>{word}</h3>
      {than && than.question !== entry.question ? <p>{entry.question}</p> : null}
      <p className="words">{entry.answer}</p>
      {entry.similar.length > 0 ? (
        <p className="meta">{`${t("releases.similar")}：${entry.similar.join("、")}`}</p>
      ) : null}
    </section>
  );
}

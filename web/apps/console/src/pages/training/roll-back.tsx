/** Going back to before a release: first what it would change, then doing it. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { undoing } from "../../lib/rolling.ts";
import { getRelease, listReleases, type Release, rollBack } from "../../lib/training.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { useSave } from "../../parts/use-save.ts";
import { TAUGHT } from "./changes.ts";
import { Came, Refused } from "./parts.tsx";
import { EntryChange } from "./release-drawer.tsx";

interface RollBackProps {
  readonly shop: string;
  readonly number: number;
}

export function RollBack({ shop, number }: RollBackProps) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const back = useSave(
    (lose: boolean) => rollBack(shop, number, lose),
    TAUGHT,
    () => setAsked(false),
  );
  const made = back.result?.release ?? null;
  return (
    <div className="roll-back">
      {made ? <Came>{t("releases.done", { number: made.number })}</Came> : null}
      {asked ? (
        <Preview shop={shop} number={number} back={back} leave={() => setAsked(false)} />
      ) : (
        <Button onClick={() => setAsked(true)}>{t("releases.roll_back")}</Button>
      )}
    </div>
  );
}

/** The release and all later ones, read one by one: a preview is asked for seldom. */
async function since(shop: string, number: number): Promise<readonly Release[]> {
  const found: number[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listReleases>> = await listReleases(shop, cursor);
    found.push(...page.items.map((one) => one.number).filter((one) => one >= number));
    cursor = page.items.every((one) => one.number >= number) ? page.next_cursor : null;
  } while (cursor !== null);
  return Promise.all(found.map((one) => getRelease(shop, one)));
}

interface PreviewProps extends RollBackProps {
  readonly back: ReturnType<typeof useSave<boolean, Awaited<ReturnType<typeof rollBack>>>>;
  readonly leave: () => void;
}

function Preview({ shop, number, back, leave }: PreviewProps) {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ["release", shop, number, "since"],
    queryFn: () => since(shop, number),
    staleTime: 0,
  });
  const loses = back.problem?.code === "entries_changed";
  return (
    <section className="panel" aria-label={t("releases.preview")}>
      <h2>{t("releases.preview")}</h2>
      <Loaded query={query} rows={2}>
        {(releases) => {
          const undone = undoing(releases);
          if (undone.length === 0) return <p>{t("releases.preview_none")}</p>;
          return (
            <>
              <p className="line">
                {t("releases.preview_line", { releases: releases.length, entries: undone.length })}
              </p>
              {undone.map(({ id, now, back: before }) => (
                <EntryChange key={id} before={now} after={before} />
              ))}
              {loses ? (
                <p className="hint hint-look section" role="alert">
                  {t("releases.lose")}
                </p>
              ) : (
                <Refused problem={back.problem} />
              )}
              <div className="form-foot section">
                <Button type="primary" danger loading={back.busy} onClick={() => back.save(loses)}>
                  {t(loses ? "releases.lose_confirm" : "releases.confirm")}
                </Button>
                <Button onClick={leave}>{t("training.close")}</Button>
              </div>
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

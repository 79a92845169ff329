/** The last versions of the policy: who wrote them when, what going back would change, and going back. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { getVersion, listVersions, type Policy, rollBack, type VersionHead } from "../../lib/policy.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Mark } from "../../parts/mark.tsx";
import { Ago } from "../../parts/moments.tsx";
import { useProblemWords } from "../../parts/problem-words.ts";
import { Nothing } from "../../parts/states.tsx";
import { useSave } from "../../parts/use-save.ts";
import { useEdits } from "./parts.tsx";
import { Differences } from "./policy-differences.tsx";
import { CHANGED } from "./policy-save.tsx";

interface PolicyVersionsProps {
  readonly shop: string;
  readonly policy: Policy;
}

const USUAL: VersionHead = { version: 0, by: "", at: "", undid: null };

export function PolicyVersions({ shop, policy }: PolicyVersionsProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<number | null>(null);
  const [came, setCame] = useState<number | null>(null);
  const query = useQuery({ queryKey: ["policy-versions", shop], queryFn: () => listVersions(shop) });
  const done = (version: number): void => {
    setOpened(null);
    setCame(version);
  };
  return (
    <Loaded query={query}>
      {(versions) =>
        versions.length === 0 ? (
          <Nothing title={t("procedures.none")} hint={t("procedures.none_hint")} />
        ) : (
          <>
            <p role="status">
              {came === null ? null : (
                <span className="mark mark-good">
                  {came === 0 ? t("procedures.undone_default") : t("procedures.undone", { number: came })}
                </span>
              )}
            </p>
            <ul>
              {[...versions, USUAL].map((one) => (
                <li key={one.version} className="version">
                  <Head one={one} current={one.version === policy.version} />
                  <Back
                    shop={shop}
                    policy={policy}
                    version={one.version}
                    open={opened === one.version}
                    toggle={setOpened}
                    done={done}
                  />
                </li>
              ))}
            </ul>
          </>
        )
      }
    </Loaded>
  );
}

function Head({ one, current }: { readonly one: VersionHead; readonly current: boolean }) {
  const { t } = useTranslation();
  if (one.version === 0) {
    return (
      <div>
        <strong>{t("procedures.usual")}</strong>
        <p className="meta">{t("procedures.usual_hint")}</p>
      </div>
    );
  }
  return (
    <div>
      <p className="marks">
        <strong className="figures">{t("procedures.version", { number: one.version })}</strong>
        {current ? <Mark tone="good">{t("procedures.current")}</Mark> : null}
        {one.undid === null ? null : (
          <Mark tone="look">
            {one.undid === 0 ? t("procedures.undid_default") : t("procedures.undid", { number: one.undid })}
          </Mark>
        )}
      </p>
      <p className="meta">
        {one.by || t("procedures.by_house")}
        {one.at ? (
          <>
            {" · "}
            <Ago at={one.at} />
          </>
        ) : null}
      </p>
    </div>
  );
}

interface BackProps extends PolicyVersionsProps {
  readonly version: number;
  readonly open: boolean;
  readonly toggle: (version: number | null) => void;
  readonly done: (version: number) => void;
}

function Back({ shop, policy, version, open, toggle, done }: BackProps) {
  const { t } = useTranslation();
  const edits = useEdits(shop);
  if (!edits || version === policy.version) return null;
  if (open) return <Confirm shop={shop} policy={policy} version={version} toggle={toggle} done={done} />;
  return (
    <Button size="small" onClick={() => toggle(version)}>
      {t(version === 0 ? "procedures.reset" : "procedures.back")}
    </Button>
  );
}

function Confirm({ shop, policy, version, toggle, done }: Omit<BackProps, "open">) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const query = useQuery({
    queryKey: ["policy-version", shop, version, policy.version],
    queryFn: () => getVersion(shop, version),
  });
  const { busy, problem, save } = useSave(
    () => rollBack(shop, version, policy.version),
    CHANGED,
    () => done(version),
  );
  return (
    <section className="preview" aria-label={t("procedures.back_change")}>
      <Loaded query={query} rows={2}>
        {({ differences }) => (
          <>
            <h2>{t(differences.length > 0 ? "procedures.back_change" : "procedures.back_none")}</h2>
            <Differences policy={policy} differences={differences} />
            {problem ? (
              <p className="hint hint-bad" role="alert">
                {words(problem)}
              </p>
            ) : null}
            <div className="form-foot">
              {differences.length > 0 ? (
                <Button type="primary" danger loading={busy} onClick={() => save(undefined)}>
                  {t("procedures.back_confirm")}
                </Button>
              ) : null}
              <Button onClick={() => toggle(null)}>{t("procedures.cancel")}</Button>
            </div>
          </>
        )}
      </Loaded>
    </section>
  );
}

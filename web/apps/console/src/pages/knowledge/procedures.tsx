/** What the bot may do for buyers: every procedure of the shop's policy, its versions, the whole as JSON. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import { getPolicy, type Policy } from "../../lib/policy.ts";
import { DetailDrawer } from "../../parts/detail-drawer.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Ago } from "../../parts/moments.tsx";
import { PageScroll } from "../../parts/page-scroll.tsx";
import { Nothing } from "../../parts/states.tsx";
import type { SectionProps } from "./knowledge.tsx";
import { PolicyJson } from "./policy-json.tsx";
import type { Saving } from "./policy-save.tsx";
import { PolicyVersions } from "./policy-versions.tsx";
import { ProcedureCard } from "./procedure-card.tsx";
import { ProcedureForm } from "./procedure-form.tsx";

/** No kind of procedure is called so. */
const VERSIONS = "~versions";
const ALL = "~all";

export function Procedures({ shop, id }: SectionProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const query = useQuery({ queryKey: ["policy", shop], queryFn: () => getPolicy(shop) });
  const open = (what: string) => void navigate(`/knowledge/procedures/${what}`);
  const [saved, setSaved] = useState<{ readonly id: string | null; readonly version: number } | null>(null);
  const saving: Saving = {
    saved: saved?.id === id ? saved.version : null,
    tell: (version) => setSaved({ id, version }),
  };
  const close = () => void navigate("/knowledge/procedures");
  return (
    <>
      <div className="bar">
        <div className="bar-words procedures-words">
          <p>{t("procedures.line")}</p>
          {query.data ? <Holds policy={query.data} /> : null}
        </div>
        <Button onClick={() => open(VERSIONS)}>{t("procedures.versions")}</Button>
        <Button onClick={() => open(ALL)}>{t("procedures.all")}</Button>
      </div>
      <Loaded query={query} rows={6}>
        {(policy) => (
          <>
            <PageScroll label={t("knowledge.procedures")}>
              {policy.procedures.map((one) => (
                <ProcedureCard key={one.kind} policy={policy} procedure={one} />
              ))}
            </PageScroll>
            <OneProcedure {...{ shop, policy, saving, close }} kind={id?.startsWith("~") ? null : id} />
            <DetailDrawer wide open={id === ALL} close={close} title={t("procedures.all")}>
              <PolicyJson key={policy.version} shop={shop} policy={policy} saving={saving} />
            </DetailDrawer>
            <DetailDrawer open={id === VERSIONS} close={close} title={t("procedures.versions")}>
              <PolicyVersions shop={shop} policy={policy} />
            </DetailDrawer>
          </>
        )}
      </Loaded>
    </>
  );
}

function Holds({ policy: { version, by, at } }: { readonly policy: Policy }) {
  const { t } = useTranslation();
  if (version === 0) return <p className="meta">{t("procedures.default_version")}</p>;
  return (
    <p className="meta figures">
      {t("procedures.version", { number: version })}
      {at ? (
        <>
          {` · ${by || t("procedures.by_house")} · `}
          <Ago at={at} />
        </>
      ) : null}
    </p>
  );
}

interface OneProcedureProps {
  readonly shop: string;
  readonly policy: Policy;
  readonly saving: Saving;
  readonly kind: string | null | undefined;
  readonly close: () => void;
}

function OneProcedure({ shop, policy, saving, kind, close }: OneProcedureProps) {
  const { t } = useTranslation();
  const procedure = policy.procedures.find((one) => one.kind === kind);
  return (
    <DetailDrawer
      open={Boolean(kind)}
      close={close}
      title={procedure ? procedure.held.name : t("procedures.title")}
    >
      {procedure ? (
        <ProcedureForm
          key={`${procedure.kind} ${policy.version}`}
          shop={shop}
          policy={policy}
          procedure={procedure}
          saving={saving}
        />
      ) : (
        <Nothing title={t("lost.title")} />
      )}
    </DetailDrawer>
  );
}

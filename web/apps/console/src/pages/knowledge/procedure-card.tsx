/** One procedure to read: in which states, within how many days, and what is said when it may not be done. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { type Policy, type Procedure, refusalsOf, type Titled, visitsOf } from "../../lib/policy.ts";
import { type Fact, Facts } from "../../parts/facts.tsx";
import { Mark } from "../../parts/mark.tsx";

interface ProcedureCardProps {
  readonly policy: Policy;
  readonly procedure: Procedure;
}

/** An id as this shop calls it. */
export const titleOf = (among: readonly Titled[], id: string): string =>
  among.find((one) => one.id === id)?.title ?? id;

export function ProcedureCard({ policy, procedure: { kind, own, held } }: ProcedureCardProps) {
  const { t } = useTranslation();
  return (
    <article className="panel procedure" data-offered={held.offered} aria-label={held.name}>
      <header>
        <h2>
          <Link to={`/knowledge/procedures/${encodeURIComponent(kind)}`}>{held.name}</Link>
        </h2>
        <p className="marks">
          <Mark tone={held.offered ? "good" : "calm"}>
            {t(held.offered ? "procedures.offered" : "procedures.not_offered")}
          </Mark>
          {own ? <Mark tone="act">{t("procedures.own")}</Mark> : null}
        </p>
      </header>
      <Body policy={policy} held={held} />
    </article>
  );
}

interface BodyProps {
  readonly policy: Policy;
  readonly held: Procedure["held"];
}

function Body({ policy, held }: BodyProps) {
  const { t } = useTranslation();
  const tags = (among: readonly Titled[], ids: readonly string[]) =>
    ids.length > 0 ? <Tags words={ids.map((one) => titleOf(among, one))} /> : "";
  const refusals = refusalsOf(held);
  const visits = visitsOf(held);
  const refused = refusals.length > 0 ? <Refusals policy={policy} refusals={refusals} /> : "";
  const visited = visits.length > 0 ? <Visits visits={visits} /> : "";
  const facts: readonly Fact[] = [
    [t("procedure_field.by_person"), held.offered ? "" : held.by_person],
    [t("procedure_field.states"), tags(policy.states, held.states) || t("procedures.any_state")],
    [t("procedure_field.days"), held.days > 0 ? t("procedures.days", { number: held.days }) : ""],
    [t("procedure_field.payments"), tags(policy.payments, held.payments)],
    [t("procedures.refusals"), refused],
    [t("procedures.visits"), visited],
    [t("procedure_field.after"), held.after],
    [t("procedure_field.after_paid"), held.after_paid],
  ];
  return <Facts facts={facts} />;
}

function Visits({ visits }: { readonly visits: ReturnType<typeof visitsOf> }) {
  return (
    <ul className="refusals">
      {visits.map(({ name, words }) => (
        <li key={name}>
          <Mark tone="calm">{name}</Mark>
          <span>{words.replaceAll("|", "、")}</span>
        </li>
      ))}
    </ul>
  );
}

function Tags({ words }: { readonly words: readonly string[] }) {
  return (
    <span className="marks">
      {words.map((word) => (
        <Mark key={word} tone="calm">
          {word}
        </Mark>
      ))}
    </span>
  );
}

interface RefusalsProps {
  readonly policy: Policy;
  readonly refusals: ReturnType<typeof refusalsOf>;
}

function Refusals({ policy, refusals }: RefusalsProps) {
  const { t } = useTranslation();
  const named = (kind: string): string =>
    policy.procedures.find((one) => one.kind === kind)?.held.name ?? kind;
  return (
    <ul className="refusals">
      {refusals.map(({ state, said, instead }) => (
        <li key={state}>
          <Mark tone="calm">{titleOf(policy.states, state)}</Mark>
          <span>
            {said || <span className="meta">{t("procedures.no_words")}</span>}
            {instead ? (
              <span className="meta instead">{t("procedures.instead", { name: named(instead) })}</span>
            ) : null}
          </span>
        </li>
      ))}
    </ul>
  );
}

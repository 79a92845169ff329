/** What differs between two policies in words, procedure by procedure. */
import { useTranslation } from "react-i18next";
import type { Difference, Policy } from "../../lib/policy.ts";
import { Mark } from "../../parts/mark.tsx";
import { useWord } from "../../parts/words.ts";
import { titleOf } from "./procedure-card.tsx";

interface DifferencesProps {
  readonly policy: Policy;
  readonly differences: readonly Difference[];
}

export function Differences({ policy, differences }: DifferencesProps) {
  const { t } = useTranslation();
  const kinds = [...new Set(differences.map((one) => one.procedure))];
  const of = (kind: string) => differences.filter((one) => one.procedure === kind);
  const named = (kind: string): string =>
    policy.procedures.find((one) => one.kind === kind)?.held.name ?? kind;
  return kinds.map((kind) => (
    <section key={kind} className="differences">
      <h3>{kind === "" ? t("difference.rest") : named(kind)}</h3>
      <dl>
        {of(kind).map((one) => (
          <One key={`${one.field} ${one.key}`} policy={policy} one={one} />
        ))}
      </dl>
    </section>
  ));
}

/** Fields whose keys are order states. */
const BY_STATE: readonly string[] = ["refused", "instead", "states", "state_notes", "state_cues"];

function One({ policy, one }: { readonly policy: Policy; readonly one: Difference }) {
  const word = useWord();
  const key = BY_STATE.includes(one.field) ? titleOf(policy.states, one.key) : one.key;
  return (
    <div>
      <dt className="difference-name">
        {word("procedure_field", one.field)}
        {one.key ? ` · ${key}` : ""}
      </dt>
      <dd>
        <Values policy={policy} one={one} />
      </dd>
    </div>
  );
}

function Values({ policy, one }: { readonly policy: Policy; readonly one: Difference }) {
  const { t } = useTranslation();
  const { before, after } = one;
  if (Array.isArray(before) && Array.isArray(after) && areTexts([...before, ...after])) {
    const added = after.filter((item) => !before.includes(item));
    const gone = before.filter((item) => !after.includes(item));
    if (added.length + gone.length > 0) {
      return (
        <>
          <Items word={t("difference.added")} policy={policy} items={added} field={one.field} />
          <Items word={t("difference.removed")} policy={policy} items={gone} field={one.field} />
        </>
      );
    }
  }
  return (
    <>
      <p className="difference-before">
        <span className="meta">{t("difference.before")}</span>
        <Shown policy={policy} field={one.field} value={before} />
      </p>
      <p>
        <span className="meta">{t("difference.after")}</span>
        <Shown policy={policy} field={one.field} value={after} />
      </p>
    </>
  );
}

const areTexts = (items: readonly unknown[]): boolean => items.every((item) => typeof item === "string");

interface ItemsProps {
  readonly word: string;
  readonly policy: Policy;
  readonly items: readonly string[];
  readonly field: string;
}

function Items({ word, policy, items, field }: ItemsProps) {
  if (items.length === 0) return null;
  const among = field === "payments" ? policy.payments : policy.states;
  return (
    <p>
      <span className="meta">{word}</span>
      <span className="marks">
        {items.map((item) => (
          <Mark key={item} tone="calm">
            {titleOf(among, item)}
          </Mark>
        ))}
      </span>
    </p>
  );
}

interface ShownProps {
  readonly policy: Policy;
  readonly field: string;
  readonly value: unknown;
}

function Shown({ policy, field, value }: ShownProps) {
  const { t } = useTranslation();
  if (value === null || value === undefined || value === "") return <i>{t("difference.nothing")}</i>;
  if (typeof value === "boolean") return <span>{t(value ? "difference.on" : "difference.off")}</span>;
  if (field === "instead") {
    return <span>{policy.procedures.find((one) => one.kind === value)?.held.name ?? String(value)}</span>;
  }
  if (typeof value === "object") return <code>{JSON.stringify(value)}</code>;
  return <span className="words">{String(value)}</span>;
}

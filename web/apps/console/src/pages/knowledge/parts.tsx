/** Small parts of the knowledge pages: whether something holds now, its window, taking it out. */
import { Button, Popconfirm } from "antd";
import { useTranslation } from "react-i18next";
import { useConsole } from "../../lib/console.ts";
import { absolute } from "../../lib/format.ts";
import type { Conditions } from "../../lib/knowledge.ts";
import { may } from "../../lib/session.ts";
import { Mark, type Tone } from "../../parts/mark.tsx";
import { useProblemWords } from "../../parts/problem-words.ts";
import { useSave } from "../../parts/use-save.ts";
import { useWord } from "../../parts/words.ts";

const TONES: Readonly<Record<string, Tone>> = { live: "good", waiting: "look" };

export function Standing({ standing, on = true }: { readonly standing: string; readonly on?: boolean }) {
  const word = useWord();
  const shown = on || standing === "ended" ? standing : "off";
  return <Mark tone={TONES[shown] ?? "calm"}>{word("standing", shown)}</Mark>;
}

const minute = (iso: string): string => absolute(iso).slice(0, 16);

type Limits = { readonly conditions: Conditions | undefined };

export function Window({ conditions }: Limits) {
  const { t } = useTranslation();
  const { from_at: from = "", until_at: until = "" } = conditions ?? {};
  if (from && until) {
    return <>{t("knowledge.window", { from: minute(from), until: minute(until) })}</>;
  }
  if (until) return <>{t("knowledge.until", { at: minute(until) })}</>;
  return <>{from ? t("knowledge.from", { at: minute(from) }) : t("knowledge.always")}</>;
}

/** For whom something holds, in a few marks. */
export function ForWhom({ conditions }: Limits) {
  const { regions = [], products = [], categories = [], channels = [] } = conditions ?? {};
  const limits = [...regions, ...categories, ...products, ...channels];
  return (
    <span className="marks">
      {limits.map((limit) => (
        <Mark key={limit} tone="calm">
          {limit}
        </Mark>
      ))}
    </span>
  );
}

export function useEdits(shop: string): boolean {
  return may(useConsole().session, "knowledge.edit", shop);
}

/** What is read again after intents were changed. */
export const CHANGED_INTENTS = [["intents"], ["intent"], ["scenarios"], ["intent-titles"]] as const;

interface RemoveProps {
  readonly act: () => Promise<void>;
  readonly changes: readonly (readonly string[])[];
  readonly then: () => void;
  readonly word?: string;
  readonly sure?: string;
  readonly hint?: string;
}

export function Remove({ act, changes, then, word, sure, hint }: RemoveProps) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const { busy, problem, save } = useSave(act, changes, then);
  return (
    <Popconfirm
      title={sure ?? t("knowledge.remove_sure")}
      description={problem ? words(problem) : (hint ?? t("knowledge.remove_hint"))}
      okText={word ?? t("knowledge.remove")}
      okButtonProps={{ danger: true }}
      onConfirm={() => save(undefined)}
    >
      <Button danger loading={busy}>
        {word ?? t("knowledge.remove")}
      </Button>
    </Popconfirm>
  );
}

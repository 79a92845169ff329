/** How far an import is. */
import { useTranslation } from "react-i18next";
import type { ImportHead } from "../../lib/imports.ts";
import { Mark, type Tone } from "../../parts/mark.tsx";

const TONES: Readonly<Record<ImportHead["state"], Tone>> = {
  previewed: "look",
  running: "act",
  done: "good",
  failed: "bad",
  cancelled: "calm",
};

export function ImportState({ state }: { readonly state: ImportHead["state"] }) {
  const { t } = useTranslation();
  return <Mark tone={TONES[state]}>{t(`import_state.${state}`)}</Mark>;
}

/** How many of each kind were new, changed, known already, or older than what is known. */
import { useTranslation } from "react-i18next";
import { figure } from "../../lib/format.ts";
import type { Report } from "../../lib/imports.ts";
import { useWord } from "../../parts/words.ts";

const OUTCOMES = ["recorded", "advanced", "unchanged", "stale"] as const;

export function ImportReport({ report }: { readonly report: Report }) {
  const { t } = useTranslation();
  const word = useWord();
  const kinds = [...new Set(OUTCOMES.flatMap((outcome) => Object.keys(report[outcome])))];
  if (kinds.length === 0) return null;
  return (
    <section className="panel">
      <h2>{t("imports.report")}</h2>
      <table className="report">
        <thead>
          <tr>
            <th scope="col">{t("imports.kind")}</th>
            {OUTCOMES.map((outcome) => (
              <th key={outcome} scope="col">
                {t(`outcome.${outcome}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {kinds.map((kind) => (
            <tr key={kind}>
              <th scope="row">{word("table", kind)}</th>
              {OUTCOMES.map((outcome) => (
                <td key={outcome} className="figures">
                  {figure(report[outcome][kind] ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

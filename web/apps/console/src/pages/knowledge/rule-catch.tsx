/** What the words of a rule would have caught in the last days, before it is saved. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { previewRule, type RuleBody } from "../../lib/knowledge.ts";
import { useProblemWords } from "../../parts/problem-words.ts";
import { useSave } from "../../parts/use-save.ts";

export function RuleCatch({ shop, rule }: { readonly shop: string; readonly rule: () => RuleBody }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const { busy, problem, result, save } = useSave(() => previewRule(shop, rule()), []);
  return (
    <section className="catch" aria-live="polite">
      <Button size="small" loading={busy} onClick={() => save(undefined)} disabled={false}>
        {t("rules.preview")}
      </Button>
      {problem ? <p className="hint hint-bad catch-line">{words(problem)}</p> : null}
      {result ? (
        <>
          <p className="figures catch-line">
            <strong>
              {t("rules.preview_line", { days: result.days, seen: result.seen, fit: result.fit })}
            </strong>
          </p>
          {result.examples.length > 0 ? (
            <ul>
              {result.examples.map((line) => (
                <li key={line} className="words">
                  {line}
                </li>
              ))}
            </ul>
          ) : null}
          <p className="meta catch-line">{t("rules.preview_hint")}</p>
        </>
      ) : null}
    </section>
  );
}

/** The columns of drafts; the first chooses, where one may decide. */
import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import type { Draft, DraftState } from "../../lib/training.ts";
import { Mark } from "../../parts/mark.tsx";
import { Ago } from "../../parts/moments.tsx";
import type { Column } from "../../parts/rows.tsx";
import { useWord } from "../../parts/words.ts";

export interface Choosing {
  readonly chosen: ReadonlySet<string>;
  readonly choose: (chosen: ReadonlySet<string>) => void;
}

/** Below this the reader of the file was not sure. */
export const UNSURE = 0.6;

export function useDraftColumns(choosing: Choosing | null, state: DraftState): readonly Column<Draft>[] {
  const { t } = useTranslation();
  const word = useWord();
  const columns: readonly Column<Draft>[] = [
    {
      key: "question",
      title: t("drafts.question"),
      width: "minmax(180px, 3fr)",
      phone: "title",
      render: (row) => (
        <span className="one-line" title={row.question}>
          {row.question}
        </span>
      ),
    },
    {
      key: "answer",
      title: t("drafts.answer"),
      width: "minmax(220px, 4fr)",
      phone: "line",
      render: (row) => (
        <span className="one-line" title={row.answer}>
          {row.answer}
        </span>
      ),
    },
    {
      key: "source",
      title: t("drafts.source"),
      width: "minmax(160px, 2fr)",
      phone: "line",
      render: (row) => (
        <span className="one-line" title={`${row.source.file} ${row.source.place}`}>
          <Mark tone={row.source.kind === "conversation" ? "act" : "calm"}>
            {word("source_kind", row.source.kind)}
          </Mark>{" "}
          {row.source.kind === "conversation" ? null : row.source.file}
        </span>
      ),
    },
    {
      key: "sure",
      title: t("drafts.sure"),
      width: "90px",
      phone: "side",
      render: (row) => (row.confidence < UNSURE ? <Mark tone="look">{t("drafts.low_short")}</Mark> : null),
    },
    {
      key: "at",
      title: t("drafts.made_at"),
      width: "100px",
      end: true,
      phone: "hide",
      render: (row) => <Ago at={state === "proposed" ? row.made_at : (row.decided_at ?? row.made_at)} />,
    },
  ];
  const label = (question: string): string => t("drafts.choose", { question });
  return choosing ? [box(choosing, t("drafts.choose_title"), label), ...columns] : columns;
}

function box(
  { chosen, choose }: Choosing,
  title: string,
  label: (question: string) => string,
): Column<Draft> {
  const toggle = (id: string, on: boolean): void => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    choose(next);
  };
  return {
    key: "choose",
    title,
    width: "44px",
    phone: "side",
    render: (row) => (
      <Checkbox
        aria-label={label(row.question)}
        checked={chosen.has(row.id)}
        onChange={(event) => toggle(row.id, event.target.checked)}
      />
    ),
  };
}

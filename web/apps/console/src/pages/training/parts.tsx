/** Small parts of the trainer's desk: how far a work is, a choice with counts, what a decision came to. */
import { Button, Progress, Segmented } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { absolute, figure } from "../../lib/format.ts";
import type { Problem } from "../../lib/problem.ts";
import type { WorkState } from "../../lib/training.ts";
import { Mark, type Tone } from "../../parts/mark.tsx";
import { useProblemWords } from "../../parts/problem-words.ts";

const TONES: Readonly<Record<WorkState, Tone>> = {
  running: "act",
  done: "good",
  failed: "bad",
  cancelled: "calm",
};

export function WorkMark({ state }: { readonly state: WorkState }) {
  const { t } = useTranslation();
  return <Mark tone={TONES[state]}>{t(`work_state.${state}`)}</Mark>;
}

/** Running work is asked about again soon, ended work never. */
export const whileRunning = (work: { readonly state: WorkState } | undefined): number | false =>
  work?.state === "running" ? 1_000 : false;

interface WorkProgressProps {
  readonly line: string;
  readonly done: number;
  readonly total: number;
  readonly cancel: (() => void) | null;
  readonly busy: boolean;
}

export function WorkProgress({ line, done, total, cancel, busy }: WorkProgressProps) {
  const { t } = useTranslation();
  return (
    <div className="work" role="status">
      <p className="figures work-line">{line}</p>
      <Progress
        percent={total === 0 ? 0 : Math.floor((done / total) * 100)}
        showInfo={false}
        aria-label={line}
      />
      {cancel ? (
        <Button size="small" loading={busy} onClick={cancel}>
          {t("training.cancel")}
        </Button>
      ) : null}
    </div>
  );
}

interface Choice<T extends string> {
  readonly value: T;
  readonly word: string;
  readonly count?: number | undefined;
}

interface ChoicesProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly Choice<T>[];
  readonly choose: (value: T) => void;
}

export function Choices<T extends string>({ label, value, choices, choose }: ChoicesProps<T>) {
  return (
    <Segmented<T>
      className="choices"
      aria-label={label}
      value={value}
      onChange={choose}
      options={choices.map(({ value: one, word, count }) => ({
        value: one,
        label: (
          <>
            {word}
            {count === undefined ? null : <span className="tab-count figures">{figure(count)}</span>}
          </>
        ),
      }))}
    />
  );
}

/** What a decision came to, in its place until the next one; with its way back. */
export function Came({ good, children }: { readonly good?: boolean; readonly children: ReactNode }) {
  return (
    <p className={good === false ? "hint came" : "hint hint-good came"} role="status">
      {children}
    </p>
  );
}

export function Refused({ problem }: { readonly problem: Problem | null }) {
  const words = useProblemWords();
  if (!problem) return null;
  return (
    <p className="hint hint-bad came" role="alert">
      {words(problem)}
    </p>
  );
}

/** A scenario's name; what was not classed has one too. */
export function useScenarioName(): (scenario: string) => string {
  const { t } = useTranslation();
  return (scenario) => scenario || t("training.no_scenario");
}

/** A period to the minute, its days only when it begins and ends with days. */
export function usePeriod(): (from: string, until: string) => string {
  return (from, until) => {
    const [begin, end] = [absolute(from).slice(0, 16), absolute(until).slice(0, 16)];
    const days = begin.endsWith("00:00") && end.endsWith("00:00");
    return days ? `${begin.slice(0, 10)} – ${absolute(before(until)).slice(0, 10)}` : `${begin} – ${end}`;
  };
}

const before = (iso: string): string => new Date(Date.parse(iso) - 1).toISOString();

/** A form's end: its primary act, and in the same place what came of it. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Problem } from "../lib/problem.ts";
import { useProblemWords } from "./problem-words.ts";

interface FormFootProps {
  readonly word: string;
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly saved: boolean;
}

export function FormFoot({ word, busy, problem, saved }: FormFootProps) {
  const { t } = useTranslation();
  const words = useProblemWords();
  return (
    <div className="form-foot">
      <Button type="primary" htmlType="submit" loading={busy}>
        {word}
      </Button>
      <span role="status">{saved ? <span className="mark mark-good">{t("common.saved")}</span> : null}</span>
      {problem ? (
        <p className="hint hint-bad" role="alert">
          {words(problem)}
        </p>
      ) : null}
    </div>
  );
}

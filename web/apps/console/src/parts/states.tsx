/** What a place shows while it has nothing to show: patience, emptiness with a way on, failure with a way back. */
import { time } from "@xiaoer/ui";
import { Button } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../lib/problem.ts";
import { useProblemWords } from "./problem-words.ts";

/** Show the children only after a moment: what comes quickly needs no skeleton. */
export function Patient({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setShown(true), time.patience);
    return () => window.clearTimeout(timer);
  }, []);
  return shown ? children : null;
}

export function Skeleton({ rows }: { readonly rows: number }) {
  const { t } = useTranslation();
  return (
    <div className="skeleton" role="status" aria-label={t("common.loading")}>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a skeleton are alike
        <div key={index} className="skeleton-row">
          <i style={{ width: `${40 + ((index * 37) % 30)}%` }} />
          <i style={{ width: `${60 + ((index * 23) % 35)}%` }} />
        </div>
      ))}
    </div>
  );
}

interface NothingProps {
  readonly title: string;
  readonly hint?: string;
  readonly children?: ReactNode;
}

export function Nothing({ title, hint, children }: NothingProps) {
  return (
    <div className="nothing">
      <h2>{title}</h2>
      {hint ? <p>{hint}</p> : null}
      {children ? <div className="nothing-acts">{children}</div> : null}
    </div>
  );
}

export function Failed({ problem, retry }: { readonly problem: Problem; readonly retry: () => void }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  return (
    <div className="nothing" role="alert">
      <h2>{t("common.failed")}</h2>
      <p>{words(problem)}</p>
      {problem.requestId ? <p className="meta">{t("common.request", { id: problem.requestId })}</p> : null}
      <div className="nothing-acts">
        <Button onClick={retry}>{t("common.retry")}</Button>
      </div>
    </div>
  );
}

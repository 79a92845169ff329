/** What a problem says to a person: our words for the codes we know, else what the server said. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../lib/problem.ts";

type Told = Pick<Problem, "code" | "message">;

export function useProblemWords(): (problem: Told) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    (problem) => {
      const key = `problem.${problem.code}`;
      if (i18n.exists(key)) return t(key as "problem.no_connection");
      return problem.message || t("problem.unknown");
    },
    [t, i18n],
  );
}

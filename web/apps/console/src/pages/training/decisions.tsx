/** Deciding about drafts: what is asked, what came of it, and the way back. */
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../../lib/problem.ts";
import { approveDrafts, type Consent, type Decided, rejectDrafts, reopenDrafts } from "../../lib/training.ts";
import { type Save, useSave } from "../../parts/use-save.ts";
import { TAUGHT } from "./changes.ts";
import { Came, Refused } from "./parts.tsx";

export interface Decision {
  readonly act: "approve" | "reject" | "reopen";
  readonly ids: readonly string[];
  readonly consent?: Consent;
}

export interface Outcome {
  readonly decision: Decision;
  readonly decided: Decided;
}

function decide(shop: string, { act, ids, consent }: Decision): Promise<Decided> {
  if (act === "approve") return approveDrafts(shop, ids, consent);
  return act === "reject" ? rejectDrafts(shop, ids) : reopenDrafts(shop, ids);
}

export type Deciding = Save<Decision, Outcome>;

export function useDeciding(shop: string, then?: (outcome: Outcome) => void): Deciding {
  return useSave(
    async (decision: Decision) => ({ decision, decided: await decide(shop, decision) }),
    TAUGHT,
    then,
  );
}

/** What the last decision came to, with its way back. */
export function LastDecision({ deciding }: { readonly deciding: Deciding }) {
  const { t } = useTranslation();
  const words = useOutcomeWords();
  const { result, save, busy } = deciding;
  if (!result) return null;
  const undoes = result.decision.act !== "reopen";
  return (
    <Came>
      {words(result)}
      {undoes ? (
        <button
          type="button"
          className="text-button"
          disabled={busy}
          onClick={() => save({ act: "reopen", ids: result.decision.ids })}
        >
          {t("training.undo")}
        </button>
      ) : null}
    </Came>
  );
}

export function useOutcomeWords(): (outcome: Outcome) => string {
  const { t } = useTranslation();
  return ({ decision, decided }) => {
    const number = decision.ids.length;
    if (decision.act === "reject") return t("drafts.rejected_line", { number });
    if (decision.act === "reopen") return t("drafts.reopened_line", { number });
    if (decided.release === null) return t("drafts.approved_same", { number });
    return t("drafts.approved_line", { number, release: decided.release });
  };
}

interface DecisionRefusedProps {
  readonly problem: Problem | null;
  readonly anyway: (run: string) => void;
}

/** Why a decision was not taken; when tests would break it may be taken all the same. */
export function DecisionRefused({ problem, anyway }: DecisionRefusedProps): ReactNode {
  const { t } = useTranslation();
  if (problem?.code !== "would_break") return <Refused problem={problem} />;
  const { tests = "", run = "" } = problem.fields;
  return (
    <div className="hint hint-look came" role="alert">
      <p>{t("drafts.would_break", { tests: String(tests) })}</p>
      <Button size="small" danger onClick={() => anyway(String(run))}>
        {t("drafts.publish_anyway")}
      </Button>
    </div>
  );
}

/** One draft: where it comes from beside what it says; approved, saved, or put aside. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type DraftFilter, getDraft, listDrafts } from "../../lib/training.ts";
import { DetailDrawer } from "../../parts/detail-drawer.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { useEdits } from "../knowledge/parts.tsx";
import { type Outcome, useDeciding, useOutcomeWords } from "./decisions.tsx";
import { DraftForm } from "./draft-form.tsx";
import { DraftSource } from "./draft-source.tsx";
import { Came, Refused } from "./parts.tsx";

interface DraftDrawerProps {
  readonly shop: string;
  readonly id: string | null;
  readonly filter: DraftFilter;
  readonly open: (id: string | null) => void;
}

export function DraftDrawer({ shop, id, filter, open }: DraftDrawerProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [done, setDone] = useState<Outcome | null>(null);
  const next = async (): Promise<void> => {
    const rest = await queries.fetchQuery({
      queryKey: ["next-draft", shop, filter],
      queryFn: () => listDrafts(shop, { ...filter, state: "proposed" }, null),
      staleTime: 0,
    });
    setDone(null);
    open(rest.items.find((one) => one.id !== id)?.id ?? null);
  };
  const ended = done !== null && id !== null && done.decision.ids.includes(id) ? done : null;
  return (
    <DetailDrawer wide open={id !== null} close={() => open(null)} title={t("drafts.detail")}>
      {id === null ? null : ended ? (
        <Ended shop={shop} done={ended} next={() => void next()} forget={() => setDone(null)} />
      ) : (
        <OneDraft key={id} shop={shop} id={id} decided={setDone} />
      )}
    </DetailDrawer>
  );
}

interface OneDraftProps {
  readonly shop: string;
  readonly id: string;
  readonly decided: (outcome: Outcome | null) => void;
}

function OneDraft({ shop, id, decided }: OneDraftProps) {
  const edits = useEdits(shop);
  const query = useQuery({ queryKey: ["draft", shop, id], queryFn: () => getDraft(shop, id), gcTime: 0 });
  return (
    <Loaded query={query} rows={6}>
      {(draft) => (
        <>
          <header className="review-head">
            <h2>{draft.question}</h2>
          </header>
          <div className="review">
            <DraftSource draft={draft} />
            <DraftForm shop={shop} draft={draft} edits={edits} decided={decided} />
          </div>
        </>
      )}
    </Loaded>
  );
}

interface EndedProps {
  readonly shop: string;
  readonly done: Outcome;
  readonly next: () => void;
  readonly forget: () => void;
}

function Ended({ shop, done, next, forget }: EndedProps) {
  const { t } = useTranslation();
  const words = useOutcomeWords();
  const undo = useDeciding(shop, forget);
  const [draft] = done.decided.drafts;
  return (
    <>
      <Came>{words(done)}</Came>
      <h2>{draft?.question}</h2>
      <p className="words taught">{draft?.answer}</p>
      <Refused problem={undo.problem} />
      <div className="form-foot">
        <Button type="primary" autoFocus onClick={next}>
          {t("training.next")}
        </Button>
        <Button loading={undo.busy} onClick={() => undo.save({ act: "reopen", ids: done.decision.ids })}>
          {t("training.undo")}
        </Button>
      </div>
    </>
  );
}

/** One question of many buyers: their words, what to start from, the answer; published at once. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type Answered,
  type GroupDetail,
  getGroup,
  listGroups,
  reopenDrafts,
  reopenGroup,
} from "../../lib/training.ts";
import { DetailDrawer } from "../../parts/detail-drawer.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Mark } from "../../parts/mark.tsx";
import { Ago } from "../../parts/moments.tsx";
import { useSave } from "../../parts/use-save.ts";
import { useEdits } from "../knowledge/parts.tsx";
import { AnswerForm } from "./answer-form.tsx";
import { TAUGHT } from "./changes.ts";
import { Examples } from "./examples.tsx";
import { Came, Refused, useScenarioName } from "./parts.tsx";

interface AnswerDrawerProps {
  readonly shop: string;
  readonly id: string | null;
  readonly scenario: string;
  readonly open: (id: string | null) => void;
}

export function AnswerDrawer({ shop, id, scenario, open }: AnswerDrawerProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [done, setDone] = useState<Answered | null>(null);
  const next = async (): Promise<void> => {
    const first = await queries.fetchQuery({
      queryKey: ["next-group", shop, scenario],
      queryFn: () => listGroups(shop, "open", scenario, null),
      staleTime: 0,
    });
    setDone(null);
    open(first.items.find((one) => one.id !== id)?.id ?? null);
  };
  const ended = done !== null && done.group.id === id ? done : null;
  return (
    <DetailDrawer wide open={id !== null} close={() => open(null)} title={t("unanswered.answer_this")}>
      {id === null ? null : ended ? (
        <Taught shop={shop} done={ended} next={() => void next()} forget={() => setDone(null)} />
      ) : (
        <Asked key={id} shop={shop} id={id} answered={setDone} next={() => void next()} />
      )}
    </DetailDrawer>
  );
}

interface AskedProps {
  readonly shop: string;
  readonly id: string;
  readonly answered: (done: Answered) => void;
  readonly next: () => void;
}

function Asked({ shop, id, answered, next }: AskedProps) {
  const query = useQuery({ queryKey: ["group", shop, id], queryFn: () => getGroup(shop, id), gcTime: 0 });
  const edits = useEdits(shop);
  return (
    <Loaded query={query} rows={6}>
      {(group) => (
        <>
          <Head group={group} />
          <div className="review">
            <Examples group={group} />
            <AnswerForm key={id} shop={shop} group={group} edits={edits} answered={answered} next={next} />
          </div>
        </>
      )}
    </Loaded>
  );
}

function Head({ group }: { readonly group: GroupDetail }) {
  const { t } = useTranslation();
  const name = useScenarioName();
  const by = group.decided_by;
  return (
    <header className="review-head">
      <h2>{group.question}</h2>
      <p className="meta figures">
        <span>{t("unanswered.times", { number: group.count })}</span>
        <span>{name(group.scenario)}</span>
        {group.product_id ? <span>{group.product_id}</span> : null}
        <Ago at={group.last_at} />
        {group.state === "answered" ? (
          <Mark tone="good">{t("unanswered.state_answered", { by })}</Mark>
        ) : null}
        {group.state === "ignored" ? <Mark tone="calm">{t("unanswered.state_ignored", { by })}</Mark> : null}
        {group.again > 0 ? <Mark tone="look">{t("unanswered.again", { number: group.again })}</Mark> : null}
      </p>
    </header>
  );
}

interface TaughtProps {
  readonly shop: string;
  readonly done: Answered;
  readonly next: () => void;
  readonly forget: () => void;
}

/** The draft leaves knowledge as it was, and the group waits again. */
function Taught({ shop, done, next, forget }: TaughtProps) {
  const { t } = useTranslation();
  const { draft, group, release } = done;
  const undo = useSave(
    async () => {
      await reopenDrafts(shop, [draft.id]);
      return reopenGroup(shop, group.id);
    },
    TAUGHT,
    forget,
  );
  return (
    <>
      <Came>
        {release === null ? t("training.nothing_changed") : t("training.published", { number: release })}
      </Came>
      <h2>{draft.question}</h2>
      <p className="words taught">{draft.answer}</p>
      <Refused problem={undo.problem} />
      <div className="form-foot">
        <Button type="primary" autoFocus onClick={next}>
          {t("training.next")}
        </Button>
        <Button loading={undo.busy} onClick={() => undo.save(undefined)}>
          {t("training.undo")}
        </Button>
      </div>
    </>
  );
}

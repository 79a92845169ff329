/** What buyers asked in vain, by meaning, the most asked first; each can be answered at once. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import { listScenarios } from "../../lib/knowledge.ts";
import { toProblem } from "../../lib/problem.ts";
import { countGroups, type Gathered, type Group, gather, listGroups } from "../../lib/training.ts";
import { CursorList } from "../../parts/cursor-list.tsx";
import { Mark } from "../../parts/mark.tsx";
import { Ago } from "../../parts/moments.tsx";
import type { Column } from "../../parts/rows.tsx";
import { Nothing } from "../../parts/states.tsx";
import { useEdits } from "../knowledge/parts.tsx";
import { AnswerDrawer } from "./answer-drawer.tsx";
import { TAUGHT } from "./changes.ts";
import { Choices, Refused, useScenarioName } from "./parts.tsx";
import type { SectionProps } from "./training.tsx";

type State = Group["state"];

const STATES: readonly State[] = ["open", "answered", "ignored"];

export function Unanswered({ shop, id }: SectionProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [state, setState] = useState<State>("open");
  const [scenario, setScenario] = useState("");
  const counts = useQuery({ queryKey: ["group-counts", shop], queryFn: () => countGroups(shop) });
  const open = (next: string | null) => void navigate(`/training/unanswered${next ? `/${next}` : ""}`);
  return (
    <>
      <div className="bar">
        <Choices<State>
          label={t("training.unanswered")}
          value={state}
          choose={setState}
          choices={STATES.map((one) => ({
            value: one,
            word: t(`unanswered.${one}`),
            count: counts.data?.[one],
          }))}
        />
        <ScenarioSelect shop={shop} value={scenario} choose={setScenario} />
        <span className="bar-space" />
        {useEdits(shop) ? <Gather shop={shop} /> : null}
      </div>
      <CursorList<Group>
        label={t("training.unanswered")}
        queryKey={["groups", shop, state, scenario]}
        read={(cursor) => listGroups(shop, state, scenario, cursor)}
        columns={useColumns()}
        id={(row) => row.id}
        to={(row) => `/training/unanswered/${encodeURIComponent(row.id)}`}
        selected={id}
        nothing={<Empty state={state} />}
      />
      <AnswerDrawer shop={shop} id={id} scenario={scenario} open={open} />
    </>
  );
}

function Empty({ state }: { readonly state: State }) {
  const { t } = useTranslation();
  const word = state === "open" ? "none" : (`none_${state}` as const);
  return <Nothing title={t(`unanswered.${word}`)} hint={t(`unanswered.${word}_hint`)} />;
}

interface ScenarioSelectProps {
  readonly shop: string;
  readonly value: string;
  readonly choose: (scenario: string) => void;
}

function ScenarioSelect({ shop, value, choose }: ScenarioSelectProps) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["scenarios", shop], queryFn: () => listScenarios(shop) });
  const names = (query.data ?? []).map((one) => one.scenario);
  return (
    <Select
      className="bar-select"
      aria-label={t("unanswered.scenario")}
      value={value}
      onChange={choose}
      showSearch={{ optionFilterProp: "label" }}
      options={[
        { value: "", label: t("training.all_scenarios") },
        ...names.map((name) => ({ value: name, label: name })),
      ]}
    />
  );
}

const ROUNDS = 20;

/** Looks at the bot's turns since the last time, all of them: when the page opens and then when asked. */
function Gather({ shop }: { readonly shop: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ["gather", shop],
    queryFn: async () => {
      const found = await gatherAll(shop);
      await Promise.all(TAUGHT.map((queryKey) => queries.invalidateQueries({ queryKey })));
      return found;
    },
    staleTime: 60_000,
  });
  return (
    <>
      {data ? (
        <span className="meta figures" role="status">
          {data.missed > 0 ? t("unanswered.gathered", data) : t("unanswered.gathered_none")}
          {data.proposed > 0 ? t("unanswered.proposed", { number: data.proposed }) : null}
        </span>
      ) : null}
      <Refused problem={error ? toProblem(error) : null} />
      <Button loading={isFetching} onClick={() => void refetch()}>
        {t("unanswered.gather")}
      </Button>
    </>
  );
}

async function gatherAll(shop: string): Promise<Gathered> {
  let sum: Gathered = { turns: 0, missed: 0, proposed: 0, more: true };
  for (let round = 0; round < ROUNDS && sum.more; round++) {
    const { turns, missed, proposed, more } = await gather(shop);
    sum = { turns: sum.turns + turns, missed: sum.missed + missed, proposed: sum.proposed + proposed, more };
  }
  return sum;
}

function useColumns(): readonly Column<Group>[] {
  const { t } = useTranslation();
  const name = useScenarioName();
  return [
    {
      key: "question",
      title: t("unanswered.question"),
      width: "minmax(240px, 4fr)",
      phone: "title",
      render: (row) => (
        <span className="one-line" title={row.question}>
          {row.question}
        </span>
      ),
    },
    {
      key: "count",
      title: t("unanswered.count"),
      width: "80px",
      end: true,
      phone: "side",
      render: (row) => <span className="figures">{t("unanswered.times", { number: row.count })}</span>,
    },
    {
      key: "again",
      title: t("unanswered.standing"),
      width: "170px",
      phone: "line",
      render: (row) =>
        row.again > 0 ? <Mark tone="look">{t("unanswered.again", { number: row.again })}</Mark> : null,
    },
    {
      key: "scenario",
      title: t("unanswered.scenario"),
      width: "140px",
      phone: "line",
      render: (row) => name(row.scenario),
    },
    {
      key: "product",
      title: t("unanswered.product"),
      width: "130px",
      phone: "hide",
      render: (row) => <span className="figures">{row.product_id ?? "–"}</span>,
    },
    {
      key: "last",
      title: t("unanswered.last"),
      width: "110px",
      end: true,
      phone: "hide",
      render: (row) => <Ago at={row.last_at} />,
    },
  ];
}

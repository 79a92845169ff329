/** The taxonomy of what buyers want, by scenario and stage; with what this shop says in its own way. */
import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import { type Intent, listIntents, listScenarios, type Stage } from "../../lib/knowledge.ts";
import { CursorList } from "../../parts/cursor-list.tsx";
import { Mark } from "../../parts/mark.tsx";
import type { Column } from "../../parts/rows.tsx";
import { Search } from "../../parts/search.tsx";
import { Nothing } from "../../parts/states.tsx";
import { IntentDrawer } from "./intent-drawer.tsx";
import { IntentFiles } from "./intent-files.tsx";
import type { SectionProps } from "./knowledge.tsx";
import { useEdits } from "./parts.tsx";

const STAGES: readonly Stage[] = ["before", "during", "after"];

export function Intents({ shop, id }: SectionProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const [scenario, setScenario] = useState("");
  const [stage, setStage] = useState<Stage | "">("");
  const edits = useEdits(shop);
  const open = (which: string) => void navigate(`/knowledge/intents/${encodeURIComponent(which)}`);
  const filter = { q: useDeferredValue(typed), scenario, stage };
  return (
    <>
      <div className="bar">
        <Search label={t("intents.search")} find={setTyped} typed={setTyped} />
        <ScenarioSelect shop={shop} value={scenario} choose={setScenario} />
        <Select<Stage | "">
          aria-label={t("intents.stage")}
          className="bar-select"
          value={stage}
          onChange={setStage}
          options={[
            { value: "", label: t("intents.every_stage") },
            ...STAGES.map((value) => ({ value, label: t(`intents.${value}`) })),
          ]}
        />
        <span className="bar-space" />
        <IntentFiles shop={shop} edits={edits} />
        {edits ? (
          <Button type="primary" onClick={() => open("new")}>
            {t("intents.add")}
          </Button>
        ) : null}
      </div>
      <CursorList<Intent>
        label={t("knowledge.intents")}
        queryKey={["intents", shop, filter]}
        read={(cursor) => listIntents(shop, filter, cursor)}
        columns={useColumns()}
        id={(row) => row.id}
        to={(row) => `/knowledge/intents/${encodeURIComponent(row.id)}`}
        selected={id}
        nothing={<Nothing title={t("intents.none")} hint={t("intents.none_hint")} />}
      />
      <IntentDrawer shop={shop} id={id} close={() => void navigate("/knowledge/intents")} open={open} />
    </>
  );
}

interface ScenarioSelectProps {
  readonly shop: string;
  readonly value: string;
  readonly choose: (scenario: string) => void;
}

function ScenarioSelect({ shop, value, choose }: ScenarioSelectProps) {
  const { t } = useTranslation();
  const { data = [] } = useQuery({ queryKey: ["scenarios", shop], queryFn: () => listScenarios(shop) });
  return (
    <Select
      aria-label={t("intents.scenario")}
      className="bar-select"
      value={value}
      onChange={choose}
      showSearch={{ optionFilterProp: "label" }}
      options={[
        { value: "", label: t("intents.every_scenario") },
        ...data.map(({ scenario, intents }) => ({ value: scenario, label: `${scenario} (${intents})` })),
      ]}
    />
  );
}

function useColumns(): readonly Column<Intent>[] {
  const { t } = useTranslation();
  return [
    {
      key: "title",
      title: t("intents.intent"),
      width: "minmax(180px, 2fr)",
      phone: "title",
      render: (row) => <span className="one-line">{row.title}</span>,
    },
    {
      key: "scenario",
      title: t("intents.scenario"),
      width: "minmax(100px, 1fr)",
      phone: "line",
      render: (row) => row.scenario,
    },
    {
      key: "stage",
      title: t("intents.stage"),
      width: "90px",
      phone: "hide",
      render: (row) => t(`intents.${row.stage}`),
    },
    {
      key: "phrasings",
      title: t("intents.phrasings"),
      width: "minmax(200px, 4fr)",
      phone: "hide",
      render: (row) => (
        <span className="one-line meta" title={(row.phrasings ?? []).slice(0, 20).join("\n")}>
          {(row.phrasings ?? []).slice(0, 4).join(" / ")}
        </span>
      ),
    },
    {
      key: "count",
      title: t("intents.number"),
      width: "64px",
      end: true,
      phone: "hide",
      render: (row) => (
        <span className="figures">{t("intents.count", { number: (row.phrasings ?? []).length })}</span>
      ),
    },
    {
      key: "own",
      title: t("faqs.source"),
      width: "110px",
      phone: "side",
      render: (row) => <Whose intent={row} />,
    },
  ];
}

function Whose({ intent }: { readonly intent: Intent }) {
  const { t } = useTranslation();
  if (intent.off) return <Mark tone="look">{t("intents.turned_off")}</Mark>;
  if (!intent.own) return <span className="meta">{t("intents.general")}</span>;
  return <Mark tone="act">{t(intent.general ? "intents.own" : "intents.added")}</Mark>;
}

/** One test set: its tests, its runs, and what may be done with it. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router-dom";
import { beginRun, getSet, removeSet, type TestSet } from "../../lib/trials.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { useSave } from "../../parts/use-save.ts";
import { Remove, useEdits } from "../knowledge/parts.tsx";
import { Choices, Refused } from "./parts.tsx";
import { Runs } from "./runs.tsx";
import { SetFiles } from "./set-files.tsx";
import { SetTests } from "./set-tests.tsx";

export function OneSet({ shop, id }: { readonly shop: string; readonly id: string }) {
  const query = useQuery({ queryKey: ["test-set", shop, id], queryFn: () => getSet(shop, id) });
  return <Loaded query={query}>{(set) => <Opened shop={shop} set={set} />}</Loaded>;
}

interface OpenedProps {
  readonly shop: string;
  readonly set: TestSet;
}

function Opened({ shop, set }: OpenedProps) {
  const { t } = useTranslation();
  const edits = useEdits(shop);
  const [what, setWhat] = useState<"tests" | "runs">("tests");
  return (
    <>
      <div className="set-head">
        <Link to="/training/tests">{t("training.back")}</Link>
        <h2>{set.name}</h2>
        <span className="meta">{set.note}</span>
        <span className="bar-space" />
        {edits ? <Acts shop={shop} set={set} /> : null}
      </div>
      <div className="bar">
        <Choices
          label={set.name}
          value={what}
          choose={setWhat}
          choices={[
            { value: "tests", word: t("tests.tests"), count: set.count },
            { value: "runs", word: t("tests.runs") },
          ]}
        />
        <span className="bar-space" />
        <SetFiles shop={shop} set={set} edits={edits} />
      </div>
      {what === "tests" ? <SetTests shop={shop} set={set} edits={edits} /> : <Runs shop={shop} set={set} />}
    </>
  );
}

function Acts({ shop, set }: OpenedProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const run = useSave(
    () => beginRun(shop, set.id, []),
    [["runs"]],
    (begun) => void navigate(`/training/tests/${set.id}~${begun.id}`),
  );
  return (
    <>
      <Refused problem={run.problem} />
      <Remove
        act={() => removeSet(shop, set.id)}
        changes={[["test-sets"]]}
        then={() => void navigate("/training/tests")}
        word={t("tests.remove")}
        sure={t("tests.remove_sure")}
        hint={t("tests.remove_hint")}
      />
      <Button
        type="primary"
        loading={run.busy}
        disabled={set.count === 0}
        onClick={() => run.save(undefined)}
      >
        {t("tests.run")}
      </Button>
    </>
  );
}

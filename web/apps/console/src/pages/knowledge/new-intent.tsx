/** An intent that the taxonomy does not have, written for this shop. */
import { useQuery } from "@tanstack/react-query";
import { AutoComplete, Form, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { type IntentBody, listIntents, listScenarios, type Stage, saveIntent } from "../../lib/knowledge.ts";
import { Problem } from "../../lib/problem.ts";
import { FormFoot } from "../../parts/saved.tsx";
import { useSave } from "../../parts/use-save.ts";
import { lines } from "./conditions.tsx";
import { CHANGED_INTENTS } from "./parts.tsx";

interface Values {
  readonly id: string;
  readonly title: string;
  readonly scenario: string;
  readonly stage: Stage;
  readonly phrasings: string;
  readonly answer?: string;
}

async function add(shop: string, { id, phrasings, answer = "", ...rest }: Values): Promise<string> {
  const found = await listIntents(shop, { q: id, scenario: "", stage: "" }, null);
  if (found.items.some((one) => one.id === id)) throw new Problem("intent_exists", 409, "");
  const body: IntentBody = { ...rest, wish: "", off: false, answer, phrasings: lines(phrasings) };
  await saveIntent(shop, id, body);
  return id;
}

interface NewIntentProps {
  readonly shop: string;
  readonly open: (id: string) => void;
}

export function NewIntent({ shop, open }: NewIntentProps) {
  const { t } = useTranslation();
  const { busy, problem, save, forget } = useSave(
    (values: Values) => add(shop, values),
    CHANGED_INTENTS,
    open,
  );
  return (
    <Form<Values>
      layout="vertical"
      initialValues={{ stage: "before" }}
      onFinish={save}
      onValuesChange={forget}
    >
      <Names shop={shop} />
      <Form.Item
        name="phrasings"
        label={t("intents.phrasings")}
        extra={t("intents.phrasings_hint")}
        rules={[{ required: true, whitespace: true, message: t("common.missing") }]}
      >
        <Input.TextArea autoSize={{ minRows: 6, maxRows: 18 }} />
      </Form.Item>
      <Form.Item name="answer" label={t("intents.answer")} extra={t("intents.answer_hint")}>
        <Input.TextArea maxLength={4000} autoSize={{ minRows: 2, maxRows: 8 }} />
      </Form.Item>
      <FormFoot word={t("common.save")} busy={busy} problem={problem} saved={false} />
    </Form>
  );
}

function Names({ shop }: { readonly shop: string }) {
  const { t } = useTranslation();
  const { data = [] } = useQuery({ queryKey: ["scenarios", shop], queryFn: () => listScenarios(shop) });
  const needed = [{ required: true, whitespace: true, message: t("common.missing") }];
  return (
    <>
      <Form.Item name="title" label={t("intents.intent")} rules={needed}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item
        name="id"
        label={t("intents.id")}
        extra={t("intents.id_hint")}
        rules={[{ required: true, pattern: /^[a-z0-9_]+(\.[a-z0-9_]+)+$/, message: t("intents.id_bad") }]}
      >
        <Input maxLength={100} />
      </Form.Item>
      <div className="pair">
        <Form.Item name="scenario" label={t("intents.scenario")} rules={needed}>
          <AutoComplete
            options={data.map(({ scenario }) => ({ value: scenario }))}
            showSearch={{ filterOption: (typed, one) => String(one?.value ?? "").includes(typed) }}
          />
        </Form.Item>
        <Form.Item name="stage" label={t("intents.stage")}>
          <Select
            options={(["before", "during", "after"] as const).map((value) => ({
              value,
              label: t(`intents.${value}`),
            }))}
          />
        </Form.Item>
      </div>
    </>
  );
}

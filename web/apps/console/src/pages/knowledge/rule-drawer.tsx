/** One keyword rule: which words, what then, how long; and what it would have caught lately. */
import { Checkbox, Form, Input, InputNumber, Radio } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { newId, type Rule, type RuleBody, removeRule, saveRule } from "../../lib/knowledge.ts";
import { DetailDrawer } from "../../parts/detail-drawer.tsx";
import { FormFoot } from "../../parts/saved.tsx";
import { Skeleton } from "../../parts/states.tsx";
import { useSave } from "../../parts/use-save.ts";
import {
  ConditionFields,
  type ConditionValues,
  NO_CONDITIONS,
  shown,
  WordField,
  written,
} from "./conditions.tsx";
import { Remove, useEdits } from "./parts.tsx";
import { RuleCatch } from "./rule-catch.tsx";

interface RuleDrawerProps {
  readonly shop: string;
  readonly id: string | null;
  readonly kept: readonly Rule[] | undefined;
  readonly close: () => void;
}

const CHANGED = [["rules"]] as const;

export function RuleDrawer({ shop, id, kept, close }: RuleDrawerProps) {
  const { t } = useTranslation();
  const rule = kept?.find((one) => one.id === id) ?? null;
  const waits = id !== "new" && rule === null;
  return (
    <DetailDrawer open={id !== null} close={close} title={t(id === "new" ? "rules.add" : "rules.detail")}>
      {id === null ? null : waits ? (
        <Skeleton rows={4} />
      ) : (
        <RuleForm key={id} shop={shop} rule={rule} close={close} />
      )}
    </DetailDrawer>
  );
}

type Values = Required<Omit<RuleBody, "conditions">> & { readonly conditions: ConditionValues };

const read = (rule: Rule | null): Values => ({
  name: rule?.name ?? "",
  any_of: rule?.any_of ?? [],
  all_of: rule?.all_of ?? [],
  none_of: rule?.none_of ?? [],
  act: rule?.act ?? "answer",
  answer: rule?.answer ?? "",
  priority: rule?.priority ?? 0,
  enabled: rule?.enabled ?? true,
  conditions: rule?.conditions ? shown(rule.conditions) : NO_CONDITIONS,
});

const body = (values: Values): RuleBody => ({ ...values, conditions: written(values.conditions) });

interface RuleFormProps {
  readonly shop: string;
  readonly rule: Rule | null;
  readonly close: () => void;
}

function RuleForm({ shop, rule, close }: RuleFormProps) {
  const { t } = useTranslation();
  const edits = useEdits(shop);
  const id = useMemo(() => rule?.id ?? newId(), [rule]);
  const [form] = Form.useForm<Values>();
  const { busy, saved, problem, save, forget } = useSave(
    (values: Values) => saveRule(shop, id, body({ ...read(rule), ...values })),
    CHANGED,
  );
  const now = (): RuleBody => body({ ...read(rule), ...form.getFieldsValue(true) });
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      initialValues={read(rule)}
      disabled={!edits}
      onFinish={save}
      onValuesChange={forget}
    >
      <Words />
      <RuleCatch shop={shop} rule={now} />
      <Then />
      <ConditionFields />
      {edits ? (
        <div className="foot-line">
          <FormFoot word={t("common.save")} busy={busy} problem={problem} saved={saved} />
          {rule ? <Remove act={() => removeRule(shop, id)} changes={CHANGED} then={close} /> : null}
        </div>
      ) : (
        <p className="meta">{t("knowledge.read_only")}</p>
      )}
    </Form>
  );
}

function Words() {
  const { t } = useTranslation();
  return (
    <>
      <WordField name="any_of" label={t("rules.any_of")} hint={t("rules.words_hint")} />
      <WordField name="all_of" label={t("rules.all_of")} />
      <WordField name="none_of" label={t("rules.none_of")} />
    </>
  );
}

function Then() {
  const { t } = useTranslation();
  const handoff = Form.useWatch("act") === "handoff";
  return (
    <>
      <Form.Item name="act" label={t("rules.act")}>
        <Radio.Group
          options={[
            { value: "answer", label: t("rules.answer") },
            { value: "handoff", label: t("rules.handoff") },
          ]}
        />
      </Form.Item>
      <Form.Item
        name="answer"
        label={t(handoff ? "rules.handoff_text" : "rules.answer_text")}
        rules={handoff ? [] : [{ required: true, whitespace: true, message: t("common.missing") }]}
      >
        <Input.TextArea maxLength={4000} autoSize={{ minRows: 3, maxRows: 10 }} />
      </Form.Item>
      <div className="pair">
        <Form.Item name="name" label={t("rules.name")} extra={t("rules.name_hint")}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="priority" label={t("rules.priority")} extra={t("rules.priority_hint")}>
          <InputNumber min={-1000} max={1000} precision={0} />
        </Form.Item>
      </div>
      <Form.Item name="enabled" valuePropName="checked">
        <Checkbox>{t("rules.enabled")}</Checkbox>
      </Form.Item>
    </>
  );
}

/** One procedure to change: plain fields, the rest as JSON; what changes is shown before it is saved. */
import { Form, Input, InputNumber, Select, Switch } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type JsonObject, patchOf, withProcedure } from "../../lib/patch.ts";
import {
  type Policy,
  type Procedure,
  type ProcedureValues,
  procedureOf,
  valuesOf,
  type Wanted,
} from "../../lib/policy.ts";
import { useEdits } from "./parts.tsx";
import { isObjectText, PolicySave, type Saving } from "./policy-save.tsx";
import { RefusalFields, VisitFields } from "./procedure-fields.tsx";

interface ProcedureFormProps {
  readonly shop: string;
  readonly policy: Policy;
  readonly procedure: Procedure;
  readonly saving: Saving;
}

export function ProcedureForm({ shop, policy, procedure, saving }: ProcedureFormProps) {
  const { t } = useTranslation();
  const edits = useEdits(shop);
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const { kind, held } = procedure;
  const usual = procedure.default as unknown as JsonObject;
  const want = (one: JsonObject): void => {
    const own = withProcedure(policy.own as JsonObject, kind, patchOf(usual, one));
    setWanted({ own, basedOn: policy.version });
  };
  const preview = (values: ProcedureValues): void =>
    want({ ...usual, ...procedureOf({ ...valuesOf(held), ...values }, policy.states) });
  return (
    <Form<ProcedureValues>
      layout="vertical"
      initialValues={valuesOf(held)}
      disabled={!edits}
      onFinish={preview}
      onValuesChange={() => setWanted(null)}
    >
      <Form.Item
        name="offered"
        label={t("procedures.switch")}
        extra={t("procedures.switch_hint")}
        valuePropName="checked"
      >
        <Switch />
      </Form.Item>
      <NotOffered />
      <When policy={policy} procedure={procedure} />
      {held.states.length > 0 ? <RefusalFields policy={policy} kind={kind} /> : null}
      {has(procedure, "services") ? <VisitFields /> : null}
      <Form.Item name="after" label={t("procedure_field.after")}>
        <Input.TextArea maxLength={1000} autoSize={{ minRows: 1, maxRows: 6 }} />
      </Form.Item>
      <Form.Item name="after_paid" label={t("procedure_field.after_paid")}>
        <Input.TextArea maxLength={1000} autoSize={{ minRows: 1, maxRows: 6 }} />
      </Form.Item>
      <Form.Item
        name="more"
        label={t("procedures.more")}
        extra={t("procedures.more_hint")}
        rules={[{ validator: isObjectText(t("procedures.bad_json")) }]}
      >
        <Input.TextArea className="json" autoSize={{ minRows: 3, maxRows: 14 }} spellCheck={false} />
      </Form.Item>
      {edits ? (
        <PolicySave
          shop={shop}
          policy={policy}
          wanted={wanted}
          saving={saving}
          reset={procedure.own ? () => want(usual) : null}
          leave={() => setWanted(null)}
        />
      ) : (
        <p className="meta">{t("knowledge.read_only")}</p>
      )}
    </Form>
  );
}

/** Whether a procedure knows a field at all, here or by default. */
function has(
  { held, default: usual }: Procedure,
  field: "services" | "payments" | "states" | "days",
): boolean {
  const some = (value: unknown): boolean =>
    typeof value === "number" ? value > 0 : Object.keys(value as object).length > 0;
  return some(held[field]) || some(usual[field]);
}

function NotOffered() {
  const { t } = useTranslation();
  if (Form.useWatch<boolean | undefined>("offered") !== false) return null;
  return (
    <Form.Item name="by_person" label={t("procedure_field.by_person")}>
      <Input.TextArea maxLength={1000} autoSize={{ minRows: 1, maxRows: 6 }} />
    </Form.Item>
  );
}

function When({ policy, procedure }: Pick<ProcedureFormProps, "policy" | "procedure">) {
  const { t } = useTranslation();
  return (
    <>
      {has(procedure, "states") ? (
        <Form.Item name="states" label={t("procedure_field.states")} extra={t("procedures.states_hint")}>
          <Select
            mode="multiple"
            options={policy.states.map(({ id, title }) => ({ value: id, label: title }))}
            showSearch={{ optionFilterProp: "label" }}
          />
        </Form.Item>
      ) : null}
      {has(procedure, "days") || procedure.kind === "return" ? (
        <Form.Item name="days" label={t("procedure_field.days")} extra={t("procedures.days_hint")}>
          <InputNumber min={0} max={100000} precision={0} />
        </Form.Item>
      ) : null}
      {has(procedure, "payments") ? (
        <Form.Item name="payments" label={t("procedure_field.payments")}>
          <Select
            mode="multiple"
            options={policy.payments.map(({ id, title }) => ({ value: id, label: title }))}
          />
        </Form.Item>
      ) : null}
    </>
  );
}

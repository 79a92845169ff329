/** The fields of a procedure that are several: refusals by order state, visits with the words that mean them. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Form, type FormListFieldData, Input, Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Policy, Refusal, Visit } from "../../lib/policy.ts";

interface RefusalFieldsProps {
  readonly policy: Policy;
  readonly kind: string;
}

export function RefusalFields({ policy, kind }: RefusalFieldsProps) {
  const { t } = useTranslation();
  const states = policy.states.map(({ id, title }) => ({ value: id, label: title }));
  const others = policy.procedures
    .filter((one) => one.kind !== kind)
    .map((one) => ({ value: one.kind, label: one.held.name }));
  const twice = useTwice<Refusal>("refusals", (one) => one?.state);
  return (
    <Several
      name="refusals"
      title={t("procedures.refusals")}
      hint={t("procedures.refusals_hint")}
      add={t("procedures.refusal_add")}
    >
      {({ name }) => (
        <>
          <div className="pair">
            <Form.Item name={[name, "state"]} label={t("procedures.refusal_state")} rules={twice}>
              <Select options={states} />
            </Form.Item>
            <Form.Item name={[name, "instead"]} label={t("procedures.refusal_instead")}>
              <Select allowClear options={[{ value: "", label: "–" }, ...others]} />
            </Form.Item>
          </div>
          <Form.Item name={[name, "said"]} label={t("procedures.refusal_said")}>
            <Input.TextArea maxLength={1000} autoSize={{ minRows: 1, maxRows: 6 }} />
          </Form.Item>
        </>
      )}
    </Several>
  );
}

export function VisitFields() {
  const { t } = useTranslation();
  const twice = useTwice<Visit>("visits", (one) => one?.name);
  return (
    <Several
      name="visits"
      title={t("procedures.visits")}
      hint={t("procedures.visits_hint")}
      add={t("procedures.visit_add")}
    >
      {({ name }) => (
        <>
          <Form.Item name={[name, "name"]} label={t("procedures.visit_name")} rules={twice}>
            <Input maxLength={50} />
          </Form.Item>
          <Form.Item
            name={[name, "words"]}
            label={t("procedures.visit_words")}
            rules={[{ required: true, message: t("common.missing") }]}
          >
            <Input.TextArea maxLength={2000} autoSize={{ minRows: 1, maxRows: 6 }} />
          </Form.Item>
        </>
      )}
    </Several>
  );
}

/** Rules of a key: there, and once. */
function useTwice<T>(list: string, key: (one: T | undefined) => string | undefined) {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  return [
    { required: true, message: t("common.missing") },
    {
      validator: (_: unknown, value: string) => {
        const among = (form.getFieldValue(list) ?? []) as readonly (T | undefined)[];
        const number = among.filter((one) => value && key(one) === value).length;
        return number > 1 ? Promise.reject(new Error(t("procedures.twice"))) : Promise.resolve();
      },
    },
  ];
}

interface SeveralProps {
  readonly name: string;
  readonly title: string;
  readonly hint: string;
  readonly add: string;
  readonly children: (field: FormListFieldData) => ReactNode;
}

function Several({ name, title, hint, add, children }: SeveralProps) {
  const { t } = useTranslation();
  return (
    <section className="conditions" aria-label={title}>
      <h2>{title}</h2>
      <p className="meta">{hint}</p>
      <Form.List name={name}>
        {(fields, { add: more, remove }) => (
          <>
            {fields.map((field) => (
              <div key={field.key} className="several">
                <div>{children(field)}</div>
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t("procedures.take_out")}
                  title={t("procedures.take_out")}
                  onClick={() => remove(field.name)}
                />
              </div>
            ))}
            <Button className="several-add" icon={<PlusOutlined />} onClick={() => more({})}>
              {add}
            </Button>
          </>
        )}
      </Form.List>
    </section>
  );
}

/** When and for whom an entry holds, as fields of its form; and between the form's values and the wire's. */
import { Form, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Conditions } from "../../lib/knowledge.ts";

/** Moments as the browser's own field has them: local time without a zone. */
export type ConditionValues = Required<Conditions>;

const pad = (value: number): string => String(value).padStart(2, "0");

function local(iso: string): string {
  if (iso === "") return "";
  const at = new Date(iso);
  const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  return `${day}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

const whole = (moment: string): string => (moment === "" ? "" : new Date(moment).toISOString());

export const NO_CONDITIONS: ConditionValues = {
  from_at: "",
  until_at: "",
  channels: [],
  products: [],
  categories: [],
  regions: [],
  audience: [],
};

export const shown = (kept: Conditions): ConditionValues => ({
  ...NO_CONDITIONS,
  ...kept,
  from_at: local(kept.from_at ?? ""),
  until_at: local(kept.until_at ?? ""),
});

export const written = (values: ConditionValues): Conditions => ({
  ...values,
  from_at: whole(values.from_at),
  until_at: whole(values.until_at),
});

export function ConditionFields() {
  const { t } = useTranslation();
  return (
    <section className="conditions" aria-label={t("conditions.title")}>
      <h2>{t("conditions.title")}</h2>
      <p className="meta">{t("conditions.hint")}</p>
      <div className="pair pair-wide">
        <Form.Item name={["conditions", "from_at"]} label={t("conditions.from")}>
          <Input type="datetime-local" />
        </Form.Item>
        <Form.Item name={["conditions", "until_at"]} label={t("conditions.until")}>
          <Input type="datetime-local" />
        </Form.Item>
      </div>
      <WordField
        name={["conditions", "regions"]}
        label={t("conditions.regions")}
        hint={t("conditions.regions_hint")}
      />
      <div className="pair">
        <WordField name={["conditions", "products"]} label={t("conditions.products")} />
        <WordField name={["conditions", "categories"]} label={t("conditions.categories")} />
      </div>
      <div className="pair">
        <Form.Item name={["conditions", "channels"]} label={t("conditions.channels")}>
          <Select
            mode="multiple"
            allowClear
            options={(["web", "wechat", "sms", "phone", "email"] as const).map((value) => ({
              value,
              label: t(`channel.${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item name={["conditions", "audience"]} label={t("conditions.audience")}>
          <Select
            mode="multiple"
            allowClear
            options={(["new", "returning"] as const).map((value) => ({
              value,
              label: t(`conditions.${value}`),
            }))}
          />
        </Form.Item>
      </div>
    </section>
  );
}

interface WordFieldProps {
  readonly name: string | string[];
  readonly label: string;
  readonly hint?: string;
}

const SEPARATORS = [",", "，", "、", "\n"];

/** Several words, each after Enter or a comma. */
export function WordField({ name, label, hint }: WordFieldProps) {
  return (
    <Form.Item name={name} label={label} extra={hint}>
      <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={SEPARATORS} />
    </Form.Item>
  );
}

/** Texts, one a line. */
export const lines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

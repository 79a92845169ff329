/** A form that the shop sent: filled in here, answered as one text. */

import type { Form, FormField } from "@xiaoer/protocol";
import { useState } from "preact/hooks";
import { useAround } from "./context.ts";

/** Return the text that a filled-in form is sent as: one `label：value` a line, empty fields left out. */
export function answerOf(fields: readonly FormField[], values: Readonly<Record<string, string>>): string {
  return fields
    .map((field) => ({ label: field.label, value: (values[field.name] ?? field.value ?? "").trim() }))
    .filter(({ value }) => value)
    .map(({ label, value }) => `${label}：${value}`)
    .join("\n");
}

export function FormCard({ form }: { form: Form }) {
  const { chat, words } = useAround();
  const [values, setValues] = useState<Record<string, string>>({});
  const [sent, setSent] = useState(false);
  const submit = (event: Event) => {
    event.preventDefault();
    const text = answerOf(form.fields, values);
    if (!text || sent) return;
    setSent(true);
    chat.say({ kind: "text", text });
  };
  return (
    <form class="form" onSubmit={submit}>
      {form.text ? (
        <p class="words" dir="auto">
          {form.text}
        </p>
      ) : null}
      {form.fields.map((field) => (
        <label key={field.name} class="field">
          <span dir="auto">
            {field.label}
            {field.required ? <i> {words.required}</i> : null}
          </span>
          <input
            name={field.name}
            required={field.required ?? false}
            disabled={sent}
            value={values[field.name] ?? field.value ?? ""}
            maxLength={500}
            dir="auto"
            onInput={(event) => setValues({ ...values, [field.name]: event.currentTarget.value })}
          />
        </label>
      ))}
      <button type="submit" class="primary" disabled={sent}>
        {sent ? words.submitted : words.submit}
      </button>
    </form>
  );
}

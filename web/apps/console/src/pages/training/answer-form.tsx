/** The answer to a question of many buyers: drafted, edited, published with its other wordings. */
import { Button, Form, type FormInstance, Input } from "antd";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { getFaq } from "../../lib/knowledge.ts";
import {
  type Answered,
  answerGroup,
  type GroupDetail,
  ignoreGroup,
  reopenGroup,
  type Suggestion,
} from "../../lib/training.ts";
import { useSave } from "../../parts/use-save.ts";
import { lines } from "../knowledge/conditions.tsx";
import { TAUGHT } from "./changes.ts";
import { Refused } from "./parts.tsx";
import { Suggestions } from "./suggestions.tsx";

export interface AnswerValues {
  readonly question: string;
  readonly answer: string;
  readonly similar: string;
  readonly product_id: string;
  readonly intent: string;
}

interface AnswerFormProps {
  readonly shop: string;
  readonly group: GroupDetail;
  readonly edits: boolean;
  readonly answered: (done: Answered) => void;
  readonly next: () => void;
}

const plain = (words: string): string => words.replaceAll(/\s+/g, " ").trim();

/** The ways it was asked, each once, but for the question itself. */
function wordings(group: GroupDetail): string[] {
  const asked = new Set(group.examples.map((one) => plain(one.words)));
  asked.delete(plain(group.question));
  return [...asked].slice(0, MOST);
}

const MOST = 20;

/** What a person replied to this very question is worth starting from; an entry is only offered. */
const start = (group: GroupDetail): AnswerValues => ({
  question: plain(group.question),
  answer: group.suggestions.find((one) => one.kind === "person")?.answer ?? "",
  similar: wordings(group).join("\n"),
  product_id: group.product_id ?? "",
  intent: "",
});

/** From a form, Ctrl or ⌘ with Enter publishes. */
export const onSubmitKeys = (submit: () => void) => (event: KeyboardEvent) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) {
    event.preventDefault();
    submit();
  }
};

export function AnswerForm({ shop, group, edits, answered, next }: AnswerFormProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<AnswerValues>();
  const [entry, setEntry] = useState("");
  const publish = useSave(
    (values: AnswerValues) =>
      answerGroup(shop, group.id, { ...values, similar: lines(values.similar), entry_id: entry }),
    TAUGHT,
    answered,
  );
  const take = useTaking(shop, group, form, setEntry);
  return (
    <section className="review-form">
      <Suggestions group={group} taken={entry} edits={edits} take={take.save} busy={take.busy} />
      <Refused problem={take.problem} />
      <Form<AnswerValues>
        form={form}
        layout="vertical"
        initialValues={start(group)}
        disabled={!edits}
        onFinish={publish.save}
        onKeyDown={onSubmitKeys(form.submit)}
      >
        {entry === "" ? null : (
          <p className="hint hint-act">
            {t("unanswered.takes_entry")}{" "}
            <button type="button" className="text-button" onClick={() => setEntry("")}>
              {t("unanswered.as_new")}
            </button>
          </p>
        )}
        <AnswerFields />
        <Refused problem={publish.problem} />
        {edits ? (
          <Foot shop={shop} group={group} busy={publish.busy} next={next} />
        ) : (
          <p className="meta">{t("training.read_only")}</p>
        )}
      </Form>
    </section>
  );
}

/** Fill the form in from a suggestion; a known entry keeps its own wordings and gets the new ones. */
function useTaking(
  shop: string,
  group: GroupDetail,
  form: FormInstance<AnswerValues>,
  setEntry: (entry: string) => void,
) {
  return useSave(async (from: Suggestion) => {
    if (from.kind === "person") {
      setEntry("");
      form.setFieldsValue({ answer: from.answer });
      return;
    }
    const known = await getFaq(shop, from.id);
    const asked = [...(known.similar ?? []), plain(group.question), ...wordings(group)];
    setEntry(known.id);
    form.setFieldsValue({
      question: known.question,
      answer: known.answer,
      similar: [...new Set(asked)].slice(0, 50).join("\n"),
      product_id: known.product_id ?? "",
      intent: known.intent ?? "",
    });
  }, []);
}

export function AnswerFields() {
  const { t } = useTranslation();
  const missing = [{ required: true, whitespace: true, message: t("common.missing") }];
  return (
    <>
      <Form.Item name="question" label={t("unanswered.question_field")} rules={missing}>
        <Input maxLength={500} />
      </Form.Item>
      <Form.Item
        name="answer"
        label={t("unanswered.answer_field")}
        rules={missing}
        extra={t("unanswered.answer_hint")}
      >
        <Input.TextArea autoFocus maxLength={4000} autoSize={{ minRows: 4, maxRows: 12 }} />
      </Form.Item>
      <Form.Item name="similar" label={t("unanswered.similar")} extra={t("unanswered.similar_hint")}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} />
      </Form.Item>
      <div className="pair">
        <Form.Item
          name="product_id"
          label={t("unanswered.product_field")}
          extra={t("unanswered.product_hint")}
        >
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="intent" label={t("unanswered.intent_field")} extra={t("unanswered.intent_hint")}>
          <Input maxLength={100} />
        </Form.Item>
      </div>
    </>
  );
}

interface FootProps {
  readonly shop: string;
  readonly group: GroupDetail;
  readonly busy: boolean;
  readonly next: () => void;
}

const KEYS = navigator.platform.startsWith("Mac") ? "⌘ Enter" : "Ctrl Enter";

export function SubmitKeys() {
  const { t } = useTranslation();
  return <span className="meta keys">{t("training.by_keys", { keys: KEYS })}</span>;
}

function Foot({ shop, group, busy, next }: FootProps) {
  const { t } = useTranslation();
  const waits = group.state === "open";
  const aside = useSave(
    () => (waits ? ignoreGroup(shop, group.id) : reopenGroup(shop, group.id)),
    TAUGHT,
    () => waits && next(),
  );
  return (
    <>
      <Refused problem={aside.problem} />
      <div className="form-foot">
        <Button type="primary" htmlType="submit" loading={busy}>
          {t("unanswered.publish")}
        </Button>
        <SubmitKeys />
        <span className="bar-space" />
        <Button loading={aside.busy} onClick={() => aside.save(undefined)}>
          {t(waits ? "unanswered.ignore" : "unanswered.reopen")}
        </Button>
      </div>
    </>
  );
}

/** What a draft says, to be changed; approving publishes it as it stands in the form. */
import { Button, Dropdown, Form } from "antd";
import { useTranslation } from "react-i18next";
import { type Consent, changeDraft, type DraftDetail } from "../../lib/training.ts";
import { useSave } from "../../parts/use-save.ts";
import { lines } from "../knowledge/conditions.tsx";
import { AnswerFields, type AnswerValues, onSubmitKeys } from "./answer-form.tsx";
import { TAUGHT } from "./changes.ts";
import { DecisionRefused, type Outcome, useDeciding } from "./decisions.tsx";
import { Refused } from "./parts.tsx";
import { useTryFirst } from "./try-first.ts";

interface DraftFormProps {
  readonly shop: string;
  readonly draft: DraftDetail;
  readonly edits: boolean;
  readonly decided: (outcome: Outcome | null) => void;
}

const read = (draft: DraftDetail): AnswerValues => ({
  question: draft.question,
  answer: draft.answer,
  similar: draft.similar.join("\n"),
  product_id: draft.product_id ?? "",
  intent: draft.intent,
});

export function DraftForm({ shop, draft, edits, decided }: DraftFormProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<AnswerValues>();
  const waits = draft.state === "proposed";
  const deciding = useDeciding(shop, (outcome) =>
    decided(outcome.decision.act === "reopen" ? null : outcome),
  );
  const change = () => {
    const { similar, ...values } = form.getFieldsValue();
    return changeDraft(shop, draft.id, { ...values, similar: lines(similar) });
  };
  const keep = useSave(change, TAUGHT);
  const approve = useSave(
    async (consent: Consent) => {
      if (form.isFieldsTouched()) await change();
      return consent;
    },
    [],
    (consent) => deciding.save({ act: "approve", ids: [draft.id], consent }),
  );
  return (
    <Form<AnswerValues>
      className="review-form"
      form={form}
      layout="vertical"
      initialValues={read(draft)}
      disabled={!(edits && waits)}
      onFinish={() => approve.save({})}
      onKeyDown={onSubmitKeys(form.submit)}
    >
      <AnswerFields />
      <Refused problem={keep.problem ?? approve.problem} />
      <DecisionRefused problem={deciding.problem} anyway={(run) => approve.save({ run, failures: true })} />
      {edits ? (
        <Foot
          shop={shop}
          draft={draft}
          busy={approve.busy || deciding.busy}
          saved={keep.saved}
          save={() => keep.save(undefined)}
          decide={(act) => deciding.save({ act, ids: [draft.id] })}
        />
      ) : (
        <p className="meta">{t("training.read_only")}</p>
      )}
    </Form>
  );
}

interface FootProps {
  readonly shop: string;
  readonly draft: DraftDetail;
  readonly busy: boolean;
  readonly saved: boolean;
  readonly save: () => void;
  readonly decide: (act: "reject" | "reopen") => void;
}

function Foot({ shop, draft, busy, saved, save, decide }: FootProps) {
  const { t } = useTranslation();
  const tryFirst = useTryFirst(shop, [draft.id]);
  if (draft.state !== "proposed") {
    return (
      <Button disabled={false} loading={busy} onClick={() => decide("reopen")}>
        {t("drafts.reopen")}
      </Button>
    );
  }
  return (
    <div className="form-foot">
      <Button type="primary" htmlType="submit" loading={busy}>
        {t("drafts.approve")}
      </Button>
      <Dropdown menu={tryFirst.menu} trigger={["click"]}>
        <Button loading={tryFirst.busy}>{t("drafts.try_first")}</Button>
      </Dropdown>
      <Button onClick={save}>{t("drafts.save")}</Button>
      <span role="status">{saved ? <span className="mark mark-good">{t("common.saved")}</span> : null}</span>
      <Button onClick={() => decide("reject")}>{t("drafts.reject")}</Button>
    </div>
  );
}

/** One question: its wordings, its answers, when and for whom they hold. */
import { useQuery } from "@tanstack/react-query";
import { Form, Input } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Faq, getFaq, newId, removeFaq, saveFaq } from "../../lib/knowledge.ts";
import { DetailDrawer } from "../../parts/detail-drawer.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { FormFoot } from "../../parts/saved.tsx";
import { useSave } from "../../parts/use-save.ts";
import {
  ConditionFields,
  type ConditionValues,
  lines,
  NO_CONDITIONS,
  shown,
  written,
} from "./conditions.tsx";
import { Remove, useEdits } from "./parts.tsx";

interface FaqDrawerProps {
  readonly shop: string;
  readonly id: string | null;
  readonly close: () => void;
}

const CHANGED = [["faqs"], ["faq"], ["likenesses"]] as const;

export function FaqDrawer({ shop, id, close }: FaqDrawerProps) {
  const { t } = useTranslation();
  const fresh = id === "new";
  return (
    <DetailDrawer open={id !== null} close={close} title={fresh ? t("faqs.add") : t("faqs.detail")}>
      {id === null ? null : fresh ? (
        <FaqForm shop={shop} faq={null} close={close} />
      ) : (
        <KeptFaq key={id} shop={shop} id={id} close={close} />
      )}
    </DetailDrawer>
  );
}

function KeptFaq({
  shop,
  id,
  close,
}: {
  readonly shop: string;
  readonly id: string;
  readonly close: () => void;
}) {
  const query = useQuery({ queryKey: ["faq", shop, id], queryFn: () => getFaq(shop, id) });
  return <Loaded query={query}>{(faq) => <FaqForm shop={shop} faq={faq} close={close} />}</Loaded>;
}

interface Values {
  readonly question: string;
  readonly answer: string;
  readonly similar: string;
  readonly variants: string;
  readonly product_id: string;
  readonly intent: string;
  readonly conditions: ConditionValues;
}

const read = (faq: Faq | null): Values => ({
  question: faq?.question ?? "",
  answer: faq?.answer ?? "",
  similar: (faq?.similar ?? []).join("\n"),
  variants: (faq?.variants ?? []).join("\n"),
  product_id: faq?.product_id ?? "",
  intent: faq?.intent ?? "",
  conditions: faq?.conditions ? shown(faq.conditions) : NO_CONDITIONS,
});

interface FaqFormProps {
  readonly shop: string;
  readonly faq: Faq | null;
  readonly close: () => void;
}

function FaqForm({ shop, faq, close }: FaqFormProps) {
  const { t } = useTranslation();
  const edits = useEdits(shop);
  const id = useMemo(() => faq?.id ?? newId(), [faq]);
  const { busy, saved, problem, save, forget } = useSave(
    ({ conditions, similar, variants, ...values }: Values) =>
      saveFaq(shop, id, {
        ...values,
        similar: lines(similar),
        variants: lines(variants),
        conditions: written(conditions),
      }),
    CHANGED,
  );
  return (
    <Form<Values>
      layout="vertical"
      initialValues={read(faq)}
      disabled={!edits}
      onFinish={save}
      onValuesChange={forget}
    >
      <FaqFields />
      <ConditionFields />
      {edits ? (
        <div className="foot-line">
          <FormFoot word={t("common.save")} busy={busy} problem={problem} saved={saved} />
          {faq ? <Remove act={() => removeFaq(shop, id)} changes={CHANGED} then={close} /> : null}
        </div>
      ) : (
        <p className="meta">{t("knowledge.read_only")}</p>
      )}
    </Form>
  );
}

function FaqFields() {
  const { t } = useTranslation();
  const missing = [{ required: true, whitespace: true, message: t("common.missing") }];
  return (
    <>
      <Form.Item name="question" label={t("faqs.question")} rules={missing}>
        <Input maxLength={2000} />
      </Form.Item>
      <Form.Item name="similar" label={t("faqs.similar")} extra={t("faqs.similar_hint")}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} />
      </Form.Item>
      <Form.Item name="answer" label={t("faqs.answer")} rules={missing}>
        <Input.TextArea maxLength={4000} autoSize={{ minRows: 3, maxRows: 10 }} />
      </Form.Item>
      <Form.Item name="variants" label={t("faqs.variants")} extra={t("faqs.variants_hint")}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} />
      </Form.Item>
      <div className="pair">
        <Form.Item name="product_id" label={t("faqs.product")} extra={t("faqs.product_hint")}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="intent" label={t("faqs.intent")} extra={t("faqs.intent_hint")}>
          <Input maxLength={100} />
        </Form.Item>
      </div>
    </>
  );
}

/** One notice: what buyers are told, where, from when to when, in which regions. */
import { Checkbox, Form, Input } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Notice, type NoticeBody, newId, removeNotice, saveNotice } from "../../lib/knowledge.ts";
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

interface NoticeDrawerProps {
  readonly shop: string;
  readonly id: string | null;
  readonly kept: readonly Notice[] | undefined;
  readonly close: () => void;
}

const CHANGED = [["notices"]] as const;

export function NoticeDrawer({ shop, id, kept, close }: NoticeDrawerProps) {
  const { t } = useTranslation();
  const notice = kept?.find((one) => one.id === id) ?? null;
  const waits = id !== "new" && notice === null;
  return (
    <DetailDrawer open={id !== null} close={close} title={t(id === "new" ? "notices.add" : "notices.detail")}>
      {id === null ? null : waits ? (
        <Skeleton rows={4} />
      ) : (
        <NoticeForm key={id} shop={shop} notice={notice} close={close} />
      )}
    </DetailDrawer>
  );
}

type Values = Required<Omit<NoticeBody, "conditions">> & { readonly conditions: ConditionValues };

const read = (notice: Notice | null): Values => ({
  title: notice?.title ?? "",
  text: notice?.text ?? "",
  topics: notice?.topics ?? [],
  greets: notice?.greets ?? true,
  conditions: notice?.conditions ? shown(notice.conditions) : NO_CONDITIONS,
});

interface NoticeFormProps {
  readonly shop: string;
  readonly notice: Notice | null;
  readonly close: () => void;
}

function NoticeForm({ shop, notice, close }: NoticeFormProps) {
  const { t } = useTranslation();
  const edits = useEdits(shop);
  const id = useMemo(() => notice?.id ?? newId(), [notice]);
  const { busy, saved, problem, save, forget } = useSave(
    (values: Values) => saveNotice(shop, id, { ...values, conditions: written(values.conditions) }),
    CHANGED,
  );
  const missing = [{ required: true, whitespace: true, message: t("common.missing") }];
  return (
    <Form<Values>
      layout="vertical"
      initialValues={read(notice)}
      disabled={!edits}
      onFinish={save}
      onValuesChange={forget}
    >
      <Form.Item name="title" label={t("notices.name")} rules={missing} extra={t("notices.name_hint")}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="text" label={t("notices.text")} rules={missing}>
        <Input.TextArea maxLength={4000} autoSize={{ minRows: 3, maxRows: 8 }} />
      </Form.Item>
      <Form.Item name="greets" valuePropName="checked">
        <Checkbox>{t("notices.greets")}</Checkbox>
      </Form.Item>
      <WordField name="topics" label={t("notices.topics")} hint={t("notices.topics_hint")} />
      <ConditionFields />
      {edits ? (
        <div className="foot-line">
          <FormFoot word={t("common.save")} busy={busy} problem={problem} saved={saved} />
          {notice ? <Remove act={() => removeNotice(shop, id)} changes={CHANGED} then={close} /> : null}
        </div>
      ) : (
        <p className="meta">{t("knowledge.read_only")}</p>
      )}
    </Form>
  );
}

/** One intent: how buyers say it here, the general answer, whether this shop uses it. */
import { useQuery } from "@tanstack/react-query";
import { Checkbox, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { type Intent, type IntentBody, listIntents, removeIntent, saveIntent } from "../../lib/knowledge.ts";
import { DetailDrawer } from "../../parts/detail-drawer.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { FormFoot } from "../../parts/saved.tsx";
import { Nothing } from "../../parts/states.tsx";
import { useSave } from "../../parts/use-save.ts";
import { lines } from "./conditions.tsx";
import { NewIntent } from "./new-intent.tsx";
import { CHANGED_INTENTS, Remove, useEdits } from "./parts.tsx";

interface IntentDrawerProps {
  readonly shop: string;
  readonly id: string | null;
  readonly close: () => void;
  readonly open: (id: string) => void;
}

export function IntentDrawer({ shop, id, close, open }: IntentDrawerProps) {
  const { t } = useTranslation();
  const edits = useEdits(shop);
  const isNew = id === "new" && edits;
  return (
    <DetailDrawer open={id !== null} close={close} title={t(isNew ? "intents.add" : "intents.detail")}>
      {isNew ? <NewIntent shop={shop} open={open} /> : null}
      {id === null || isNew ? null : <KeptIntent key={id} shop={shop} id={id} close={close} />}
    </DetailDrawer>
  );
}

function KeptIntent({
  shop,
  id,
  close,
}: {
  readonly shop: string;
  readonly id: string;
  readonly close: () => void;
}) {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ["intent", shop, id],
    queryFn: async () =>
      (await listIntents(shop, { q: id, scenario: "", stage: "" }, null)).items.find(
        (one) => one.id === id,
      ) ?? null,
  });
  return (
    <Loaded query={query}>
      {(intent) =>
        intent === null ? (
          <Nothing title={t("intents.none")} />
        ) : (
          <IntentForm shop={shop} intent={intent} close={close} />
        )
      }
    </Loaded>
  );
}

interface Values {
  readonly phrasings: string;
  readonly answer: string;
  readonly off: boolean;
}

const read = ({ phrasings = [], answer = "", off = false }: Intent): Values => ({
  phrasings: phrasings.join("\n"),
  answer,
  off,
});

const body = ({ scenario, stage, title, wish = "" }: Intent, values: Values): IntentBody => ({
  scenario,
  stage,
  title,
  wish,
  answer: values.answer,
  off: values.off,
  phrasings: lines(values.phrasings),
});

interface IntentFormProps {
  readonly shop: string;
  readonly intent: Intent;
  readonly close: () => void;
}

function IntentForm({ shop, intent, close }: IntentFormProps) {
  const { t } = useTranslation();
  const edits = useEdits(shop);
  const { busy, saved, problem, save, forget } = useSave(
    (values: Values) => saveIntent(shop, intent.id, body(intent, values)),
    CHANGED_INTENTS,
  );
  return (
    <Form<Values>
      layout="vertical"
      initialValues={read(intent)}
      disabled={!edits}
      onFinish={save}
      onValuesChange={forget}
    >
      <h2>{intent.title}</h2>
      <Facts
        facts={[
          [t("intents.scenario"), intent.scenario],
          [t("intents.stage"), t(`intents.${intent.stage}`)],
          [t("intents.intent"), intent.id],
          ...(intent.wish ? [[t("intents.wish"), intent.wish] as const] : []),
        ]}
      />
      <Form.Item
        className="section"
        name="phrasings"
        label={t("intents.phrasings")}
        extra={t("intents.phrasings_hint")}
      >
        <Input.TextArea autoSize={{ minRows: 6, maxRows: 18 }} />
      </Form.Item>
      <Form.Item name="answer" label={t("intents.answer")} extra={t("intents.answer_hint")}>
        <Input.TextArea maxLength={4000} autoSize={{ minRows: 2, maxRows: 8 }} />
      </Form.Item>
      <Form.Item name="off" valuePropName="checked">
        <Checkbox>{t("intents.off")}</Checkbox>
      </Form.Item>
      {edits ? (
        <div className="foot-line">
          <FormFoot word={t("common.save")} busy={busy} problem={problem} saved={saved} />
          {intent.own ? <Reset shop={shop} intent={intent} close={close} /> : null}
        </div>
      ) : (
        <p className="meta">{t("knowledge.read_only")}</p>
      )}
    </Form>
  );
}

function Reset({ shop, intent, close }: IntentFormProps) {
  const { t } = useTranslation();
  const act = () => removeIntent(shop, intent.id);
  if (!intent.general) return <Remove act={act} changes={CHANGED_INTENTS} then={close} />;
  return (
    <Remove
      act={act}
      changes={CHANGED_INTENTS}
      then={close}
      word={t("intents.reset")}
      sure={t("intents.reset_sure")}
      hint={t("intents.reset_hint")}
    />
  );
}

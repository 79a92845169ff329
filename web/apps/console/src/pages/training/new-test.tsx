/** A new test: one question written by hand, or what a buyer said in a conversation. */
import { Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { newId } from "../../lib/knowledge.ts";
import { conversationIn, questionLine } from "../../lib/tests.ts";
import { putTests, type TestSet, testOfConversation } from "../../lib/trials.ts";
import { DetailDrawer } from "../../parts/detail-drawer.tsx";
import { FormFoot } from "../../parts/saved.tsx";
import { useSave } from "../../parts/use-save.ts";
import { lines } from "../knowledge/conditions.tsx";
import { TESTED } from "./set-files.tsx";

interface NewTestProps {
  readonly shop: string;
  readonly set: TestSet;
  readonly what: "write" | "from_conversation" | null;
  readonly close: () => void;
}

export function NewTest({ what, ...rest }: NewTestProps) {
  const { t } = useTranslation();
  return (
    <DetailDrawer open={what !== null} close={rest.close} title={what ? t(`tests.${what}`) : ""}>
      {what === "write" ? <Written {...rest} /> : <OfConversation {...rest} />}
    </DetailDrawer>
  );
}

type Inner = Omit<NewTestProps, "what">;

interface Words {
  readonly say: string;
  readonly all: string;
  readonly none: string;
}

function Written({ shop, set, close }: Inner) {
  const { t } = useTranslation();
  const missing = [{ required: true, whitespace: true, message: t("common.missing") }];
  const { busy, problem, save } = useSave(
    ({ say, all, none }: Words) =>
      putTests(shop, set.id, questionLine({ id: newId(), say, all: lines(all), none: lines(none) })),
    TESTED,
    close,
  );
  return (
    <Form<Words> layout="vertical" initialValues={{ say: "", all: "", none: "" }} onFinish={save}>
      <Form.Item name="say" label={t("tests.say")} rules={missing}>
        <Input autoFocus maxLength={500} />
      </Form.Item>
      <Form.Item name="all" label={t("tests.all")} rules={missing} extra={t("tests.all_hint")}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} />
      </Form.Item>
      <Form.Item name="none" label={t("tests.none_words")} extra={t("tests.none_words_hint")}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} />
      </Form.Item>
      <FormFoot word={t("common.save")} busy={busy} problem={problem} saved={false} />
    </Form>
  );
}

function OfConversation({ shop, set, close }: Inner) {
  const { t } = useTranslation();
  const missing = [{ required: true, whitespace: true, message: t("common.missing") }];
  const { busy, problem, save } = useSave(
    ({ link }: { readonly link: string }) => testOfConversation(shop, set.id, conversationIn(link)),
    TESTED,
    close,
  );
  return (
    <Form layout="vertical" initialValues={{ link: "" }} onFinish={save}>
      <Form.Item
        name="link"
        label={t("tests.conversation")}
        rules={missing}
        extra={t("tests.conversation_hint")}
      >
        <Input autoFocus maxLength={500} />
      </Form.Item>
      <FormFoot word={t("common.save")} busy={busy} problem={problem} saved={false} />
    </Form>
  );
}

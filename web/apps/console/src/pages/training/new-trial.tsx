/** A new trial: whose chats of which period. */
import { Form, Input, Radio } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import { type Period, type Preset, periodOf } from "../../lib/periods.ts";
import { beginTrial } from "../../lib/trials.ts";
import { DetailDrawer } from "../../parts/detail-drawer.tsx";
import { FormFoot } from "../../parts/saved.tsx";
import { useSave } from "../../parts/use-save.ts";

interface NewTrialProps {
  readonly shop: string;
  readonly open: boolean;
  readonly close: () => void;
}

interface Values {
  readonly what: Preset | "own";
  readonly from?: string;
  readonly until?: string;
}

const chosen = ({ what, from = "", until = "" }: Values, now: number): Period =>
  what === "own"
    ? { from: new Date(from).toISOString(), until: new Date(until).toISOString() }
    : periodOf(what, now);

export function NewTrial({ shop, open, close }: NewTrialProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { busy, problem, save, forget } = useSave(
    (values: Values) => {
      const { from, until } = chosen(values, Date.now());
      return beginTrial(shop, from, until);
    },
    [["trials"]],
    (trial) => void navigate(`/training/trials/${encodeURIComponent(trial.id)}`),
  );
  return (
    <DetailDrawer open={open} close={close} title={t("trials.begin")}>
      <p className="line">{t("trials.line")}</p>
      <Form<Values>
        layout="vertical"
        initialValues={{ what: "yesterday" }}
        onFinish={save}
        onValuesChange={forget}
      >
        <Form.Item name="what" label={t("trials.period")} extra={t("trials.hint")}>
          <Radio.Group
            options={(["yesterday", "today", "week", "own"] as const).map((value) => ({
              value,
              label: t(`trials.${value}`),
            }))}
          />
        </Form.Item>
        <OwnPeriod />
        <FormFoot word={t("trials.begin")} busy={busy} problem={problem} saved={false} />
      </Form>
    </DetailDrawer>
  );
}

function OwnPeriod() {
  const { t } = useTranslation();
  if (Form.useWatch("what") !== "own") return null;
  const missing = [{ required: true, message: t("common.missing") }];
  return (
    <>
      <div className="pair">
        <Form.Item name="from" label={t("trials.from")} rules={missing}>
          <Input type="datetime-local" />
        </Form.Item>
        <Form.Item name="until" label={t("trials.until")} rules={missing}>
          <Input type="datetime-local" />
        </Form.Item>
      </div>
      <p className="meta line">{t("trials.own_hint")}</p>
    </>
  );
}

/** All that a shop itself says about its policy, as JSON: for what has no field of its own. */
import { Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { JsonObject } from "../../lib/patch.ts";
import type { Policy, Wanted } from "../../lib/policy.ts";
import { useEdits } from "./parts.tsx";
import { isObjectText, PolicySave, type Saving } from "./policy-save.tsx";

interface PolicyJsonProps {
  readonly shop: string;
  readonly policy: Policy;
  readonly saving: Saving;
}

export function PolicyJson({ shop, policy, saving }: PolicyJsonProps) {
  const { t } = useTranslation();
  const edits = useEdits(shop);
  const [wanted, setWanted] = useState<Wanted | null>(null);
  return (
    <Form<{ own: string }>
      layout="vertical"
      initialValues={{ own: JSON.stringify(policy.own, null, 2) }}
      disabled={!edits}
      onFinish={({ own }) => setWanted({ own: JSON.parse(own) as JsonObject, basedOn: policy.version })}
      onValuesChange={() => setWanted(null)}
    >
      <Form.Item
        name="own"
        label={t("procedures.all")}
        extra={t("procedures.json_hint")}
        rules={[{ validator: isObjectText(t("procedures.bad_json")) }]}
      >
        <Input.TextArea className="json" autoSize={{ minRows: 12, maxRows: 32 }} spellCheck={false} />
      </Form.Item>
      {edits ? (
        <PolicySave
          shop={shop}
          policy={policy}
          wanted={wanted}
          saving={saving}
          reset={null}
          leave={() => setWanted(null)}
        />
      ) : (
        <p className="meta">{t("knowledge.read_only")}</p>
      )}
    </Form>
  );
}

/** Makes a key for a program, and shows its secret this once. */
import { Button, Form, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useConsole } from "../../lib/console.ts";
import { createKey, type KeyMade, type Permission } from "../../lib/settings.ts";
import { Copy } from "../../parts/copy.tsx";
import { DetailDrawer } from "../../parts/detail-drawer.tsx";
import { FormFoot } from "../../parts/saved.tsx";
import { useSave } from "../../parts/use-save.ts";
import { PermissionField } from "./permission-field.tsx";

interface Values {
  readonly name: string;
  readonly shops: string[];
  readonly permissions: Permission[];
}

export function NewKeyDrawer({ open, close }: { readonly open: boolean; readonly close: () => void }) {
  const { t } = useTranslation();
  return (
    <DetailDrawer open={open} close={close} title={t("keys.add")}>
      <NewKey close={close} />
    </DetailDrawer>
  );
}

function NewKey({ close }: { readonly close: () => void }) {
  const { t } = useTranslation();
  const { shops } = useConsole().session;
  const { busy, saved, problem, result, save } = useSave(
    (values: Values) => createKey(values.name, values.shops, values.permissions),
    [["keys"]],
  );
  if (result) return <Made made={result} close={close} />;
  const missing = [{ required: true, message: t("common.missing") }];
  return (
    <Form<Values>
      layout="vertical"
      initialValues={{ name: "", shops: shops.slice(0, 1).map((shop) => shop.id), permissions: [] }}
      onFinish={save}
    >
      <Form.Item name="name" label={t("keys.name")} rules={missing} extra={t("keys.name_hint")}>
        <Input maxLength={100} autoFocus />
      </Form.Item>
      <Form.Item name="shops" label={t("keys.shops")} rules={missing}>
        <Select mode="multiple" options={shops.map((shop) => ({ value: shop.id, label: shop.name }))} />
      </Form.Item>
      <PermissionField forKey />
      <FormFoot word={t("keys.add")} busy={busy} problem={problem} saved={saved} />
    </Form>
  );
}

function Made({ made, close }: { readonly made: KeyMade; readonly close: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <p className="hint hint-look">{t("keys.once")}</p>
      <pre className="code">{made.secret}</pre>
      <p className="secret">
        <Copy text={made.secret} label={made.name} />
        <Button size="small" type="primary" onClick={close}>
          {t("keys.kept")}
        </Button>
      </p>
    </>
  );
}

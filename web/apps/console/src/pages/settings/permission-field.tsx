/** Ticks for permissions, of those that the person who grants them holds. */
import { Checkbox, Form } from "antd";
import { useTranslation } from "react-i18next";
import { useConsole } from "../../lib/console.ts";
import { useWord } from "../../parts/words.ts";

/** A program makes no people, so keys cannot hold these. */
const NOT_FOR_KEYS = new Set(["staff.manage", "keys.manage"]);

export function PermissionField({ forKey = false }: { readonly forKey?: boolean }) {
  const { t } = useTranslation();
  const word = useWord();
  const { shops } = useConsole().session;
  const held = [...new Set(shops.flatMap((shop) => shop.permissions))].sort();
  const offered = held.filter((permission) => !forKey || !NOT_FOR_KEYS.has(permission));
  return (
    <Form.Item
      name="permissions"
      label={t("roles.permissions")}
      rules={[{ required: true, message: t("common.missing") }]}
    >
      <Checkbox.Group
        className="ticks"
        options={offered.map((permission) => ({ value: permission, label: word("permission", permission) }))}
      />
    </Form.Item>
  );
}

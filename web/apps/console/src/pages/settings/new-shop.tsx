/** Opens a new shop. */
import { Form, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import { createShop } from "../../lib/settings.ts";
import { DetailDrawer } from "../../parts/detail-drawer.tsx";
import { FormFoot } from "../../parts/saved.tsx";
import { useSave } from "../../parts/use-save.ts";
import { useWord } from "../../parts/words.ts";

const PLATFORMS = ["own", "taobao", "tmall", "jd", "pinduoduo", "douyin", "sandbox"];

interface Values {
  readonly name: string;
  readonly platform: string;
}

export function NewShopDrawer({ open, close }: { readonly open: boolean; readonly close: () => void }) {
  const { t } = useTranslation();
  return (
    <DetailDrawer open={open} close={close} title={t("shops.add")}>
      <NewShopForm close={close} />
    </DetailDrawer>
  );
}

function NewShopForm({ close }: { readonly close: () => void }) {
  const { t } = useTranslation();
  const word = useWord();
  const navigate = useNavigate();
  const { busy, saved, problem, save } = useSave(
    ({ name, platform }: Values) => createShop(name, platform),
    [["shops"]],
    (shop) => {
      close();
      void navigate(`/settings/shops/${shop.id}`);
    },
  );
  return (
    <Form<Values> layout="vertical" initialValues={{ name: "", platform: "own" }} onFinish={save}>
      <Form.Item
        name="name"
        label={t("shops.name")}
        rules={[{ required: true, message: t("common.missing") }]}
      >
        <Input maxLength={100} autoFocus />
      </Form.Item>
      <Form.Item name="platform" label={t("shops.platform")}>
        <Select options={PLATFORMS.map((value) => ({ value, label: word("platform", value) }))} />
      </Form.Item>
      <p className="meta">{t("shops.add_hint")}</p>
      <FormFoot word={t("shops.add")} busy={busy} problem={problem} saved={saved} />
    </Form>
  );
}

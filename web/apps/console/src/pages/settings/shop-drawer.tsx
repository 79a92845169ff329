/** One shop: how its bot speaks, and what to put on the shop's pages. */
import { useQuery } from "@tanstack/react-query";
import { Form, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useConsole } from "../../lib/console.ts";
import { may } from "../../lib/session.ts";
import { changeShop, getShop, type Shop } from "../../lib/settings.ts";
import { Copy } from "../../parts/copy.tsx";
import { DetailDrawer } from "../../parts/detail-drawer.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { FormFoot } from "../../parts/saved.tsx";
import { useSave } from "../../parts/use-save.ts";

export function ShopDrawer({ id, close }: { readonly id: string | null; readonly close: () => void }) {
  const { t } = useTranslation();
  return (
    <DetailDrawer open={id !== null} close={close} title={t("shops.detail")}>
      {id === null ? null : <ShopDetail key={id} id={id} />}
    </DetailDrawer>
  );
}

function ShopDetail({ id }: { readonly id: string }) {
  const query = useQuery({ queryKey: ["shop", id], queryFn: () => getShop(id) });
  return (
    <Loaded query={query} rows={6}>
      {(shop) => (
        <>
          <Widget shop={shop} />
          <ShopForm shop={shop} />
        </>
      )}
    </Loaded>
  );
}

const snippet = (shop: Shop): string =>
  `<script src="${location.origin}/widget.js" data-site-key="${shop.site_key}" async></script>`;

function Widget({ shop }: { readonly shop: Shop }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  return (
    <section>
      <h3>{t("shops.widget")}</h3>
      <p className="meta">{t("shops.widget_hint")}</p>
      <pre className="code">{snippet(shop)}</pre>
      <Copy text={snippet(shop)} label={t("shops.widget")} />
      {shop.widget_secret ? (
        <div className="section">
          <h3>{t("shops.secret")}</h3>
          <p className="meta">{t("shops.secret_hint")}</p>
          <p className="secret">
            <code>{shown ? shop.widget_secret : "•".repeat(24)}</code>
            <button type="button" className="text-button" onClick={() => setShown(!shown)}>
              {t(shown ? "common.hide" : "common.show")}
            </button>
            <Copy text={shop.widget_secret} label={t("shops.secret")} />
          </p>
        </div>
      ) : null}
    </section>
  );
}

interface Values {
  readonly name: string;
  readonly bot: string;
  readonly address: string;
  readonly greeting: string;
  readonly missing: string;
  readonly language: "zh-CN" | "en";
  readonly origins: readonly string[];
}

const read = ({ name, persona, allowed_origins }: Shop): Values => ({
  name,
  bot: persona.name ?? "",
  address: persona.address ?? "",
  greeting: persona.greeting ?? "",
  missing: persona.missing ?? "",
  language: persona.language ?? "zh-CN",
  origins: allowed_origins,
});

function ShopForm({ shop }: { readonly shop: Shop }) {
  const { t } = useTranslation();
  const { session } = useConsole();
  const managed = may(session, "shops.manage", shop.id);
  const { busy, saved, problem, save, forget } = useSave(
    ({ name, bot, origins, ...persona }: Values) =>
      changeShop(shop.id, { name, allowed_origins: [...origins], persona: { ...persona, name: bot } }),
    [["shop", shop.id], ["shops"]],
  );
  return (
    <Form<Values>
      className="section"
      layout="vertical"
      initialValues={read(shop)}
      disabled={!managed}
      onFinish={save}
      onValuesChange={forget}
    >
      <h3>{t("shops.voice")}</h3>
      <Form.Item
        name="name"
        label={t("shops.name")}
        rules={[{ required: true, message: t("common.missing") }]}
      >
        <Input maxLength={100} />
      </Form.Item>
      <PersonaFields />
      <Form.Item name="origins" label={t("shops.origins")} extra={t("shops.origins_hint")}>
        <Select mode="tags" open={false} suffixIcon={null} placeholder="https://shop.example" />
      </Form.Item>
      {managed ? (
        <FormFoot word={t("common.save")} busy={busy} problem={problem} saved={saved} />
      ) : (
        <p className="meta">{t("shops.not_managed")}</p>
      )}
    </Form>
  );
}

function PersonaFields() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name="bot" label={t("shops.bot_name")} extra={t("shops.bot_name_hint")}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="address" label={t("shops.address")} extra={t("shops.address_hint")}>
        <Input maxLength={20} />
      </Form.Item>
      <Form.Item name="greeting" label={t("shops.greeting")}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 6 }} />
      </Form.Item>
      <Form.Item name="missing" label={t("shops.missing")} extra={t("shops.missing_hint")}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 6 }} />
      </Form.Item>
      <Form.Item name="language" label={t("shops.language")}>
        <Select
          options={[
            { value: "zh-CN", label: "中文" },
            { value: "en", label: "English" },
          ]}
        />
      </Form.Item>
    </>
  );
}

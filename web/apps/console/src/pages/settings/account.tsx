/** One's own account: how the screen looks, and the password. */
import { Form, Input, Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { useConsole } from "../../lib/console.ts";
import type { Language } from "../../lib/format.ts";
import { type Appearance, appearance, language } from "../../lib/preferences.ts";
import { changePassword } from "../../lib/settings.ts";
import { useSignal } from "../../lib/signal.ts";
import { Facts } from "../../parts/facts.tsx";
import { PageScroll } from "../../parts/page-scroll.tsx";
import { FormFoot } from "../../parts/saved.tsx";
import { useSave } from "../../parts/use-save.ts";

export function Account() {
  const { t } = useTranslation();
  const { staff } = useConsole().session;
  const shown = useSignal(appearance);
  const tongue = useSignal(language);
  return (
    <PageScroll label={t("settings.account")}>
      <section className="panel narrow">
        <h2>{staff.name}</h2>
        <Facts
          facts={[
            [t("staff.login"), staff.login],
            [
              t("account.language"),
              <Segmented<Language>
                key="language"
                value={tongue}
                onChange={(value) => language.set(value)}
                options={[
                  { value: "zh-CN", label: "中文" },
                  { value: "en", label: "English" },
                ]}
              />,
            ],
            [
              t("account.appearance"),
              <Segmented<Appearance>
                key="appearance"
                value={shown}
                onChange={(value) => appearance.set(value)}
                options={[
                  { value: "light", label: t("nav.light") },
                  { value: "dark", label: t("nav.dark") },
                ]}
              />,
            ],
          ]}
        />
      </section>
      <section className="panel narrow">
        <h2>{t("account.password")}</h2>
        <PasswordForm />
      </section>
    </PageScroll>
  );
}

interface Values {
  readonly old: string;
  readonly next: string;
}

function PasswordForm() {
  const { t } = useTranslation();
  const { busy, saved, problem, save } = useSave(({ old, next }: Values) => changePassword(old, next), []);
  const missing = [{ required: true, message: t("common.missing") }];
  return (
    <Form<Values> layout="vertical" onFinish={save}>
      <Form.Item name="old" label={t("account.old")} rules={missing}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item name="next" label={t("account.next")} rules={missing} extra={t("account.hint")}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <FormFoot word={t("account.change")} busy={busy} problem={problem} saved={saved} />
    </Form>
  );
}

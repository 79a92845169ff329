/** One person's account: name, password, roles by shop, on or off; or a new one. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Form, Input, Switch } from "antd";
import { useTranslation } from "react-i18next";
import { useConsole } from "../../lib/console.ts";
import {
  changeStaff,
  createStaff,
  type Grant,
  listRoles,
  listStaff,
  type Person,
} from "../../lib/settings.ts";
import { DetailDrawer } from "../../parts/detail-drawer.tsx";
import { FormFoot } from "../../parts/saved.tsx";
import { useSave } from "../../parts/use-save.ts";
import { GrantFields } from "./grant-fields.tsx";

interface PersonDrawerProps {
  readonly id: string | null;
  readonly adding: boolean;
  readonly close: () => void;
}

export function PersonDrawer({ id, adding, close }: PersonDrawerProps) {
  const { t } = useTranslation();
  const person = usePerson(id);
  return (
    <DetailDrawer
      open={adding || person !== null}
      close={close}
      title={adding ? t("staff.add") : (person?.name ?? "")}
    >
      {adding || person ? (
        <PersonForm key={id ?? "new"} person={adding ? null : person} close={close} />
      ) : null}
    </DetailDrawer>
  );
}

/** The person among the people that the list has read already. */
function usePerson(id: string | null): Person | null {
  const people = useInfiniteQuery({
    queryKey: ["staff"],
    queryFn: ({ pageParam }) => listStaff(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
  return people.data?.pages.flatMap((page) => page.items).find((one) => one.id === id) ?? null;
}

interface Values {
  readonly login: string;
  readonly name: string;
  readonly password?: string;
  readonly active: boolean;
  readonly grants: readonly Grant[];
}

const fresh = (shop: string | undefined): Values => ({
  login: "",
  name: "",
  active: true,
  grants: shop ? [{ role_id: "agent", shop_id: shop }] : [],
});

async function keep(person: Person | null, values: Values): Promise<Person> {
  const { login, name, active } = values;
  const password = values.password ? { password: values.password } : {};
  const grants = [...values.grants];
  if (person) return changeStaff(person.id, { name, active, grants, ...password });
  return createStaff({ login: login.trim(), name, grants, language: "zh-CN", ...password });
}

function PersonForm({ person, close }: { readonly person: Person | null; readonly close: () => void }) {
  const { t } = useTranslation();
  const { session } = useConsole();
  const roles = useQuery({ queryKey: ["roles"], queryFn: listRoles });
  const { busy, saved, problem, save, forget } = useSave(
    (values: Values) => keep(person, values),
    [["staff"]],
    () => {
      if (!person) close();
    },
  );
  const missing = [{ required: true, message: t("common.missing") }];
  return (
    <Form<Values>
      layout="vertical"
      initialValues={person ?? fresh(session.shops[0]?.id)}
      onFinish={(values) => save(values)}
      onValuesChange={forget}
    >
      <Form.Item name="name" label={t("staff.name")} rules={missing}>
        <Input maxLength={100} autoFocus={!person} />
      </Form.Item>
      <Form.Item
        name="login"
        label={t("staff.login")}
        rules={missing}
        extra={person ? null : t("staff.login_hint")}
      >
        <Input maxLength={64} disabled={person !== null} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="password"
        label={t(person ? "staff.new_password" : "staff.password")}
        rules={person ? [] : missing}
        extra={t("staff.password_hint")}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <GrantFields roles={roles.data ?? []} />
      {person ? (
        <Form.Item
          name="active"
          label={t("staff.state")}
          valuePropName="checked"
          extra={t("staff.active_hint")}
        >
          <Switch checkedChildren={t("staff.active")} unCheckedChildren={t("staff.stopped")} />
        </Form.Item>
      ) : null}
      <FormFoot word={t("common.save")} busy={busy} problem={problem} saved={saved} />
    </Form>
  );
}

/** What each role allows; a merchant may add its own. */
import { useQuery } from "@tanstack/react-query";
import { Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { createRole, listRoles, type Permission, type Role } from "../../lib/settings.ts";
import { DetailDrawer } from "../../parts/detail-drawer.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Mark } from "../../parts/mark.tsx";
import { PageScroll } from "../../parts/page-scroll.tsx";
import { FormFoot } from "../../parts/saved.tsx";
import { useSave } from "../../parts/use-save.ts";
import { useWord } from "../../parts/words.ts";
import { PermissionField } from "./permission-field.tsx";
import { useRoleName } from "./role-name.ts";

export function Roles() {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const query = useQuery({ queryKey: ["roles"], queryFn: listRoles });
  return (
    <>
      <div className="bar">
        <p>{t("roles.line")}</p>
        <Button type="primary" onClick={() => setAdding(true)}>
          {t("roles.add")}
        </Button>
      </div>
      <PageScroll label={t("settings.roles")}>
        <Loaded query={query} rows={8}>
          {(roles) => <RoleList roles={roles} />}
        </Loaded>
      </PageScroll>
      <DetailDrawer open={adding} close={() => setAdding(false)} title={t("roles.add")}>
        <RoleForm close={() => setAdding(false)} />
      </DetailDrawer>
    </>
  );
}

function RoleList({ roles }: { readonly roles: readonly Role[] }) {
  const { t } = useTranslation();
  const name = useRoleName(roles);
  const word = useWord();
  return (
    <ul className="panel">
      {roles.map((role) => (
        <li key={role.id} className="role">
          <p>
            <strong>{name(role.id)}</strong>{" "}
            {role.merchant_id === null ? null : <Mark tone="act">{t("roles.own")}</Mark>}
          </p>
          <p className="marks">
            {role.permissions.map((permission) => (
              <Mark key={permission} tone="calm">
                {word("permission", permission)}
              </Mark>
            ))}
          </p>
        </li>
      ))}
    </ul>
  );
}

interface Values {
  readonly name: string;
  readonly permissions: Permission[];
}

function RoleForm({ close }: { readonly close: () => void }) {
  const { t } = useTranslation();
  const { busy, saved, problem, save } = useSave(
    ({ name, permissions }: Values) => createRole(name, permissions),
    [["roles"]],
    close,
  );
  return (
    <Form<Values> layout="vertical" initialValues={{ name: "", permissions: [] }} onFinish={save}>
      <Form.Item
        name="name"
        label={t("roles.name")}
        rules={[{ required: true, message: t("common.missing") }]}
      >
        <Input maxLength={100} autoFocus />
      </Form.Item>
      <PermissionField />
      <FormFoot word={t("roles.add")} busy={busy} problem={problem} saved={saved} />
    </Form>
  );
}

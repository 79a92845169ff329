/** The people with accounts: who may do what, in which shops. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router-dom";
import { listRoles, listStaff, type Person } from "../../lib/settings.ts";
import { CursorList } from "../../parts/cursor-list.tsx";
import { Mark } from "../../parts/mark.tsx";
import type { Column } from "../../parts/rows.tsx";
import { Nothing } from "../../parts/states.tsx";
import { PersonDrawer } from "./person-drawer.tsx";
import { useRoleName } from "./role-name.ts";

export function Staff() {
  const { t } = useTranslation();
  const { id = null } = useParams();
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const columns = useColumns();
  const close = (): void => {
    setAdding(false);
    void navigate("/settings/staff");
  };
  return (
    <>
      <div className="bar">
        <p>{t("staff.line")}</p>
        <Button type="primary" onClick={() => setAdding(true)}>
          {t("staff.add")}
        </Button>
      </div>
      <CursorList<Person>
        label={t("settings.staff")}
        queryKey={["staff"]}
        read={listStaff}
        columns={columns}
        id={(row) => row.id}
        to={(row) => `/settings/staff/${row.id}`}
        selected={id}
        nothing={<Nothing title={t("staff.none")} hint={t("staff.none_hint")} />}
      />
      <PersonDrawer id={id} adding={adding} close={close} />
    </>
  );
}

function useColumns(): readonly Column<Person>[] {
  const { t } = useTranslation();
  const roles = useQuery({ queryKey: ["roles"], queryFn: listRoles });
  const name = useRoleName(roles.data ?? []);
  return [
    {
      key: "name",
      title: t("staff.name"),
      width: "minmax(120px, 1fr)",
      phone: "title",
      render: (row) => row.name,
    },
    {
      key: "login",
      title: t("staff.login"),
      width: "minmax(140px, 1fr)",
      phone: "line",
      render: (row) => row.login,
    },
    {
      key: "roles",
      title: t("staff.roles"),
      width: "minmax(180px, 2fr)",
      phone: "line",
      render: (row) => (
        <span className="marks">
          {[...new Set(row.grants.map((grant) => grant.role_id))].map((role) => (
            <Mark key={role} tone="calm">
              {name(role)}
            </Mark>
          ))}
        </span>
      ),
    },
    {
      key: "state",
      title: t("staff.state"),
      width: "100px",
      phone: "side",
      render: (row) =>
        row.active ? (
          <Mark tone="calm">{t("staff.active")}</Mark>
        ) : (
          <Mark tone="look">{t("staff.stopped")}</Mark>
        ),
    },
  ];
}

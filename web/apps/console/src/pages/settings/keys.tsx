/** Keys for programs: which shops, which permissions. The secret is shown once. */
import { useQuery } from "@tanstack/react-query";
import { Button, Popconfirm } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useConsole } from "../../lib/console.ts";
import { type Key, listKeys, revokeKey } from "../../lib/settings.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Mark } from "../../parts/mark.tsx";
import { Ago } from "../../parts/moments.tsx";
import { useProblemWords } from "../../parts/problem-words.ts";
import { type Column, Rows } from "../../parts/rows.tsx";
import { Nothing } from "../../parts/states.tsx";
import { useSave } from "../../parts/use-save.ts";
import { useWord } from "../../parts/words.ts";
import { NewKeyDrawer } from "./new-key.tsx";

export function Keys() {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const query = useQuery({ queryKey: ["keys"], queryFn: listKeys });
  return (
    <>
      <div className="bar">
        <p>{t("keys.line")}</p>
        <Button type="primary" onClick={() => setAdding(true)}>
          {t("keys.add")}
        </Button>
      </div>
      <Loaded query={query} rows={6}>
        {(keys) =>
          keys.length === 0 ? (
            <Nothing title={t("keys.none")} hint={t("keys.none_hint")} />
          ) : (
            <KeyRows keys={keys} />
          )
        }
      </Loaded>
      <NewKeyDrawer open={adding} close={() => setAdding(false)} />
    </>
  );
}

function KeyRows({ keys }: { readonly keys: readonly Key[] }) {
  const { t } = useTranslation();
  return <Rows<Key> label={t("settings.keys")} columns={useColumns()} rows={keys} id={(row) => row.id} />;
}

function useColumns(): readonly Column<Key>[] {
  const { t } = useTranslation();
  const word = useWord();
  const { shops } = useConsole().session;
  const shopName = (id: string): string => shops.find((shop) => shop.id === id)?.name ?? id;
  return [
    {
      key: "name",
      title: t("keys.name"),
      width: "minmax(120px, 1fr)",
      phone: "title",
      render: (row) => <strong>{row.name}</strong>,
    },
    {
      key: "shops",
      title: t("keys.shops"),
      width: "minmax(140px, 1fr)",
      phone: "line",
      render: (row) => row.shop_ids.map(shopName).join("、"),
    },
    {
      key: "permissions",
      title: t("roles.permissions"),
      width: "minmax(200px, 2fr)",
      phone: "line",
      render: (row) => (
        <span className="marks">
          {row.permissions.map((permission) => (
            <Mark key={permission} tone="calm">
              {word("permission", permission)}
            </Mark>
          ))}
        </span>
      ),
    },
    {
      key: "created",
      title: t("keys.created"),
      width: "110px",
      phone: "hide",
      render: (row) => <Ago at={row.created_at} />,
    },
    {
      key: "act",
      title: t("common.act"),
      width: "100px",
      end: true,
      phone: "side",
      render: (row) =>
        row.revoked_at ? <Mark tone="calm">{t("keys.revoked")}</Mark> : <Revoke apiKey={row} />,
    },
  ];
}

function Revoke({ apiKey }: { readonly apiKey: Key }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const { busy, problem, save } = useSave(revokeKey, [["keys"]]);
  return (
    <Popconfirm
      title={t("keys.revoke_sure")}
      description={problem ? words(problem) : t("keys.revoke_hint")}
      okText={t("keys.revoke")}
      okButtonProps={{ danger: true }}
      onConfirm={() => save(apiKey.id)}
    >
      <Button size="small" danger loading={busy}>
        {t("keys.revoke")}
      </Button>
    </Popconfirm>
  );
}

/** Playing a test set with drafts before they are published; the result opens by itself. */
import { useQuery } from "@tanstack/react-query";
import type { MenuProps } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import { beginRun, listSets } from "../../lib/trials.ts";
import { useSave } from "../../parts/use-save.ts";

interface TryFirst {
  readonly menu: MenuProps;
  readonly busy: boolean;
}

export function useTryFirst(shop: string, drafts: readonly string[]): TryFirst {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const sets = useQuery({ queryKey: ["test-sets", shop, "menu"], queryFn: () => listSets(shop, null) });
  const { busy, save } = useSave(
    (set: string) => beginRun(shop, set, drafts),
    [["runs"]],
    (run) => void navigate(`/training/tests/${run.set_id}~${run.id}`),
  );
  const full = (sets.data?.items ?? []).filter((one) => one.count > 0);
  const items =
    full.length === 0
      ? [{ key: "none", label: t("drafts.no_sets"), onClick: () => void navigate("/training/tests") }]
      : full.map((one) => ({
          key: one.id,
          label: `${one.name} · ${t("tests.test_count", { number: one.count })}`,
          onClick: () => save(one.id),
        }));
  return { menu: { items }, busy };
}

/** Which shop a page shows; left out for those who serve one shop only. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { useConsole } from "../lib/console.ts";
import { chosenShop } from "../lib/preferences.ts";
import type { Shop } from "../lib/session.ts";
import { useSignal } from "../lib/signal.ts";

/** Return the shop that pages of one shop show: the chosen one, else the first. */
export function useShop(): Shop | null {
  const { shops } = useConsole().session;
  const chosen = useSignal(chosenShop);
  return shops.find((shop) => shop.id === chosen) ?? shops[0] ?? null;
}

export function ShopSelect() {
  const { t } = useTranslation();
  const { shops } = useConsole().session;
  const shop = useShop();
  if (shops.length < 2) return null;
  return (
    <Select
      aria-label={t("common.shop")}
      value={shop?.id ?? null}
      onChange={(id: string) => chosenShop.set(id)}
      options={shops.map((one) => ({ value: one.id, label: one.name }))}
      showSearch={shops.length > 8 ? { optionFilterProp: "label" } : false}
      style={{ minWidth: 180 }}
    />
  );
}

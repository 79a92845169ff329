/** How a buyer is called on the desk: by name, or as a visitor with a few letters to tell them apart. */
import { useTranslation } from "react-i18next";
import type { Conversation } from "../../lib/wire.ts";

const VISITOR = /^v_/;

export function useBuyerName({ buyer }: Pick<Conversation, "buyer">): string {
  const { t } = useTranslation();
  if (buyer.name !== "") return buyer.name;
  return VISITOR.test(buyer.id) ? `${t("desk.visitor")} ${buyer.id.slice(-4)}` : buyer.id;
}

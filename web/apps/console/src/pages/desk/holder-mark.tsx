/** Who holds a conversation, in a word and a colour. */
import { useTranslation } from "react-i18next";
import type { Conversation } from "../../lib/wire.ts";
import { Mark } from "../../parts/mark.tsx";

export function HolderMark({ head, me }: { readonly head: Conversation; readonly me: string }) {
  const { t } = useTranslation();
  if (head.state === "closed") return <Mark tone="calm">{t("holder.closed")}</Mark>;
  if (head.holder === "bot") return <Mark tone="machine">{t("holder.bot")}</Mark>;
  if (head.holder === "queue") return <Mark tone="look">{t("holder.queue")}</Mark>;
  if (head.staff?.id === me) return <Mark tone="act">{t("holder.me")}</Mark>;
  return <Mark tone="calm">{head.staff?.name || t("holder.staff")}</Mark>;
}

/** Words for values that a server may add to: ours where we have them, else the value itself. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

export type Vocabulary =
  | "order_state"
  | "product_state"
  | "payment"
  | "change"
  | "change_state"
  | "channel"
  | "content_kind"
  | "platform"
  | "evidence_kind"
  | "permission"
  | "role"
  | "act"
  | "thing"
  | "table"
  | "field"
  | "bad_row"
  | "fact"
  | "standing"
  | "procedure_field"
  | "policy_fault"
  | "source_kind"
  | "outcome_of"
  | "rule_name"
  | "stage"
  | "spent"
  | "encoder_state"
  | "model_state"
  | "guidance_state"
  | "layer"
  | "wish_name"
  | "sentiment"
  | "urgency"
  | "format";

export function useWord(): (vocabulary: Vocabulary, value: string) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    (vocabulary, value) => {
      // A dot parts keys; values such as `orders.read` are written with an underscore there.
      const key = `${vocabulary}.${value.replaceAll(".", "_")}`;
      return i18n.exists(key) ? t(key as "common.retry") : value;
    },
    [t, i18n],
  );
}

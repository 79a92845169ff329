/** Which questions are shown: of one product, of one intent. */
import { useQuery } from "@tanstack/react-query";
import { Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { intentTitles } from "../../lib/intent-titles.ts";

interface FaqFilterProps {
  readonly shop: string;
  readonly product: string;
  readonly findProduct: (id: string) => void;
  readonly intent: string;
  readonly findIntent: (id: string) => void;
}

export function FaqFilter({ shop, product, findProduct, intent, findIntent }: FaqFilterProps) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const { data, isFetching } = useQuery({
    queryKey: ["intent-titles", shop],
    queryFn: () => intentTitles(shop),
    enabled: asked,
  });
  const options = [...(data ?? [])].map(([id, title]) => ({ value: id, label: `${title} · ${id}` }));
  return (
    <>
      <Input
        className="bar-field"
        allowClear
        placeholder={t("faqs.product")}
        aria-label={t("faqs.of_product")}
        value={product}
        onChange={(event) => findProduct(event.target.value.trim())}
      />
      <Select
        className="bar-select"
        aria-label={t("faqs.of_intent")}
        value={intent}
        onChange={findIntent}
        onOpenChange={(open) => setAsked((before) => before || open)}
        loading={isFetching}
        showSearch={{ optionFilterProp: "label" }}
        popupMatchSelectWidth={320}
        options={[{ value: "", label: t("faqs.every_intent") }, ...options]}
      />
    </>
  );
}

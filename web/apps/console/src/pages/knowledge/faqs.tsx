/** The shop's questions with their answers: found, opened, written anew. */
import { Button } from "antd";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import { type Faq, listFaqs } from "../../lib/knowledge.ts";
import { CursorList } from "../../parts/cursor-list.tsx";
import type { Column } from "../../parts/rows.tsx";
import { Search } from "../../parts/search.tsx";
import { Nothing } from "../../parts/states.tsx";
import { FaqDrawer } from "./faq-drawer.tsx";
import { FaqFiles } from "./faq-files.tsx";
import { FaqFilter } from "./faq-filter.tsx";
import type { SectionProps } from "./knowledge.tsx";
import { Standing, useEdits } from "./parts.tsx";

export function Faqs({ shop, id }: SectionProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const [product, setProduct] = useState("");
  const [intent, setIntent] = useState("");
  const filter = { q: useDeferredValue(typed), product: useDeferredValue(product), intent };
  const filtered = filter.product !== "" || intent !== "";
  const edits = useEdits(shop);
  return (
    <>
      <div className="bar">
        <Search label={t("faqs.search")} find={setTyped} typed={setTyped} />
        <FaqFilter {...{ shop, product, intent }} findProduct={setProduct} findIntent={setIntent} />
        <span className="bar-space" />
        <FaqFiles shop={shop} edits={edits} />
        {edits ? (
          <Button type="primary" onClick={() => void navigate("/knowledge/faqs/new")}>
            {t("faqs.add")}
          </Button>
        ) : null}
      </div>
      <CursorList<Faq>
        label={t("knowledge.faqs")}
        queryKey={["faqs", shop, filter]}
        read={(cursor) => listFaqs(shop, filter, cursor)}
        columns={useColumns()}
        id={(row) => row.id}
        to={(row) => `/knowledge/faqs/${encodeURIComponent(row.id)}`}
        selected={id}
        nothing={
          filtered ? (
            <Nothing title={t("faqs.none_of_these")} hint={t("faqs.none_of_these_hint")} />
          ) : filter.q === "" ? (
            <Nothing title={t("faqs.none")} hint={t("faqs.none_hint")} />
          ) : (
            <Nothing title={t("faqs.not_found", { search: filter.q })} hint={t("faqs.not_found_hint")} />
          )
        }
      />
      <FaqDrawer shop={shop} id={id} close={() => void navigate("/knowledge/faqs")} />
    </>
  );
}

function useColumns(): readonly Column<Faq>[] {
  const { t } = useTranslation();
  return [
    {
      key: "question",
      title: t("faqs.question"),
      width: "minmax(200px, 3fr)",
      phone: "title",
      render: (row) => <span className="one-line">{row.question}</span>,
    },
    {
      key: "answer",
      title: t("faqs.answer"),
      width: "minmax(240px, 4fr)",
      phone: "line",
      render: (row) => (
        <span className="one-line" title={row.answer}>
          {row.answer}
        </span>
      ),
    },
    {
      key: "wordings",
      title: t("faqs.similar"),
      width: "110px",
      phone: "hide",
      render: (row) => (
        <span className="figures">{t("faqs.wordings", { number: 1 + (row.similar ?? []).length })}</span>
      ),
    },
    {
      key: "product",
      title: t("faqs.product"),
      width: "140px",
      phone: "hide",
      render: (row) => <span className="figures">{row.product_id || "–"}</span>,
    },
    {
      key: "standing",
      title: t("faqs.standing"),
      width: "80px",
      phone: "side",
      render: (row) => <Standing standing={row.standing} />,
    },
  ];
}

/** Beside the conversation: the buyer, the orders, the parcels, what was changed. Loaded after the conversation. */
import { CloseOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useConsole } from "../../lib/console.ts";
import { getAbout, type About as Known } from "../../lib/shop-data.ts";
import { useSignal } from "../../lib/signal.ts";
import { Facts } from "../../parts/facts.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Nothing } from "../../parts/states.tsx";
import { ChangeList } from "../orders/change-list.tsx";
import { OrderCardList } from "../orders/order-cards.tsx";
import { ParcelTimeline } from "../orders/parcel-timeline.tsx";
import "./about.css";

export function About({ id, hide }: { readonly id: string; readonly hide: () => void }) {
  const { t } = useTranslation();
  const { live } = useConsole();
  const ready = useSignal(live.threads.signal(id)).state === "ready";
  const query = useQuery({ queryKey: ["about", id], queryFn: () => getAbout(id), enabled: ready });
  return (
    <aside className="about" aria-label={t("about.label")}>
      <Button
        type="text"
        className="about-hide"
        icon={<CloseOutlined />}
        aria-label={t("about.hide")}
        onClick={hide}
      />
      <Loaded query={query} rows={5}>
        {(known) => <AboutBuyer known={known} />}
      </Loaded>
    </aside>
  );
}

function AboutBuyer({ known }: { readonly known: Known }) {
  const { t } = useTranslation();
  const { buyer, orders, parcels, changes } = known;
  return (
    <>
      <section>
        <h3>{t("about.buyer")}</h3>
        {buyer.name || buyer.phone || orders.length > 0 ? (
          <Facts
            facts={[
              [t("about.name"), buyer.name],
              [t("about.account"), buyer.id],
              [t("about.phone"), buyer.phone],
              [t("about.address"), buyer.line],
            ]}
          />
        ) : (
          <Nothing title={t("about.unknown")} hint={t("about.unknown_hint")} />
        )}
      </section>
      <section>
        <h3>
          {t("about.orders")} <span className="figures">{orders.length}</span>
        </h3>
        {orders.length === 0 ? (
          <p className="meta">{t("about.no_orders")}</p>
        ) : (
          <OrderCardList orders={orders} />
        )}
      </section>
      {parcels.length > 0 ? (
        <section>
          <h3>
            {t("about.parcels")} <span className="figures">{parcels.length}</span>
          </h3>
          {parcels.map((parcel) => (
            <ParcelTimeline key={parcel.waybill_id} parcel={parcel} />
          ))}
        </section>
      ) : null}
      {changes.length > 0 ? (
        <section>
          <h3>{t("about.changes")}</h3>
          <ChangeList changes={changes} />
        </section>
      ) : null}
    </>
  );
}

/** One order: what, for whom, for how much, where its parcels are. Personal data is masked until asked for. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useConsole } from "../../lib/console.ts";
import { money } from "../../lib/format.ts";
import { may } from "../../lib/session.ts";
import { getOrder, type OrderWithParcels } from "../../lib/shop-data.ts";
import { DetailDrawer } from "../../parts/detail-drawer.tsx";
import { type Fact, Facts } from "../../parts/facts.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Mark } from "../../parts/mark.tsx";
import { Ago } from "../../parts/moments.tsx";
import { useWord } from "../../parts/words.ts";
import { ItemList } from "./order-cards.tsx";
import { OrderState } from "./order-state.tsx";
import { ParcelTimeline } from "./parcel-timeline.tsx";

interface OrderDrawerProps {
  readonly shop: string;
  readonly order: string | null;
  readonly close: () => void;
}

export function OrderDrawer({ shop, order, close }: OrderDrawerProps) {
  const { t } = useTranslation();
  return (
    <DetailDrawer open={order !== null} close={close} title={`${t("orders.detail")} ${order ?? ""}`}>
      {order === null ? null : <OrderDetail key={order} shop={shop} order={order} />}
    </DetailDrawer>
  );
}

function OrderDetail({ shop, order }: { readonly shop: string; readonly order: string }) {
  const { t } = useTranslation();
  const { session } = useConsole();
  const [plain, setPlain] = useState(false);
  const query = useQuery({
    queryKey: ["order", shop, order, plain],
    queryFn: () => getOrder(shop, order, plain),
    placeholderData: (before) => before,
    ...(plain ? { gcTime: 0 } : {}),
  });
  return (
    <Loaded query={query} rows={5}>
      {(found) => (
        <>
          <Summary order={found} />
          <section className="section">
            <h3>{t("orders.delivery")}</h3>
            <Delivery order={found} />
            {!plain && may(session, "buyers.unmask", shop) ? (
              <p className="section-act">
                <Button size="small" onClick={() => setPlain(true)}>
                  {t("orders.unmask")}
                </Button>{" "}
                <span className="meta">{t("orders.unmask_hint")}</span>
              </p>
            ) : null}
          </section>
          <section className="section">
            <h3>{t("orders.parcels")}</h3>
            {found.parcels?.length ? (
              found.parcels.map((parcel) => <ParcelTimeline key={parcel.waybill_id} parcel={parcel} />)
            ) : (
              <p className="meta">{t("orders.no_parcels")}</p>
            )}
          </section>
        </>
      )}
    </Loaded>
  );
}

function Summary({ order }: { readonly order: OrderWithParcels }) {
  const { t } = useTranslation();
  const word = useWord();
  const facts: Fact[] = [
    [t("orders.buyer"), order.buyer_id],
    [t("orders.payment"), order.payment === "unknown" ? "" : word("payment", order.payment)],
    [t("orders.platform"), order.platform === "" ? "" : word("platform", order.platform)],
    [t("orders.created"), order.created_at ? <Ago key="created" at={order.created_at} /> : ""],
    [t("orders.paid"), order.paid_at ? <Ago key="paid" at={order.paid_at} /> : ""],
    [t("orders.remark"), order.remark],
  ];
  return (
    <section>
      <p className="order-sum">
        <OrderState state={order.state} />
        {order.urged ? <Mark tone="look">{t("orders.urged")}</Mark> : null}
        <strong className="figures">{money(order.total_fen)}</strong>
      </p>
      <ItemList items={order.items} />
      <div className="section">
        <Facts facts={facts} />
      </div>
    </section>
  );
}

function Delivery({ order }: { readonly order: OrderWithParcels }) {
  const { t } = useTranslation();
  const { name, phone, line } = order.address;
  return (
    <Facts
      facts={[
        [t("orders.recipient"), name],
        [
          t("orders.phone"),
          <span key="phone" className="figures">
            {phone}
          </span>,
        ],
        [t("orders.address"), line],
      ]}
    />
  );
}

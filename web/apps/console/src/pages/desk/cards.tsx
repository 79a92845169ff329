/** Cards in a conversation: a product, an order, a parcel. */
import { useTranslation } from "react-i18next";
import { money } from "../../lib/format.ts";
import type { Content } from "../../lib/wire.ts";
import { Thumb } from "../../parts/picture.tsx";
import { useWord } from "../../parts/words.ts";

type Kind<K extends Content["kind"]> = Extract<Content, { kind: K }>;

export function ProductCard({ card }: { readonly card: Kind<"product_card"> }) {
  const word = useWord();
  return (
    <div className="card">
      <Thumb src={card.picture} alt="" size={56} />
      <div>
        <strong>{card.title}</strong>
        <p>
          {card.price_fen ? <span className="price figures">{money(card.price_fen)}</span> : null}
          {card.state ? <span className="meta">{word("product_state", card.state)}</span> : null}
        </p>
        <p className="meta figures">{card.product_id}</p>
      </div>
    </div>
  );
}

export function OrderCard({ card }: { readonly card: Kind<"order_card"> }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <div className="card">
      <Thumb src={card.picture} alt="" size={56} />
      <div>
        <strong>{card.title || t("content.order")}</strong>
        <p>
          {card.total_fen ? <span className="price figures">{money(card.total_fen)}</span> : null}
          <span className="meta">{word("order_state", card.state)}</span>
        </p>
        <p className="meta figures">{card.order_id}</p>
      </div>
    </div>
  );
}

export function ParcelCard({ card }: { readonly card: Kind<"parcel_card"> }) {
  return (
    <div className="card">
      <div>
        <strong>{card.status}</strong>
        <p className="meta">{[card.place, card.at].filter(Boolean).join(" · ")}</p>
        <p className="meta figures">
          {card.courier} {card.waybill_id}
        </p>
      </div>
    </div>
  );
}

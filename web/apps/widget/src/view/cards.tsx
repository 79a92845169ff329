/** Cards of goods, orders, parcels and files. */

import type { FileContent, OrderCard, ParcelCard, ProductCard } from "@xiaoer/protocol";
import { art } from "@xiaoer/ui/art";
import { h } from "preact";
import { useAround } from "./context.ts";
import { Icon } from "./icons.tsx";
import { moment } from "./moment.ts";
import { bytes, money, safeAddress } from "./safe.ts";

/** The product's picture, or a drawing of its kind. */
export function Thumbnail({
  id,
  title,
  picture,
}: {
  id: string;
  title: string;
  picture?: string | undefined;
}) {
  const { server } = useAround();
  const address = safeAddress(picture, server);
  if (address) return <img class="thumb" src={address} alt="" loading="lazy" />;
  const shapes = art(id, title).map(([tag, attributes]) => h(tag, attributes));
  return (
    <svg class="thumb" viewBox="0 0 200 200" aria-hidden="true">
      {shapes}
    </svg>
  );
}

export function Product({ card }: { card: ProductCard }) {
  const { words, canShowProduct, showProduct } = useAround();
  const state = card.state ? (words.productState[card.state] ?? card.state) : "";
  return (
    <article class="card" aria-label={words.product}>
      <div class="card-row">
        <Thumbnail id={card.product_id} title={card.title} picture={card.picture} />
        <div class="card-text">
          <p class="card-title" dir="auto">
            {card.title}
          </p>
          <p class="card-meta">
            {card.price_fen ? <b class="price">{money(card.price_fen)}</b> : null}
            {state && card.state !== "listed" ? <span>{state}</span> : null}
          </p>
        </div>
      </div>
      {canShowProduct() ? (
        <button type="button" class="card-act" onClick={() => showProduct(card.product_id)}>
          {words.viewProduct}
        </button>
      ) : null}
    </article>
  );
}

export function Order({ card }: { card: OrderCard }) {
  const { words } = useAround();
  return (
    <article class="card" aria-label={words.order}>
      <p class="card-head">
        <Icon name="order" size={16} />
        <span>{words.order}</span>
        <b>{words.orderState[card.state] ?? card.state}</b>
      </p>
      <div class="card-row">
        {card.title ? <Thumbnail id={card.order_id} title={card.title} picture={card.picture} /> : null}
        <div class="card-text">
          {card.title ? (
            <p class="card-title" dir="auto">
              {card.title}
            </p>
          ) : null}
          <p class="card-meta figures">{card.order_id}</p>
          {card.total_fen ? <b class="price">{money(card.total_fen)}</b> : null}
        </div>
      </div>
    </article>
  );
}

export function Parcel({ card }: { card: ParcelCard }) {
  const { words, language } = useAround();
  const at = card.at ? moment(card.at, new Date(), language, words.yesterday) || card.at : "";
  return (
    <article class="card" aria-label={words.parcel}>
      <p class="card-head">
        <Icon name="parcel" size={16} />
        <span dir="auto">{card.courier || words.parcel}</span>
        <b dir="auto">{card.status}</b>
      </p>
      <p class="card-meta figures">{card.waybill_id}</p>
      {card.place || at ? (
        <p class="card-meta" dir="auto">
          {[at, card.place].filter(Boolean).join(" · ")}
        </p>
      ) : null}
    </article>
  );
}

export function FileCard({ file }: { file: FileContent }) {
  const { words, server } = useAround();
  const address = safeAddress(file.url, server);
  const inside = (
    <>
      <Icon name="file" size={24} />
      <span class="card-text">
        <span class="card-title" dir="auto">
          {file.name}
        </span>
        <span class="card-meta">
          {[file.size ? bytes(file.size) : "", words.downloads].filter(Boolean).join(" · ")}
        </span>
      </span>
    </>
  );
  if (!address) return <div class="card card-row">{inside}</div>;
  return (
    <a class="card card-row" href={address} download={file.name} target="_blank" rel="noopener noreferrer">
      {inside}
    </a>
  );
}

/** The product on the page, ready to be sent with one press. */

import { useState } from "preact/hooks";
import type { State } from "../talk/state.ts";
import { Thumbnail } from "./cards.tsx";
import { useAround } from "./context.ts";
import { Icon } from "./icons.tsx";
import { money } from "./safe.ts";

export function Looking({ state }: { state: State }) {
  const { chat, words } = useAround();
  const [done, setDone] = useState("");
  const product = state.looking;
  if (!product || done === product.id) return null;
  const send = () => {
    setDone(product.id);
    chat.say({
      kind: "product_card",
      product_id: product.id,
      title: product.title,
      price_fen: product.price_fen,
      state: product.state,
      ...(product.picture ? { picture: product.picture } : {}),
    });
  };
  return (
    <div class="looking">
      <Thumbnail id={product.id} title={product.title} picture={product.picture} />
      <div class="card-text">
        <p class="card-meta">{words.looking}</p>
        <p class="looking-title" dir="auto">
          {product.title}
        </p>
        <b class="price">{money(product.price_fen)}</b>
      </div>
      <button type="button" class="quiet" onClick={send}>
        {words.sendProduct}
      </button>
      <button type="button" class="tool" aria-label={words.later} onClick={() => setDone(product.id)}>
        <Icon name="close" size={16} />
      </button>
    </div>
  );
}

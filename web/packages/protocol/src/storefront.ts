/** What a buyer's pass opens over HTTP: a session of the widget, and the shop front's catalogue. */

export interface Shop {
  readonly id: string;
  readonly name: string;
  readonly bot_name: string;
  readonly greeting: string;
  readonly language: string;
}

/** Answer of `POST /widget/sessions`. */
export interface Session {
  readonly pass: string;
  readonly buyer_id: string;
  /** Whether the buyer is anonymous; then `visitor_id` is the secret to come back with. */
  readonly visitor: boolean;
  readonly visitor_id: string;
  readonly conversation_id: string;
  readonly shop: Shop;
}

export interface Buyer {
  readonly id: string;
  readonly name?: string | undefined;
  /** Hex HMAC-SHA256(widget secret, buyer id), made on the shop's server. */
  readonly signature: string;
}

/** Answer of `POST /widget/uploads`. */
export interface Upload {
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

export type ProductState = "listed" | "delisted" | "out_of_stock";

export interface ListedProduct {
  readonly id: string;
  readonly title: string;
  readonly state: ProductState;
  readonly price_fen: number;
  readonly category: string;
  readonly picture: string;
}

export interface NamedText {
  readonly name: string;
  readonly text: string;
}

export interface Product extends ListedProduct {
  readonly description: string;
  readonly attributes: readonly NamedText[];
  readonly gifts: readonly NamedText[];
  readonly accessories: readonly NamedText[];
  readonly faults: readonly NamedText[];
  readonly exchanges: readonly NamedText[];
  readonly installation: string;
  readonly repair: string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next_cursor: string | null;
}

/** The shapes of conversations on the wire, as docs/protocol.md gives them. */

export type Speaker = "buyer" | "bot" | "staff" | "notice";
export type Holder = "bot" | "staff" | "queue";

export interface Choice {
  readonly label: string;
  readonly say: string;
}

export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly required?: boolean;
  readonly value?: string;
}

export type Content =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "picture";
      readonly url: string;
      readonly text?: string;
      readonly width?: number;
      readonly height?: number;
    }
  | { readonly kind: "video"; readonly url: string; readonly poster?: string; readonly seconds?: number }
  | { readonly kind: "sticker"; readonly name: string }
  | {
      readonly kind: "product_card";
      readonly product_id: string;
      readonly title: string;
      readonly price_fen?: number;
      readonly picture?: string;
      readonly state?: string;
    }
  | {
      readonly kind: "order_card";
      readonly order_id: string;
      readonly state: string;
      readonly total_fen?: number;
      readonly title?: string;
      readonly picture?: string;
    }
  | {
      readonly kind: "parcel_card";
      readonly waybill_id: string;
      readonly courier: string;
      readonly status: string;
      readonly place?: string;
      readonly at?: string;
      readonly order_id?: string;
    }
  | { readonly kind: "choices"; readonly text: string; readonly options: readonly Choice[] }
  | { readonly kind: "form"; readonly text: string; readonly fields: readonly FormField[] }
  | { readonly kind: "file"; readonly url: string; readonly name: string; readonly size?: number };

export interface Person {
  readonly id: string;
  readonly name: string;
}

export interface LastMessage {
  readonly speaker: Speaker;
  readonly text: string;
  readonly at: string;
}

/** The head of a conversation. `token` fences who may speak; `waiting_since` is null when nobody waits. */
export interface Conversation {
  readonly id: string;
  readonly shop_id: string;
  readonly shop_name: string;
  readonly buyer: Person;
  readonly channel: string;
  readonly state: "open" | "closed";
  readonly holder: Holder;
  readonly staff: Person | null;
  readonly token: number;
  readonly last_seq: number;
  readonly waiting_since: string | null;
  readonly product_id: string | null;
  readonly opened_at: string;
  readonly closed_at: string | null;
  readonly updated_at: string;
  readonly rating: number | null;
  readonly last_message: LastMessage | null;
}

export interface Message {
  readonly id: string;
  readonly seq: number;
  readonly speaker: Speaker;
  readonly speaker_name: string;
  readonly content: Content;
  readonly at: string;
  readonly client_id: string | null;
  readonly has_evidence: boolean;
}

/** Live figures; a figure without anything to count is null. */
export interface Counters {
  readonly open: number;
  readonly waiting: number;
  readonly with_bot: number;
  readonly with_staff: number;
  readonly bot_share: number | null;
  readonly first_reply_ms_p50: number | null;
  readonly first_reply_ms_mean: number | null;
  readonly heard_today: number;
  readonly said_today: number;
  readonly as_of: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
}

export interface ProblemBody {
  readonly title?: string;
  readonly status?: number;
  readonly code?: string;
  readonly detail?: string;
  readonly request_id?: string;
}

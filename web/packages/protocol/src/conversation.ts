/** Conversations and messages on the wire. Times are ISO 8601 with zone. */

import type { Content } from "./content.ts";

export type Speaker = "buyer" | "bot" | "staff" | "notice";
export type Holder = "bot" | "staff" | "queue";
export type ConversationState = "open" | "closed";

export interface Person {
  readonly id: string;
  readonly name: string;
}

export interface Message {
  readonly id: string;
  /** Grows by one within its conversation. */
  readonly seq: number;
  readonly speaker: Speaker;
  readonly speaker_name: string;
  readonly content: Content;
  readonly at: string;
  readonly client_id: string;
  readonly has_evidence: boolean;
}

/** What a buyer sees of the head of a conversation. */
export interface Head {
  readonly id: string;
  readonly state: ConversationState;
  readonly holder: Holder;
  readonly token: number;
  readonly waiting_since: string | null;
  readonly product_id: string | null;
  readonly rating: number | null;
}

/** What staff see of it. */
export interface Conversation extends Head {
  readonly shop_id: string;
  readonly shop_name: string;
  readonly buyer: Person;
  readonly channel: string;
  readonly staff: Person | null;
  readonly last_seq: number;
  readonly answered: number;
  readonly opened_at: string;
  readonly closed_at: string | null;
  readonly updated_at: string;
  readonly last_message: { readonly speaker: Speaker; readonly text: string; readonly at: string } | null;
}

export interface Counters {
  readonly open: number;
  readonly waiting: number;
  readonly with_bot: number;
  readonly with_staff: number;
  readonly bot_share: number;
  readonly first_reply_ms_p50: number;
  readonly first_reply_ms_mean: number;
  readonly heard_today: number;
  readonly said_today: number;
  readonly as_of: string;
}

/** RFC 9457 problem details with a stable `code`. */
export interface Problem {
  readonly code: string;
  readonly title?: string;
  readonly status?: number;
  readonly detail?: string;
}

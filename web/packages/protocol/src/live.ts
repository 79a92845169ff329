/** Frames of the live socket, `GET /api/v1/live`: JSON, one object a text frame. */

import type { BuyerContent } from "./content.ts";
import type { Conversation, Counters, Head, Message, Problem } from "./conversation.ts";

export type FromBuyer =
  | {
      readonly type: "hello";
      readonly token: string;
      readonly conversation?: string;
      readonly after?: number;
      /** The page that is looked at, for a conversation that begins with this hello. */
      readonly product_id?: string;
    }
  | { readonly type: "say"; readonly client_id: string; readonly content: BuyerContent }
  | { readonly type: "look"; readonly product_id: string }
  | { readonly type: "typing"; readonly on: boolean }
  | { readonly type: "rate"; readonly score: number; readonly text: string }
  | { readonly type: "person" }
  | { readonly type: "ping" };

export type Event<Name extends string, Data> = {
  readonly type: "event";
  readonly id: number;
  readonly name: Name;
  readonly data: Data;
};

export type ToBuyer =
  | {
      readonly type: "snapshot";
      readonly cursor: number;
      readonly conversation: Head;
      readonly messages: readonly Message[];
    }
  | { readonly type: "resumed"; readonly cursor: number }
  | Event<"message", Message>
  | Event<"conversation", Partial<Head>>
  | { readonly type: "ack"; readonly client_id: string; readonly message_id: string; readonly seq: number }
  | { readonly type: "refused"; readonly client_id: string; readonly problem: Problem }
  | { readonly type: "typing"; readonly who: "bot" | "staff"; readonly name: string; readonly on: boolean }
  | ({ readonly type: "problem" } & Problem)
  | { readonly type: "pong" };

export type FromStaff =
  | { readonly type: "hello"; readonly token: string }
  | { readonly type: "follow"; readonly shops: readonly string[] }
  | { readonly type: "open"; readonly conversation: string; readonly after: number | null }
  | { readonly type: "leave"; readonly conversation: string }
  | { readonly type: "typing"; readonly conversation: string; readonly on: boolean }
  | { readonly type: "ping" };

/** Frames of one opened conversation carry its id as `feed`. */
export type ToStaff =
  | { readonly type: "inbox"; readonly cursor: number }
  | (Event<"conversation", Conversation> & { readonly feed: "inbox" })
  | { readonly type: "event"; readonly feed: "counters"; readonly data: Counters }
  | {
      readonly type: "snapshot";
      readonly feed: string;
      readonly cursor: number;
      readonly conversation: Conversation;
      readonly messages: readonly Message[];
    }
  | { readonly type: "resumed"; readonly feed: string; readonly cursor: number }
  | (Event<"message", Message> & { readonly feed: string })
  | (Event<"conversation", Partial<Conversation>> & { readonly feed: string })
  | ({ readonly type: "problem" } & Problem)
  | { readonly type: "pong" };

/** `code` of the close frame after a token that is wrong or has run out. */
export const NOT_AUTHENTICATED = 4401;

/** Return the frame in `text`, or null when it is not a JSON object with a type. */
export function frame<Frame extends { readonly type: string }>(text: unknown): Frame | null {
  if (typeof text !== "string") return null;
  try {
    const value: unknown = JSON.parse(text);
    const known = typeof value === "object" && value !== null && "type" in value;
    return known ? (value as Frame) : null;
  } catch {
    return null;
  }
}

/** The shapes of conversations on the wire: the generated ones, with the words that they can hold. */
import type { Content, Speaker } from "@xiaoer/protocol";
import type { Schemas } from "./client.ts";

export type { Content, Speaker } from "@xiaoer/protocol";

type Narrow<T, Exact extends { readonly [K in keyof Exact]: K extends keyof T ? T[K] : never }> = Readonly<
  Omit<T, keyof Exact> & Exact
>;

export type Holder = "bot" | "staff" | "queue";

export type LastMessage = Narrow<Schemas["LastMessage"], { speaker: Speaker }>;

/** The head of a conversation. `token` fences who may speak; `waiting_since` is null when nobody waits. */
export type Conversation = Narrow<
  Schemas["ConversationHead"],
  { state: "open" | "closed"; holder: Holder; last_message: LastMessage | null }
>;

export type Message = Readonly<Omit<Schemas["MessageItem"], "speaker" | "content">> & {
  readonly speaker: Speaker;
  readonly content: Content;
};

/** Live figures; a figure without anything to count is null. */
export type Counters = Readonly<Schemas["Counters"]>;

export type Notice = Readonly<Schemas["NoticeFace"]>;

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

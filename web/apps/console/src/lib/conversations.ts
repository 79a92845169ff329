/** Requests about conversations. */
import { get, send } from "./client.ts";
import type { Content, Conversation, Counters, Message, Page } from "./wire.ts";

export interface ConversationQuery {
  readonly shop_id?: string | null;
  readonly state?: "open" | "closed";
  readonly q?: string;
  readonly cursor?: string | null;
  readonly limit?: number;
}

export const listConversations = (query: ConversationQuery): Promise<Page<Conversation>> =>
  get("/conversations", { ...query });

export const getConversation = (id: string): Promise<Conversation> => get(`/conversations/${id}`);

export const listMessages = async (id: string, beforeSeq: number | null): Promise<readonly Message[]> =>
  (await get<Page<Message>>(`/conversations/${id}/messages`, { before_seq: beforeSeq, limit: 50 })).items;

export const sayMessage = (id: string, clientId: string, token: number, content: Content): Promise<Message> =>
  send("POST", `/conversations/${id}/messages`, { client_id: clientId, token, content });

export const takeConversation = (id: string): Promise<Conversation> => send("POST", `/conversations/${id}/take`);

export const releaseConversation = (id: string, token: number, to: "bot" | "queue"): Promise<Conversation> =>
  send("POST", `/conversations/${id}/release`, { token, to });

export const closeConversation = (id: string, token: number): Promise<Conversation> =>
  send("POST", `/conversations/${id}/close`, { token });

export const reopenConversation = (id: string): Promise<Conversation> => send("POST", `/conversations/${id}/reopen`);

export const getCounters = (): Promise<Counters> => get("/counters");

export interface Evidence {
  readonly kind: string;
  readonly id: string;
  readonly part: string;
  readonly quote: string;
}

export interface Why {
  readonly items: readonly Evidence[];
  readonly trace: Readonly<Record<string, unknown>>;
}

export const getWhy = (message: string): Promise<Why> => get(`/messages/${message}/evidence`);

/** Requests about conversations. */
import { answer, api, type Schemas } from "./client.ts";
import type { Content, Conversation, Counters, Message, Page } from "./wire.ts";

export interface ConversationQuery {
  readonly shop: string | null;
  readonly state: "open" | "closed" | "";
  readonly search: string;
  readonly cursor: string | null;
  readonly limit: number;
}

// The document says "text" where docs/protocol.md says which words; here they become those words.
const head = (item: Schemas["ConversationHead"]): Conversation => item as Conversation;
const message = (item: Schemas["MessageItem"]): Message => item as unknown as Message;

const path = (id: string) => ({ params: { path: { conversation_id: id } } });

export async function listConversations(query: ConversationQuery): Promise<Page<Conversation>> {
  const { shop, state, search, cursor, limit } = query;
  const page = await answer(
    api.GET("/api/v1/conversations", {
      params: { query: { shop_id: shop, state, q: search, cursor, limit } },
    }),
  );
  return { items: page.items.map(head), next_cursor: page.next_cursor ?? null };
}

export const getConversation = async (id: string): Promise<Conversation> =>
  head(await answer(api.GET("/api/v1/conversations/{conversation_id}", path(id))));

export async function listMessages(id: string, beforeSeq: number | null): Promise<readonly Message[]> {
  const query = beforeSeq === null ? { limit: 50 } : { before_seq: beforeSeq, limit: 50 };
  const page = await answer(
    api.GET("/api/v1/conversations/{conversation_id}/messages", {
      params: { path: { conversation_id: id }, query },
    }),
  );
  return page.items.map(message);
}

export async function sayMessage(
  id: string,
  clientId: string,
  token: number,
  content: Content,
): Promise<Message> {
  const body = { client_id: clientId, token, content: { ...content } };
  return message(
    await answer(api.POST("/api/v1/conversations/{conversation_id}/messages", { ...path(id), body })),
  );
}

export const takeConversation = async (id: string): Promise<Conversation> =>
  head(await answer(api.POST("/api/v1/conversations/{conversation_id}/take", path(id))));

export const releaseConversation = async (id: string, to: "bot" | "queue"): Promise<Conversation> =>
  head(
    await answer(api.POST("/api/v1/conversations/{conversation_id}/release", { ...path(id), body: { to } })),
  );

export const closeConversation = async (id: string): Promise<Conversation> =>
  head(await answer(api.POST("/api/v1/conversations/{conversation_id}/close", path(id))));

export const reopenConversation = async (id: string): Promise<Conversation> =>
  head(await answer(api.POST("/api/v1/conversations/{conversation_id}/reopen", path(id))));

export const getCounters = (): Promise<Counters> => answer(api.GET("/api/v1/counters"));

export type Evidence = Schemas["EvidenceItem"];
export type Why = Schemas["Evidence"];

export const getWhy = (id: string): Promise<Why> =>
  answer(api.GET("/api/v1/messages/{message_id}/evidence", { params: { path: { message_id: id } } }));

/** Requests about what could not be handled. */
import { answer, api, type Schemas } from "./client.ts";
import type { Page } from "./wire.ts";

export type DeadLetter = Schemas["DeadLetterItem"];

export async function listDeadLetters(shop: string, cursor: string | null): Promise<Page<DeadLetter>> {
  const page = await answer(
    api.GET("/api/v1/dead-letters", { params: { query: { shop_id: shop, cursor, limit: 50 } } }),
  );
  return { items: page.items, next_cursor: page.next_cursor ?? null };
}

/** Return how many entries went through: the letter and those that waited behind it. */
export async function replayDeadLetter(id: string): Promise<number> {
  const done = await answer(
    api.POST("/api/v1/dead-letters/{letter_id}/replay", { params: { path: { letter_id: id } } }),
  );
  return done.handled;
}

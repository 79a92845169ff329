/** The titles of a shop's intents by their ids: what a trace names, as a person reads it. */
import { answer, api } from "./client.ts";

const PAGE = 200;

export async function intentTitles(shop: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  let cursor: string | null = null;
  do {
    const query: { cursor: string | null; limit: number } = { cursor, limit: PAGE };
    const params = { path: { shop_id: shop }, query };
    const page = await answer(api.GET("/api/v1/shops/{shop_id}/intents", { params }));
    for (const { id, title } of page.items) found.set(id, title);
    cursor = page.next_cursor ?? null;
  } while (cursor !== null);
  return found;
}

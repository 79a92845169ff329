/** Requests about two wordings of one answer against each other. (A/B) */
import { answer, api } from "./client.ts";
import type { Faq } from "./knowledge.ts";
import type { Contest } from "./trials.ts";

const PAGE = 200;
const MOST_PAGES = 10;

/** The entries that have other wordings of their answer, of the first two thousand. */
export async function contested(shop: string): Promise<readonly Faq[]> {
  const found: Faq[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const query: { q: string; cursor: string | null; limit: number } = { q: "", cursor, limit: PAGE };
    const params = { path: { shop_id: shop }, query };
    const read = await answer(api.GET("/api/v1/shops/{shop_id}/faqs", { params }));
    found.push(...read.items.filter((faq) => (faq.variants ?? []).length > 0));
    cursor = read.next_cursor ?? null;
    if (cursor === null) break;
  }
  return found;
}

export const getContest = (shop: string, entry: string, days: number): Promise<Contest> =>
  answer(
    api.GET("/api/v1/training/contests/{shop_id}/{entry_id}", {
      params: { path: { shop_id: shop, entry_id: entry }, query: { days } },
    }),
  );

/** What a contest may honestly say. */
export type Verdict = "too_few" | "no_difference" | "better";

export function verdictOf({ better, enough }: Pick<Contest, "better" | "enough">): Verdict {
  if (!enough) return "too_few";
  return better === null ? "no_difference" : "better";
}

/** The letter of a wording by its place: A, B, C … */
export const letter = (place: number): string => String.fromCharCode(65 + place);

/** The shop's goods over HTTP, with the buyer's pass that the widget got. */

import type { ListedProduct, Page, Product } from "@xiaoer/protocol";

export class NotThere extends Error {}

const PAGE = 100;
/** A shop front that shows everything at once shows at most so many pages of it. */
const PAGES = 10;

/** Return all products of the shop. */
export async function allProducts(pass: string): Promise<readonly ListedProduct[]> {
  const all: ListedProduct[] = [];
  let cursor: string | null = "";
  for (let page = 0; page < PAGES && cursor !== null; page += 1) {
    const from: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
    const answer: Page<ListedProduct> = await get(pass, `/storefront/products?limit=${PAGE}${from}`);
    all.push(...answer.items);
    cursor = answer.next_cursor;
  }
  return all;
}

/** Return one product; fails with NotThere when the shop has none of this id. */
export function product(pass: string, id: string): Promise<Product> {
  return get(pass, `/storefront/products/${encodeURIComponent(id)}`);
}

async function get<Answer>(pass: string, path: string): Promise<Answer> {
  const answer = await fetch(`/api/v1${path}`, { headers: { Authorization: `Bearer ${pass}` } });
  if (answer.status === 404) throw new NotThere(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return (await answer.json()) as Answer;
}

/** Which products to show, in which order; and their texts made readable. Pure. */

import type { ListedProduct } from "@xiaoer/protocol";
import { type Kind, kindOf } from "@xiaoer/ui/art";

export type Sort = "shop" | "cheap" | "dear";

export interface Wish {
  readonly words: string;
  /** Category by the shop's own name, or by kind where the shop gives none. */
  readonly category: string | null;
  readonly sort: Sort;
}

export interface Category {
  /** The shop's own name, or the name of a kind. */
  readonly key: string;
  readonly kind: Kind;
  readonly count: number;
}

/** Return the category of a product: the shop's own word, else the kind that its title tells. */
export function categoryOf(product: ListedProduct): string {
  return product.category || kindOf(product.title);
}

/** Return the categories present, the largest first. */
export function categories(goods: readonly ListedProduct[]): readonly Category[] {
  const found = new Map<string, Category>();
  for (const product of goods) {
    const key = categoryOf(product);
    const kind = kindOf(product.title, product.category);
    found.set(key, { key, kind, count: (found.get(key)?.count ?? 0) + 1 });
  }
  return [...found.values()].sort((a, b) => b.count - a.count);
}

/**
 * Return how a category is called: by the shop's word; in another language by its kind, if no other category is of
 * that kind.
 */
export function nameOf(
  category: Category,
  all: readonly Category[],
  kinds: Record<Kind, string>,
  own: boolean,
): string {
  const { key, kind } = category;
  if (key === kind) return kinds[kind];
  const alone = all.filter((each) => each.kind === kind).length === 1;
  return own || kind === "other" || !alone ? key : kinds[kind];
}

/** Return the products that carry every word of the wish, in its category and order. */
export function wanted(goods: readonly ListedProduct[], wish: Wish): readonly ListedProduct[] {
  const words = wish.words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = goods.filter((product) => {
    if (wish.category && categoryOf(product) !== wish.category) return false;
    const text = `${product.title} ${product.category} ${product.id}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  if (wish.sort === "shop") return found;
  const sign = wish.sort === "cheap" ? 1 : -1;
  return [...found].sort((a, b) => sign * (a.price_fen - b.price_fen));
}

/** Return a title without the brand in front and the campaign marks, for narrow places. */
export function shortTitle(title: string): string {
  const short = title
    .replace(/^[^\s（(]{1,6}[（(][A-Za-z]+[）)]\s*/, "")
    .replace(/国家补贴\d*%?|以旧换新|【?国补立减\d+%】?|【售完即止】/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return short || title;
}

export interface Passage {
  readonly heading: string;
  readonly text: string;
}

/** Split a long text at its 【headings】 and empty lines. */
export function passages(text: string): readonly Passage[] {
  return text
    .split(/\n{2,}|(?=【[^】]{1,12}】)/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const found = /^【([^】]{1,12})】\s*/.exec(part);
      return found
        ? { heading: found[1] ?? "", text: part.slice(found[0].length) }
        : { heading: "", text: part };
    });
}

/** Return yuan and two digits, apart, for a price in fen. */
export function price(fen: number): { yuan: string; digits: string } {
  return { yuan: String(Math.floor(fen / 100)), digits: String(fen % 100).padStart(2, "0") };
}

/** Where the visitor is: shop, product, buyer and language, all of it in the address. Pure. */

import type { Buyer } from "@xiaoer/protocol";
import type { Language } from "./words.ts";

export interface Place {
  readonly siteKey: string;
  readonly product: string | null;
  readonly buyer: Buyer | null;
  readonly language: Language;
}

/** Read `/shop/{site_key}[/products/{id}]?buyer=&signature=&name=&language=`. */
export function placeOf(address: URL, browserLanguage: string): Place {
  const [, siteKey = "", , product = ""] = address.pathname
    .split("/")
    .filter(Boolean)
    .map(decodeURIComponent);
  const ask = address.searchParams;
  const id = ask.get("buyer");
  const signature = ask.get("signature");
  const language = ask.get("language") ?? browserLanguage;
  return {
    siteKey,
    product: product || null,
    buyer: id && signature ? { id, signature, name: ask.get("name") ?? undefined } : null,
    language: language.toLowerCase().startsWith("en") ? "en" : "zh-CN",
  };
}

/**
 * Return the address of a product, or of the whole shop; who one is and the language stay.
 * It ends with a slash, so that an id with a dot is not taken for a file.
 */
export function pathTo(address: URL, product: string | null): string {
  const [shop = "shop", siteKey = ""] = address.pathname.split("/").filter(Boolean);
  const path = `/${shop}/${siteKey}/${product ? `products/${encodeURIComponent(product)}/` : ""}`;
  return path + address.search;
}

/** Return the address with the buyer exchanged; null makes a guest. */
export function pathAs(address: URL, buyer: Buyer | null): string {
  const next = new URL(address);
  for (const name of ["buyer", "signature", "name"]) next.searchParams.delete(name);
  if (buyer) {
    next.searchParams.set("buyer", buyer.id);
    next.searchParams.set("signature", buyer.signature);
    if (buyer.name) next.searchParams.set("name", buyer.name);
  }
  return next.pathname + next.search;
}

/** Return the address with another language. */
export function pathIn(address: URL, language: Language): string {
  const next = new URL(address);
  next.searchParams.set("language", language);
  return next.pathname + next.search;
}

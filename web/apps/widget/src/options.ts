/** What the shop's page says about itself: the attributes of the script tag. */

import type { Buyer } from "@xiaoer/protocol";

export type Language = "zh-CN" | "en";

export interface Options {
  /** Where the server is: the origin that the script came from. */
  readonly server: string;
  readonly siteKey: string;
  readonly product: string | null;
  readonly buyer: Buyer | null;
  readonly language: Language;
}

/** Return the language that the widget speaks for a tag such as `en-GB`; Chinese unless it is English. */
export function languageOf(tag: string | null | undefined): Language {
  return tag?.toLowerCase().startsWith("en") ? "en" : "zh-CN";
}

/** Read `data-site-key`, `data-product`, `data-buyer`, `data-buyer-name`, `data-signature`, `data-language`. */
export function optionsOf(script: HTMLScriptElement): Options {
  const { siteKey, product, buyer, buyerName, signature, language } = script.dataset;
  return {
    server: new URL(script.src, location.href).origin,
    siteKey: siteKey ?? "",
    product: product || null,
    buyer: buyer && signature ? { id: buyer, signature, name: buyerName } : null,
    language: languageOf(language || document.documentElement.lang || navigator.language),
  };
}

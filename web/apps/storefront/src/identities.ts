/** The buyers that this browser tab has been; for trying the shop out as several people. */

import type { Buyer } from "@xiaoer/protocol";

const KEPT = "xiaoer.storefront.buyers";

/** Return the known buyers after adding `current`, the current one included. */
export function knownBuyers(siteKey: string, current: Buyer | null): readonly Buyer[] {
  const key = `${KEPT}.${siteKey}`;
  try {
    const known = JSON.parse(sessionStorage.getItem(key) ?? "[]") as Buyer[];
    if (!current || known.some((each) => each.id === current.id)) return known;
    const all = [...known, current];
    sessionStorage.setItem(key, JSON.stringify(all));
    return all;
  } catch {
    return current ? [current] : [];
  }
}

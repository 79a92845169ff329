/** The shop's chat on this page: loads the widget, as any shop would with its one script tag. */

import type { Session } from "@xiaoer/protocol";
import type { Place } from "./place.ts";

/** What this page uses of `window.xiaoer`. */
export interface Chat {
  open(): void;
  close(): void;
  setProduct(id: string | null): void;
  session(): Promise<Session>;
  on(name: "product", listener: (id: string) => void): void;
}

declare global {
  interface Window {
    xiaoer?: Chat;
  }
}

/** Put the script tag into the page; resolves with the widget's API. */
export function loadChat(place: Place): Promise<Chat> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.async = true;
    script.src = "/widget.js";
    script.dataset.siteKey = place.siteKey;
    script.dataset.language = place.language;
    if (place.product) script.dataset.product = place.product;
    if (place.buyer) {
      script.dataset.buyer = place.buyer.id;
      script.dataset.signature = place.buyer.signature;
      if (place.buyer.name) script.dataset.buyerName = place.buyer.name;
    }
    window.addEventListener("xiaoer:ready", () => window.xiaoer && resolve(window.xiaoer), { once: true });
    script.onerror = () => reject(new Error("unreachable"));
    document.head.append(script);
  });
}

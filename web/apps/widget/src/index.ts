/** The widget's way in: one script tag makes the launcher and `window.xiaoer`. */

import type { Buyer, Session } from "@xiaoer/protocol";
import { dark, font, light, properties, shadow } from "@xiaoer/ui/tokens";
import { h, render } from "preact";
import { optionsOf } from "./options.ts";
import base from "./style/base.css?inline";
import cards from "./style/cards.css?inline";
import composer from "./style/composer.css?inline";
import messages from "./style/messages.css?inline";
import panel from "./style/panel.css?inline";
import rating from "./style/rating.css?inline";
import waiting from "./style/waiting.css?inline";
import { Chat } from "./talk/chat.ts";
import { Memory } from "./talk/memory.ts";
import { Root } from "./view/root.tsx";
import { wordsOf } from "./words.ts";

/** What a page may listen to: the count of unread messages, and a product that the buyer wants to see. */
interface Heard {
  unread: number;
  product: string;
}

type Listener<Name extends keyof Heard> = (value: Heard[Name]) => void;

export interface Xiaoer {
  open(): void;
  close(): void;
  setProduct(id: string | null): void;
  setBuyer(buyer: Buyer | null): void;
  /** Resolves with pass, buyer and shop, for the page's own calls to `/api/v1/storefront`. */
  session(): Promise<Session>;
  /** Id of the conversation, empty until there is one. */
  conversation(): string;
  on<Name extends keyof Heard>(name: Name, listener: Listener<Name>): void;
}

declare global {
  interface Window {
    xiaoer?: Xiaoer;
  }
}

const STYLE = `.root{${properties(light)}--shadow:${shadow.light};--font:${font.text}}
@media (prefers-color-scheme:dark){.root{${properties(dark)}--shadow:${shadow.dark}}}
${base}${composer}${messages}${cards}${rating}${waiting}${panel}`;

function begin(script: HTMLScriptElement): Xiaoer {
  const options = optionsOf(script);
  const chat = new Chat(options, new Memory(options.siteKey));
  const listeners: { [Name in keyof Heard]: Listener<Name>[] } = { unread: [], product: [] };
  const host = document.createElement("xiaoer-chat");
  host.lang = options.language;
  // The page's own rules would win over the sheet inside; nothing of them may come in.
  host.style.setProperty("all", "initial", "important");
  const root = host.attachShadow({ mode: "open" });
  dress(root);
  const place = document.createElement("div");
  place.className = "root";
  root.append(place);
  document.body.append(host);
  const around = {
    chat,
    words: wordsOf(options.language),
    language: options.language,
    server: options.server,
    showProduct: (id: string) => {
      for (const tell of listeners.product) tell(id);
    },
    canShowProduct: () => listeners.product.length > 0,
  };
  const onUnread = (count: number) => {
    for (const tell of listeners.unread) tell(count);
  };
  render(h(Root, { around, onUnread }), place);
  wakeWithThePage(chat);
  return api(chat, (name, listener) => void (listeners[name] as unknown[]).push(listener));
}

function api(chat: Chat, on: Xiaoer["on"]): Xiaoer {
  return {
    open: () => chat.open(),
    close: () => chat.close(),
    setProduct: (id) => chat.setProduct(id || null),
    setBuyer: (buyer) => chat.setBuyer(buyer),
    session: () => chat.session(),
    conversation: () => chat.state.value.transcript.head?.id ?? "",
    on,
  };
}

/** A constructed sheet is allowed where a page's policy forbids inline styles. */
function dress(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement("style");
    style.textContent = STYLE;
    root.append(style);
  }
}

function wakeWithThePage(chat: Chat): void {
  window.addEventListener("online", () => chat.wake());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") chat.wake();
  });
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement && !window.xiaoer) {
  const start = () => {
    window.xiaoer = begin(script);
    window.dispatchEvent(new CustomEvent("xiaoer:ready"));
  };
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
}

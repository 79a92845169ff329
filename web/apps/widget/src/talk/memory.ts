/** What the browser keeps between pages: visitor, draft, unsent lines, how far one has read. Never throws. */

import type { BuyerContent } from "@xiaoer/protocol";

/** A line of the buyer that the server has not acknowledged. */
export interface Unsent {
  readonly client_id: string;
  readonly content: BuyerContent;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Code of the server's refusal; absent while the line waits to be sent. */
  readonly refused?: string;
}

/** Return a random id with 122 bits of chance, also on pages without a secure context. */
export function randomId(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Memory {
  readonly #prefix: string;
  readonly #kept: Pick<Storage, "getItem" | "setItem" | "removeItem">;

  /** `siteKey` keeps shops on one origin apart; `kept` may be absent where storage is forbidden. */
  constructor(siteKey: string, kept: Storage | null = browserStorage()) {
    this.#prefix = `xiaoer.${siteKey}.`;
    this.#kept = kept ?? forgetful();
  }

  /** Return the anonymous visitor that this browser was before, if it was one. */
  visitor(): string {
    return this.#read("visitor");
  }

  keepVisitor(visitor: string): void {
    this.#write("visitor", visitor);
  }

  draft(buyer: string): string {
    return this.#read(`draft.${buyer}`);
  }

  keepDraft(buyer: string, text: string): void {
    this.#write(`draft.${buyer}`, text);
  }

  /** Whether this buyer has talked here before, so that answers may be waiting. */
  talked(buyer: string): boolean {
    return this.#read(`talked.${buyer}`) === "1";
  }

  keepTalked(buyer: string): void {
    this.#write(`talked.${buyer}`, "1");
  }

  /** Sequence number up to which a conversation was read. */
  read(conversation: string): number {
    return Number(this.#read(`read.${conversation}`)) || 0;
  }

  keepRead(conversation: string, seq: number): void {
    if (seq > this.read(conversation)) this.#write(`read.${conversation}`, String(seq));
  }

  unsent(buyer: string): readonly Unsent[] {
    try {
      const value: unknown = JSON.parse(this.#read(`unsent.${buyer}`) || "[]");
      return Array.isArray(value) ? (value as Unsent[]) : [];
    } catch {
      return [];
    }
  }

  /** Add or change one unsent line; the rest may have been written by another tab and stays. */
  keepUnsent(buyer: string, line: Unsent): void {
    const others = this.unsent(buyer).filter((each) => each.client_id !== line.client_id);
    this.#write(`unsent.${buyer}`, JSON.stringify([...others, line].sort((a, b) => a.at - b.at)));
  }

  forgetUnsent(buyer: string, gone: readonly string[]): void {
    if (gone.length === 0) return;
    const left = this.unsent(buyer).filter((each) => !gone.includes(each.client_id));
    this.#write(`unsent.${buyer}`, left.length > 0 ? JSON.stringify(left) : "");
  }

  #read(name: string): string {
    try {
      return this.#kept.getItem(this.#prefix + name) ?? "";
    } catch {
      return "";
    }
  }

  #write(name: string, value: string): void {
    try {
      if (value) this.#kept.setItem(this.#prefix + name, value);
      else this.#kept.removeItem(this.#prefix + name);
    } catch {
      // A full or forbidden storage only costs what should have survived a reload.
    }
  }
}

function browserStorage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

function forgetful(): Pick<Storage, "getItem" | "setItem" | "removeItem"> {
  const values = new Map<string, string>();
  return {
    getItem: (name) => values.get(name) ?? null,
    setItem: (name, value) => void values.set(name, value),
    removeItem: (name) => void values.delete(name),
  };
}

/** What the widget shows, as one frozen value. */

import type { ListedProduct, Session } from "@xiaoer/protocol";
import { nothing, type Transcript } from "./transcript.ts";

export type Trouble = "unknown_shop" | "wrong_signature" | "unreachable";

export interface Typist {
  readonly who: "bot" | "staff";
  readonly name: string;
}

export interface State {
  readonly open: boolean;
  readonly session: Session | null;
  readonly trouble: Trouble | null;
  /** The socket is up and caught up. */
  readonly live: boolean;
  readonly transcript: Transcript;
  readonly typist: Typist | null;
  /** The product on the page that the buyer looks at, once its title is known. */
  readonly looking: ListedProduct | null;
  /** The buyer asked for a person and the server has not yet confirmed it. */
  readonly personAsked: boolean;
  /** Stars given that the server has not yet confirmed. */
  readonly rated: { readonly score: number; readonly text: string } | null;
  /** `seq` up to which the buyer has read this conversation. */
  readonly read: number;
}

export const closed: State = {
  open: false,
  session: null,
  trouble: null,
  live: false,
  transcript: nothing,
  typist: null,
  looking: null,
  personAsked: false,
  rated: null,
  read: 0,
};

/** A value that tells its readers when it changed. */
export class Store<Value> {
  #value: Value;
  readonly #readers = new Set<() => void>();

  constructor(value: Value) {
    this.#value = value;
  }

  get value(): Value {
    return this.#value;
  }

  change(part: Partial<Value>): void {
    this.#value = { ...this.#value, ...part };
    for (const reader of this.#readers) reader();
  }

  /** Call `reader` after every change; return how to stop. */
  watch(reader: () => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }
}

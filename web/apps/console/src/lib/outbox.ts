/** What an agent sent and the server has not confirmed: sent in order, once each, through a bad connection. */
import { backoff } from "@xiaoer/protocol";
import { type Problem, toProblem } from "./problem.ts";
import { Signal } from "./signal.ts";
import { readJson, type Storage } from "./storage.ts";
import type { Timers } from "./timers.ts";
import type { Content, Message } from "./wire.ts";

export interface Outgoing {
  readonly clientId: string;
  readonly conversation: string;
  readonly content: Content;
  readonly at: string;
  readonly state: "sending" | "waiting" | "refused";
  /** Code and detail of a refusal. */
  readonly refusal: { readonly code: string; readonly detail: string } | null;
}

export type Post = (conversation: string, clientId: string, content: Content) => Promise<Message>;

/** Where the browser keeps it. */
export const OUTBOX = "xiaoer.outbox";

export class Outbox {
  readonly signal: Signal<readonly Outgoing[]>;
  readonly #post: Post;
  readonly #storage: Storage;
  readonly #timers: Timers;
  readonly #said: (conversation: string, message: Message) => void;
  readonly #busy = new Set<string>();
  readonly #waits = new Map<string, number>();
  readonly #tries = new Map<string, number>();

  constructor(
    post: Post,
    storage: Storage,
    timers: Timers,
    said: (conversation: string, message: Message) => void,
  ) {
    this.#post = post;
    this.#storage = storage;
    this.#timers = timers;
    this.#said = said;
    const kept = readJson<Outgoing[]>(storage, OUTBOX) ?? [];
    this.signal = new Signal(
      kept.map((item) => (item.state === "sending" ? { ...item, state: "waiting" } : item)),
    );
  }

  send(conversation: string, clientId: string, content: Content, at: string): void {
    const item: Outgoing = { clientId, conversation, content, at, state: "sending", refusal: null };
    this.#keep([...this.signal.get(), item]);
    void this.#next(conversation);
  }

  /** Try again now: the connection is back, or the page was loaded again. */
  wake(): void {
    for (const timer of this.#waits.values()) this.#timers.clear(timer);
    this.#waits.clear();
    this.#tries.clear();
    for (const conversation of new Set(this.signal.get().map((item) => item.conversation))) {
      void this.#next(conversation);
    }
  }

  /** Take out what was refused and return it, so that its words are not lost. */
  takeBack(clientId: string): Outgoing | null {
    const item = this.signal.get().find((one) => one.clientId === clientId) ?? null;
    if (item) this.confirm(clientId);
    return item;
  }

  /** The message is in the conversation, whoever told us. */
  confirm(clientId: string): void {
    const left = this.signal.get().filter((item) => item.clientId !== clientId);
    if (left.length !== this.signal.get().length) this.#keep(left);
  }

  clear(): void {
    for (const timer of this.#waits.values()) this.#timers.clear(timer);
    this.#waits.clear();
    this.#keep([]);
  }

  async #next(conversation: string): Promise<void> {
    if (this.#busy.has(conversation) || this.#waits.has(conversation)) return;
    const item = this.signal
      .get()
      .find((one) => one.conversation === conversation && one.state !== "refused");
    if (!item) return;
    this.#busy.add(conversation);
    this.#mark(item.clientId, { state: "sending" });
    try {
      const message = await this.#post(conversation, item.clientId, item.content);
      this.#tries.delete(conversation);
      this.#said(conversation, message);
      this.confirm(item.clientId);
    } catch (error) {
      this.#failed(item, toProblem(error));
    }
    this.#busy.delete(conversation);
    void this.#next(conversation);
  }

  #failed(item: Outgoing, problem: Problem): void {
    if (!problem.passing) {
      const refusal = { code: problem.code, detail: problem.message };
      this.#mark(item.clientId, { state: "refused", refusal });
      return;
    }
    this.#mark(item.clientId, { state: "waiting" });
    const tries = this.#tries.get(item.conversation) ?? 0;
    this.#tries.set(item.conversation, tries + 1);
    const timer = this.#timers.set(
      () => {
        this.#waits.delete(item.conversation);
        void this.#next(item.conversation);
      },
      backoff(tries, this.#timers.chance()),
    );
    this.#waits.set(item.conversation, timer);
  }

  #mark(clientId: string, change: Partial<Outgoing>): void {
    this.#keep(this.signal.get().map((item) => (item.clientId === clientId ? { ...item, ...change } : item)));
  }

  #keep(items: readonly Outgoing[]): void {
    this.signal.set(items);
    if (items.length === 0) this.#storage.remove(OUTBOX);
    else this.#storage.set(OUTBOX, JSON.stringify(items));
  }
}

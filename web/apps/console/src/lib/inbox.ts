/** The heads of all open conversations: loaded once, then kept by events that are applied a few times a second. */
import { type Problem, toProblem } from "./problem.ts";
import { type Heads, isNewer } from "./queue.ts";
import { Signal } from "./signal.ts";
import type { Timers } from "./timers.ts";
import type { Conversation, Page } from "./wire.ts";

/** `heads` is one map for ever; a new board says that it changed, and which heads did. */
export interface Board {
  readonly version: number;
  readonly heads: Heads;
  readonly changed: ReadonlySet<string>;
}

export type Loading =
  | { readonly state: "loading" }
  | { readonly state: "ready" }
  | { readonly state: "failed"; readonly problem: Problem };

export type LoadPage = (cursor: string | null) => Promise<Page<Conversation>>;

/** Screens change at most this often, however many events come. */
const CALM_MS = 200;

export class Inbox {
  readonly board: Signal<Board>;
  readonly loading = new Signal<Loading>({ state: "loading" });
  readonly #heads = new Map<string, Conversation>();
  readonly #load: LoadPage;
  readonly #timers: Timers;
  #changed = new Set<string>();
  #flush: number | null = null;
  #run = 0;
  #touched = new Set<string>();

  constructor(load: LoadPage, timers: Timers) {
    this.#load = load;
    this.#timers = timers;
    this.board = new Signal<Board>({ version: 0, heads: this.#heads, changed: new Set() });
  }

  /** Take a head that an event or an answer told us. */
  put(head: Conversation): void {
    if (this.#take(head)) this.#touched.add(head.id);
  }

  /**
   * Read the whole list, in the background: at the beginning of every feed, because the feed tells only what
   * changes from then on. What is shown stays until better is known.
   */
  async reload(): Promise<void> {
    const run = ++this.#run;
    this.#touched = new Set();
    if (this.loading.get().state === "failed") this.loading.set({ state: "loading" });
    try {
      const seen = await this.#readAll(() => run === this.#run);
      if (run !== this.#run) return;
      this.#dropUnseen(seen);
      this.#show();
      this.loading.set({ state: "ready" });
    } catch (error) {
      if (run === this.#run) this.loading.set({ state: "failed", problem: toProblem(error) });
    }
  }

  async #readAll(wanted: () => boolean): Promise<ReadonlySet<string>> {
    const seen = new Set<string>();
    let cursor: string | null = null;
    do {
      const page: Page<Conversation> = await this.#load(cursor);
      if (!wanted()) break;
      for (const head of page.items) {
        seen.add(head.id);
        this.#take(head);
      }
      cursor = page.next_cursor;
    } while (cursor !== null);
    return seen;
  }

  /** What is no longer in the list and was not told of since was closed while we could not hear. */
  #dropUnseen(seen: ReadonlySet<string>): void {
    for (const id of [...this.#heads.keys()]) {
      if (seen.has(id) || this.#touched.has(id)) continue;
      this.#heads.delete(id);
      this.#changedOne(id);
    }
  }

  #take(head: Conversation): boolean {
    if (!isNewer(head, this.#heads.get(head.id))) return false;
    this.#heads.set(head.id, head);
    this.#changedOne(head.id);
    return true;
  }

  #changedOne(id: string): void {
    this.#changed.add(id);
    this.#flush ??= this.#timers.set(() => this.#show(), CALM_MS);
  }

  #show(): void {
    if (this.#flush !== null) this.#timers.clear(this.#flush);
    this.#flush = null;
    const changed = this.#changed;
    this.#changed = new Set();
    this.board.set({ version: this.board.get().version + 1, heads: this.#heads, changed });
  }
}

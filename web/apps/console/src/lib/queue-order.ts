/** The order of the queue from one board to the next: cheap while events come one by one, still while held. */
import type { Board } from "./inbox.ts";
import { arrange, held, rearrange, type Wish } from "./queue.ts";

export class QueueOrder {
  #order: readonly string[] = [];
  #version = -1;
  #wish: Wish | null = null;
  /** What changed while the order was held. */
  #late = new Set<string>();

  /** Return the ids to show; asking twice with the same arguments gives the same list. */
  next(board: Board, wish: Wish, hold: boolean): readonly string[] {
    const sameWish =
      this.#wish?.view === wish.view && this.#wish.me === wish.me && this.#wish.shop === wish.shop;
    const step = board.version - this.#version;
    this.#version = board.version;
    this.#wish = wish;
    if (!sameWish || step < 0 || step > 1) return this.#anew(board, wish, hold && sameWish);
    const changed = step === 1 ? board.changed : new Set<string>();
    if (hold) {
      for (const id of changed) this.#late.add(id);
      this.#order = held(this.#order, board.heads, changed, wish);
      return this.#order;
    }
    if (changed.size === 0 && this.#late.size === 0) return this.#order;
    const all = this.#late.size === 0 ? changed : new Set([...changed, ...this.#late]);
    this.#late = new Set();
    this.#order = rearrange(this.#order, board.heads, all, wish);
    return this.#order;
  }

  #anew(board: Board, wish: Wish, hold: boolean): readonly string[] {
    if (hold) {
      const all = new Set(board.heads.keys());
      for (const id of all) this.#late.add(id);
      this.#order = held(this.#order, board.heads, all, wish);
    } else {
      this.#late = new Set();
      this.#order = arrange(board.heads, wish);
    }
    return this.#order;
  }
}

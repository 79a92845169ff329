/** The product that the buyer looks at: told to the server, and described to the buyer. */

import type { Line } from "./line.ts";
import type { Server } from "./server.ts";
import type { State, Store } from "./state.ts";

export class Focus {
  #product: string | null;
  #told: string | null = null;
  readonly #state: Store<State>;
  readonly #server: Server;
  readonly #line: Line;

  constructor(product: string | null, state: Store<State>, server: Server, line: Line) {
    this.#product = product;
    this.#state = state;
    this.#server = server;
    this.#line = line;
  }

  get product(): string | null {
    return this.#product;
  }

  set(product: string | null): void {
    if (product === this.#product) return;
    this.#product = product;
    this.#state.change({ looking: null });
    this.tell();
  }

  /** The server hears of `product` by another way, the hello of the line. */
  told(product: string | null): void {
    this.#told = product;
  }

  /** Say the product over the line, unless it is known there; without a line it is said later. */
  tell(): void {
    if (this.#told === this.#product) return;
    if (this.#line.send({ type: "look", product_id: this.#product ?? "" })) this.#told = this.#product;
  }

  /** Fetch title and price of the product, once; a product that is not found is not shown. */
  describe(): void {
    const { session, looking } = this.#state.value;
    const id = this.#product;
    if (!session || !id || looking?.id === id) return;
    this.#server
      .product(session.pass, id)
      .then((product) => this.#product === id && this.#state.change({ looking: product }))
      .catch(() => undefined);
  }
}

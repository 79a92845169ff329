/** Getting a session of the widget, and a new one when it has run out: patient, one request at a time. */

import { type Buyer, backoff, type Session } from "@xiaoer/protocol";
import type { Options } from "../options.ts";
import type { Memory } from "./memory.ts";
import { Refused, type Server } from "./server.ts";
import type { Trouble } from "./state.ts";

export class Door {
  readonly #options: Options;
  readonly #server: Server;
  readonly #memory: Memory;
  readonly #onTrouble: (trouble: Trouble) => void;
  #buyer: Buyer | null;
  #entering: Promise<Session> | null = null;
  /** Grows when the buyer changes, so that a late answer for the one before is not used. */
  #turn = 0;

  constructor(options: Options, server: Server, memory: Memory, onTrouble: (trouble: Trouble) => void) {
    this.#options = options;
    this.#server = server;
    this.#memory = memory;
    this.#onTrouble = onTrouble;
    this.#buyer = options.buyer;
  }

  /** Key of this buyer in the browser's memory. */
  get who(): string {
    return this.#buyer?.id ?? "";
  }

  become(buyer: Buyer | null): void {
    this.#buyer = buyer;
    this.leave();
  }

  /** Forget the session, so that the next `enter` asks for a new one. */
  leave(): void {
    this.#turn += 1;
    this.#entering = null;
  }

  /** Return the session, asking the server for it as long as it cannot be reached. Never fails, may not settle. */
  enter(): Promise<Session> {
    this.#entering ??= this.#ask(this.#turn);
    return this.#entering;
  }

  async #ask(turn: number): Promise<Session> {
    for (let attempt = 0; turn === this.#turn; attempt += 1) {
      try {
        const session = await this.#server.session(this.#request());
        if (session.visitor) this.#memory.keepVisitor(session.visitor_id);
        if (turn === this.#turn) return session;
      } catch (error) {
        if (turn === this.#turn && this.#isFinal(error)) break;
      }
      await new Promise((resolve) => setTimeout(resolve, backoff(attempt, Math.random())));
    }
    return new Promise(() => {});
  }

  #isFinal(error: unknown): boolean {
    const { status, code } = error instanceof Refused ? error : { status: 0, code: "" };
    if (code === "bad_visitor" && this.#memory.visitor()) {
      this.#memory.keepVisitor("");
      return false;
    }
    if (status === 404) this.#onTrouble("unknown_shop");
    else if (status === 401 || status === 403) this.#onTrouble("wrong_signature");
    else this.#onTrouble("unreachable");
    return status >= 400 && status < 500 && status !== 429 && status !== 408;
  }

  #request() {
    const { siteKey, language } = this.#options;
    const visitor = this.#memory.visitor();
    return {
      site_key: siteKey,
      language,
      ...(this.#buyer ? { buyer: this.#buyer } : visitor ? { visitor_id: visitor } : {}),
      open: false,
    };
  }
}

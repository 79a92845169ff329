/** The live socket: says hello, keeps alive, comes back after a loss. Knows frames, not what they mean. */

import { backoff, type FromBuyer, frame, NOT_AUTHENTICATED, type ToBuyer } from "@xiaoer/protocol";

const PING_EVERY = 25_000;
/** Without any frame for this long after a ping the socket is taken for dead. */
const PONG_WITHIN = 10_000;

export interface LineOptions {
  readonly connect: () => WebSocket;
  readonly hello: () => FromBuyer;
  readonly onFrame: (frame: ToBuyer) => void;
  /** `true` once the server has answered the hello, `false` when the connection is lost. */
  readonly onLive: (live: boolean) => void;
  /** The pass is wrong or has run out; the line stops until opened again. */
  readonly onRejected: () => void;
  readonly random?: () => number;
}

type Timer = ReturnType<typeof setTimeout>;

export class Line {
  readonly #options: LineOptions;
  #socket: WebSocket | null = null;
  #live = false;
  #wanted = false;
  #attempt = 0;
  #retry: Timer | undefined;
  #ping: Timer | undefined;
  #silence: Timer | undefined;

  constructor(options: LineOptions) {
    this.#options = options;
  }

  get live(): boolean {
    return this.#live;
  }

  /** Connect now, also when the next try would come later. */
  open(): void {
    this.#wanted = true;
    if (this.#socket) return;
    clearTimeout(this.#retry);
    const socket = this.#options.connect();
    this.#socket = socket;
    socket.onopen = () => socket.send(JSON.stringify(this.#options.hello()));
    socket.onmessage = (message) => {
      if (socket === this.#socket) this.#hear(frame<ToBuyer>(message.data));
    };
    socket.onclose = (event) => {
      if (socket === this.#socket) this.#lost(event.code);
    };
  }

  close(): void {
    this.#wanted = false;
    this.#drop();
  }

  /** Take the connection for dead and come back after the usual wait. */
  doubt(): void {
    if (this.#socket) this.#lost(0);
  }

  /** Send a frame if the line is live; return whether it was handed to the socket. */
  send(said: FromBuyer): boolean {
    if (!this.#live || this.#socket?.readyState !== 1) return false;
    this.#socket.send(JSON.stringify(said));
    return true;
  }

  #hear(heard: ToBuyer | null): void {
    if (!heard) return;
    clearTimeout(this.#silence);
    if (heard.type === "problem" && heard.code === "not_authenticated") {
      this.#drop();
      this.#options.onRejected();
      return;
    }
    this.#options.onFrame(heard);
    if (!this.#live && (heard.type === "snapshot" || heard.type === "resumed")) {
      this.#live = true;
      this.#keepAlive();
      this.#options.onLive(true);
    }
  }

  #keepAlive(): void {
    clearTimeout(this.#ping);
    this.#ping = setTimeout(() => {
      // Only a connection that held counts, or a server that drops everybody at once would be stormed.
      this.#attempt = 0;
      this.send({ type: "ping" });
      clearTimeout(this.#silence);
      this.#silence = setTimeout(() => this.#lost(0), PONG_WITHIN);
      this.#keepAlive();
    }, PING_EVERY);
  }

  #lost(code: number): void {
    this.#drop();
    if (code === NOT_AUTHENTICATED) {
      this.#options.onRejected();
      return;
    }
    if (!this.#wanted) return;
    const random = this.#options.random ?? Math.random;
    this.#retry = setTimeout(() => this.open(), backoff(this.#attempt, random()));
    this.#attempt += 1;
  }

  #drop(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#ping);
    clearTimeout(this.#silence);
    const socket = this.#socket;
    this.#socket = null;
    if (socket && socket.readyState < 2) socket.close();
    if (this.#live) {
      this.#live = false;
      this.#options.onLive(false);
    }
  }
}

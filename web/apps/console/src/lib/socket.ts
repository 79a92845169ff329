/** The live socket: says who we are, notices silence, comes back by itself. Knows frames, not their meaning. */
import { backoff, NOT_AUTHENTICATED } from "@xiaoer/protocol";
import { Signal } from "./signal.ts";
import type { Timers } from "./timers.ts";

export interface Wire {
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number }) => void) | null;
  send(text: string): void;
  close(): void;
}

export type Frame = Readonly<Record<string, unknown>> & { readonly type: string };

export interface Listener {
  /** The socket is open and has said hello. */
  opened(): void;
  heard(frame: Frame): void;
  /** Our token is not accepted (any more). */
  denied(): void;
}

export interface Link {
  readonly state: "off" | "connecting" | "live" | "broken";
  /** Since when it is broken, epoch milliseconds. */
  readonly since: number;
}

const PING_EVERY_MS = 20_000;
const PONG_WITHIN_MS = 10_000;

export class LiveSocket {
  readonly link = new Signal<Link>({ state: "off", since: 0 });
  readonly #make: () => Wire;
  readonly #token: () => string;
  readonly #listener: Listener;
  readonly #timers: Timers;
  #wire: Wire | null = null;
  #tries = 0;
  #timer: number | null = null;
  #pulse: number | null = null;

  constructor(make: () => Wire, token: () => string, listener: Listener, timers: Timers) {
    this.#make = make;
    this.#token = token;
    this.#listener = listener;
    this.#timers = timers;
  }

  start(): void {
    if (this.link.get().state === "off") this.#connect();
  }

  stop(): void {
    this.#drop();
    this.link.set({ state: "off", since: 0 });
  }

  /** Try now instead of after the wait: the network is back, or somebody looks at the page again. */
  nudge(): void {
    if (this.link.get().state !== "broken" || this.#wire) return;
    this.#tries = 0;
    this.#connect();
  }

  /** Send if the line stands; frames are requests that are made again after reconnecting, never words. */
  send(frame: Frame): void {
    if (this.link.get().state === "live") this.#wire?.send(JSON.stringify(frame));
  }

  #connect(): void {
    this.#drop();
    if (this.link.get().state !== "broken") this.link.set({ state: "connecting", since: this.#timers.now() });
    const wire = this.#make();
    this.#wire = wire;
    this.#pulse = this.#timers.set(() => this.#lost(0), PONG_WITHIN_MS);
    wire.onopen = () => {
      wire.send(JSON.stringify({ type: "hello", token: this.#token() }));
      this.#tries = 0;
      this.link.set({ state: "live", since: this.#timers.now() });
      this.#beat();
      this.#listener.opened();
    };
    wire.onmessage = (event) => this.#hear(event.data);
    wire.onclose = (event) => this.#lost(event.code);
  }

  #hear(data: unknown): void {
    this.#beat();
    const frame = parse(data);
    if (frame && frame.type !== "pong") this.#listener.heard(frame);
  }

  #lost(code: number): void {
    this.#drop();
    if (code === NOT_AUTHENTICATED) {
      this.link.set({ state: "off", since: 0 });
      this.#listener.denied();
      return;
    }
    if (this.link.get().state !== "broken") this.link.set({ state: "broken", since: this.#timers.now() });
    this.#timer = this.#timers.set(() => this.#connect(), backoff(this.#tries, this.#timers.chance()));
    this.#tries += 1;
  }

  /** Something was heard: ask for a sign of life when it stays quiet, give up when none comes. */
  #beat(): void {
    if (this.#pulse !== null) this.#timers.clear(this.#pulse);
    this.#pulse = this.#timers.set(() => {
      this.#wire?.send(JSON.stringify({ type: "ping" }));
      this.#pulse = this.#timers.set(() => this.#lost(0), PONG_WITHIN_MS);
    }, PING_EVERY_MS);
  }

  #drop(): void {
    if (this.#timer !== null) this.#timers.clear(this.#timer);
    if (this.#pulse !== null) this.#timers.clear(this.#pulse);
    this.#timer = null;
    this.#pulse = null;
    const wire = this.#wire;
    this.#wire = null;
    if (!wire) return;
    wire.onopen = null;
    wire.onmessage = null;
    wire.onclose = null;
    wire.close();
  }
}

function parse(data: unknown): Frame | null {
  if (typeof data !== "string") return null;
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null && "type" in value ? (value as Frame) : null;
  } catch {
    return null;
  }
}

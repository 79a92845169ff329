/** The conversations that are open on this screen, kept by the live line, with history on request. */
import { type Problem, toProblem } from "./problem.ts";
import { Signal } from "./signal.ts";
import type { Frame } from "./socket.ts";
import {
  EMPTY,
  GAP,
  isComplete,
  type Thread,
  withEvent,
  withFetched,
  withMessage,
  withOlder,
  withResumed,
  withSaid,
  withSnapshot,
  withTyping,
} from "./thread.ts";
import type { Timers } from "./timers.ts";
import type { Message } from "./wire.ts";

export interface ThreadPort {
  /** Whether the live line stands. */
  live(): boolean;
  send(frame: Frame): void;
  /** A page of messages before `seq`, oldest first; the newest page when it is null. */
  messages(conversation: string, beforeSeq: number | null): Promise<readonly Message[]>;
  /** A message of ours came back by the live line. */
  confirmed(clientId: string): void;
}

const TYPING_MS = 6_000;
const KEPT = 30;

export class Threads {
  readonly #port: ThreadPort;
  readonly #timers: Timers;
  readonly #signals = new Map<string, Signal<Thread>>();
  readonly #followed = new Map<string, number>();
  readonly #reading = new Set<string>();

  constructor(port: ThreadPort, timers: Timers) {
    this.#port = port;
    this.#timers = timers;
  }

  signal(id: string): Signal<Thread> {
    const known = this.#signals.get(id);
    if (known) return known;
    const made = new Signal<Thread>(EMPTY);
    this.#signals.set(id, made);
    return made;
  }

  /** Follow a conversation until the returned function is called. */
  follow(id: string): () => void {
    this.signal(id);
    const followers = (this.#followed.get(id) ?? 0) + 1;
    this.#followed.set(id, followers);
    if (followers === 1) this.#ask(id);
    return () => {
      const left = (this.#followed.get(id) ?? 1) - 1;
      if (left > 0) {
        this.#followed.set(id, left);
        return;
      }
      this.#followed.delete(id);
      this.#port.send({ type: "leave", conversation: id });
      this.#forget();
    };
  }

  /** The line stands (again): ask for what was missed. */
  opened(): void {
    for (const id of this.#followed.keys()) this.#ask(id);
  }

  snapshot(id: string, cursor: number, messages: readonly Message[]): void {
    for (const message of messages) if (message.client_id) this.#port.confirmed(message.client_id);
    this.#change(id, (thread) => withSnapshot(thread, cursor, messages));
  }

  resumed(id: string): void {
    this.#change(id, withResumed);
  }

  message(id: string, event: number, message: Message): void {
    const signal = this.#signals.get(id);
    if (!signal) return;
    const next = withMessage(signal.get(), event, message);
    if (next === GAP) {
      this.#port.send({ type: "open", conversation: id, after: null });
      return;
    }
    signal.set(next);
    if (message.client_id) this.#port.confirmed(message.client_id);
  }

  passed(id: string, event: number): void {
    this.#change(id, (thread) => withEvent(thread, event));
  }

  /** An answer to a request told us that this was said. */
  said(id: string, message: Message): void {
    this.#change(id, (thread) => withSaid(thread, message));
  }

  /** A side types; a mark that names no conversation means the one that is followed. */
  typing(feed: string, who: string, on: boolean): void {
    const id = feed || ([...this.#followed.keys()].at(-1) ?? "");
    const until = on ? this.#timers.now() + TYPING_MS : 0;
    this.#change(id, (thread) => withTyping(thread, who, until));
    if (!on) return;
    this.#timers.set(() => {
      this.#change(id, (thread) => (thread.typing?.until === until ? withTyping(thread, who, 0) : thread));
    }, TYPING_MS);
  }

  /** Read the page before the oldest message; return a problem when that did not work. */
  async older(id: string): Promise<Problem | null> {
    const thread = this.signal(id).get();
    const first = thread.messages[0];
    if (!first || isComplete(thread) || this.#reading.has(id)) return null;
    this.#reading.add(id);
    try {
      const page = await this.#port.messages(id, first.seq);
      this.#change(id, (now) => withOlder(now, page));
      return null;
    } catch (error) {
      return toProblem(error);
    } finally {
      this.#reading.delete(id);
    }
  }

  #ask(id: string): void {
    if (this.#port.live()) {
      this.#port.send({ type: "open", conversation: id, after: this.signal(id).get().cursor });
    } else {
      void this.#fetch(id);
    }
  }

  async #fetch(id: string): Promise<void> {
    try {
      const messages = await this.#port.messages(id, null);
      this.#change(id, (thread) => withFetched(thread, messages));
    } catch {
      this.#change(id, (thread) => (thread.messages.length > 0 ? thread : { ...thread, state: "failed" }));
    }
  }

  retry(id: string): void {
    this.#change(id, (thread) => ({ ...thread, state: "loading" }));
    this.#ask(id);
  }

  /** Keep only the last few that nobody looks at. */
  #forget(): void {
    const unseen = [...this.#signals.keys()].filter((id) => !this.#followed.has(id));
    for (const id of unseen.slice(0, Math.max(0, unseen.length - KEPT))) this.#signals.delete(id);
  }

  #change(id: string, change: (thread: Thread) => Thread): void {
    const signal = this.#signals.get(id);
    if (signal) signal.set(change(signal.get()));
  }
}

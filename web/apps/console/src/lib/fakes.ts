/** Still time, a line held in the hand and ready-made values, for the tests of the live parts. */
import { Live } from "./live.ts";
import type { Wire } from "./socket.ts";
import type { Storage } from "./storage.ts";
import type { Timers } from "./timers.ts";
import type { Conversation, Message, Page } from "./wire.ts";

/** Timers that run only when time is advanced. */
export class StillTimers implements Timers {
  #now = 1_000_000;
  #next = 1;
  readonly #due = new Map<number, { at: number; run: () => void }>();

  now(): number {
    return this.#now;
  }

  chance(): number {
    return 1;
  }

  set(run: () => void, ms: number): number {
    this.#due.set(this.#next, { at: this.#now + ms, run });
    return this.#next++;
  }

  clear(timer: number): void {
    this.#due.delete(timer);
  }

  /** Let time pass, and promises with it. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const due = [...this.#due].filter(([, one]) => one.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.#due.delete(due[0]);
      this.#now = due[1].at;
      due[1].run();
      await settle();
    }
    this.#now = end;
  }
}

/** Let every promise that can go on go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

/** The other end of the live line. */
export class FakeWire implements Wire {
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onclose: ((event: { readonly code: number }) => void) | null = null;
  readonly sent: Record<string, unknown>[] = [];
  closed = false;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(): void {
    this.closed = true;
  }

  tell(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  types(): unknown[] {
    return this.sent.map((frame) => frame.type);
  }
}

export function head(id: string, change: Partial<Conversation> = {}): Conversation {
  return {
    id,
    shop_id: "shp_1",
    shop_name: "示例店",
    buyer: { id: `b_${id}`, name: "王**" },
    channel: "web",
    state: "open",
    holder: "bot",
    staff: null,
    token: 1,
    last_seq: 1,
    answered: 0,
    waiting_since: null,
    product_id: null,
    opened_at: "2026-11-22T08:00:00.000Z",
    closed_at: null,
    updated_at: "2026-11-22T08:00:00.000Z",
    rating: null,
    rating_text: "",
    handoff_summary: "",
    language: "zh-CN",
    last_message: null,
    ...change,
  };
}

export function message(seq: number, change: Partial<Message> = {}): Message {
  return {
    id: `msg_${seq}`,
    seq,
    speaker: "buyer",
    speaker_name: "王**",
    content: { kind: "text", text: `第 ${seq} 句` },
    at: "2026-11-22T08:00:00.000Z",
    client_id: "",
    has_evidence: false,
    ...change,
  };
}

/** A live side with its ends in our hands. */
export class Rig {
  readonly timers = new StillTimers();
  readonly wires: FakeWire[] = [];
  readonly confirmed: string[] = [];
  readonly live: Live;
  pages: Page<Conversation>[] = [{ items: [], next_cursor: null }];
  history: Message[] = [];
  loads = 0;
  denied = 0;

  constructor() {
    this.live = new Live(
      {
        connect: () => {
          const wire = new FakeWire();
          this.wires.push(wire);
          return wire;
        },
        token: () => "secret",
        shops: () => ["shp_1"],
        conversations: (cursor) => {
          this.loads += 1;
          const page = this.pages[cursor === null ? 0 : Number(cursor)];
          return page ? Promise.resolve(page) : Promise.reject(new Error("no such page"));
        },
        messages: () => Promise.resolve(this.history),
        confirmed: (clientId) => this.confirmed.push(clientId),
        opened: () => undefined,
        denied: () => {
          this.denied += 1;
        },
      },
      this.timers,
    );
    this.live.socket.start();
  }

  get wire(): FakeWire {
    return this.wires.at(-1) ?? new FakeWire();
  }

  open(): void {
    this.wire.onopen?.();
  }

  /** Break the line and let it come back. */
  async breakAndReturn(): Promise<void> {
    this.wire.onclose?.({ code: 1006 });
    await this.timers.pass(500);
    this.open();
  }

  inbox(id: number, data: Conversation): void {
    this.wire.tell({ type: "event", feed: "inbox", id, name: "conversation", data });
  }

  said(id: number, data: Message): void {
    this.wire.tell({ type: "event", feed: "cnv_1", id, name: "message", data });
  }

  seqs(): number[] {
    return this.live.threads
      .signal("cnv_1")
      .get()
      .messages.map((one) => one.seq);
  }
}

export function memoryStorage(): Storage {
  const values = new Map<string, string>();
  return {
    get: (key) => values.get(key) ?? null,
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
    keys: () => [...values.keys()],
  };
}

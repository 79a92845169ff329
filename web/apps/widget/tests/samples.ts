/** Messages, frames and a socket for tests. */

import type { FromBuyer, Message, ToBuyer } from "@xiaoer/protocol";

export function message(seq: number, text = `line ${seq}`, more: Partial<Message> = {}): Message {
  return {
    id: `msg_${seq}`,
    seq,
    speaker: seq % 2 ? "buyer" : "bot",
    speaker_name: "",
    content: { kind: "text", text },
    at: new Date(1_790_000_000_000 + seq * 1000).toISOString(),
    client_id: "",
    has_evidence: false,
    ...more,
  };
}

export const head = {
  id: "cnv_1",
  state: "open",
  holder: "bot",
  token: 1,
  waiting_since: null,
  product_id: null,
  rating: null,
} as const;

export function snapshot(cursor: number, messages: readonly Message[], conversation = "cnv_1"): ToBuyer {
  return { type: "snapshot", cursor, conversation: { ...head, id: conversation }, messages };
}

export function heard(id: number, data: Message): ToBuyer {
  return { type: "event", id, name: "message", data };
}

/** A socket whose other end is the test. */
export class FakeSocket {
  static made: FakeSocket[] = [];
  readyState = 0;
  readonly sent: FromBuyer[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor() {
    FakeSocket.made.push(this);
  }

  static get last(): FakeSocket {
    const socket = FakeSocket.made.at(-1);
    if (!socket) throw new Error("no socket was made");
    return socket;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as FromBuyer);
  }

  close(): void {
    this.readyState = 3;
  }

  accept(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  say(frame: ToBuyer): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  lose(code = 1006): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }

  said<Type extends FromBuyer["type"]>(type: Type): Extract<FromBuyer, { type: Type }>[] {
    return this.sent.filter((each) => each.type === type) as Extract<FromBuyer, { type: Type }>[];
  }
}

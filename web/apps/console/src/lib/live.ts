/** The live side of the console: one socket, the inbox, the open threads, the counters. */
import { Inbox, type LoadPage } from "./inbox.ts";
import { Signal } from "./signal.ts";
import { type Frame, LiveSocket, type Wire } from "./socket.ts";
import { Threads } from "./threads.ts";
import type { Timers } from "./timers.ts";
import type { Conversation, Counters, Message, Notice } from "./wire.ts";

export interface LivePort {
  connect(): Wire;
  token(): string;
  shops(): readonly string[];
  conversations: LoadPage;
  messages(conversation: string, beforeSeq: number | null): Promise<readonly Message[]>;
  confirmed(clientId: string): void;
  /** The line stands (again): what waits may be sent. */
  opened(): void;
  denied(): void;
}

export class Live {
  readonly socket: LiveSocket;
  readonly inbox: Inbox;
  readonly threads: Threads;
  readonly counters = new Signal<Counters | null>(null);
  /** What the shops announce now, newest first. */
  readonly notices = new Signal<readonly Notice[]>([]);
  readonly #port: LivePort;

  constructor(port: LivePort, timers: Timers) {
    this.#port = port;
    this.inbox = new Inbox(port.conversations, timers);
    this.socket = new LiveSocket(
      () => port.connect(),
      () => port.token(),
      {
        opened: () => this.#opened(),
        heard: (frame) => this.#heard(frame),
        denied: () => port.denied(),
      },
      timers,
    );
    this.threads = new Threads(
      {
        live: () => this.socket.link.get().state === "live",
        send: (frame) => this.socket.send(frame),
        messages: (conversation, beforeSeq) => port.messages(conversation, beforeSeq),
        confirmed: (clientId) => port.confirmed(clientId),
      },
      timers,
    );
  }

  #opened(): void {
    this.notices.set([]); // a new session tells what there is
    this.socket.send({ type: "follow", shops: this.#port.shops() });
    this.threads.opened();
    this.#port.opened();
  }

  #heard(frame: Frame): void {
    const feed = String(frame.feed ?? frame.conversation ?? "");
    switch (frame.type) {
      case "inbox":
        void this.inbox.reload();
        break;
      case "snapshot":
        this.#head(frame.conversation);
        this.threads.snapshot(feed, Number(frame.cursor), frame.messages as Message[]);
        break;
      case "resumed":
        this.threads.resumed(feed);
        break;
      case "typing":
        this.threads.typing(feed, String(frame.who ?? ""), frame.on === true);
        break;
      case "event":
        this.#event(feed, frame);
        break;
      default: // what a newer server may tell us and this page does not know
    }
  }

  #event(feed: string, frame: Frame): void {
    if (feed === "counters") {
      this.counters.set(frame.data as Counters);
    } else if (feed === "notices") {
      this.notices.set((frame.data as { readonly items: readonly Notice[] }).items);
    } else if (feed === "inbox") {
      this.#head(frame.data);
    } else if (frame.name === "message") {
      this.threads.message(feed, Number(frame.id), frame.data as Message);
    } else {
      this.threads.passed(feed, Number(frame.id));
      this.#head(frame.data);
    }
  }

  /** A whole head is taken; a part of one is left to the inbox, which brings the whole. */
  #head(data: unknown): void {
    const head = data as Partial<Conversation> | null;
    if (head && typeof head === "object" && head.id && head.shop_id && head.buyer) {
      this.inbox.put(head as Conversation);
    }
  }
}

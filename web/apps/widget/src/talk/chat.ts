/** One buyer's chat: what the buyer does and what the server says become one state. */

import { type Buyer, type BuyerContent, backoff, type Session, type ToBuyer } from "@xiaoer/protocol";
import type { Options } from "../options.ts";
import { Door } from "./door.ts";
import { Focus } from "./focus.ts";
import { Line } from "./line.ts";
import { type Memory, randomId, type Unsent } from "./memory.ts";
import { Server } from "./server.ts";
import { closed, type State, Store } from "./state.ts";
import { nothing, receive, waiting } from "./transcript.ts";

/** A line that is not acknowledged for so long means a dead connection. */
const ACK_WITHIN = 12_000;
const TYPING_LASTS = 6_000;

type Timer = ReturnType<typeof setTimeout>;

export class Chat {
  readonly state = new Store<State>(closed);
  readonly server: Server;
  readonly #memory: Memory;
  readonly #door: Door;
  readonly #line: Line;
  readonly #focus: Focus;
  /** Passes that were refused since the line was last live. */
  #renewals = 0;
  #typing: Timer | undefined;
  #ack: Timer | undefined;
  constructor(options: Options, memory: Memory) {
    this.server = new Server(options.server);
    this.#memory = memory;
    this.#door = new Door(options, this.server, memory, (trouble) => this.state.change({ trouble }));
    this.#line = new Line({
      connect: () => this.server.live(),
      hello: () => this.#hello(),
      onFrame: (frame) => this.#hear(frame),
      onLive: (live) => this.#turn(live),
      onRejected: () => this.#renew(),
    });
    this.#focus = new Focus(options.product, this.state, this.server, this.#line);
    if (memory.talked(this.#door.who)) this.#join();
  }

  open(): void {
    this.state.change({ open: true });
    this.#join();
    this.#focus.describe();
    this.readAll();
  }

  close(): void {
    this.state.change({ open: false });
  }

  /** Return the session, for the shop's page; fails with the trouble's name when there can be none. */
  session(): Promise<Session> {
    return new Promise((resolve, reject) => {
      const stop = this.state.watch(() => {
        const { trouble } = this.state.value;
        if (trouble && trouble !== "unreachable") reject(new Error(trouble));
        if (trouble !== "unreachable") stop();
      });
      void this.#enter().then(resolve);
    });
  }

  setProduct(id: string | null): void {
    this.#focus.set(id);
    if (this.state.value.open) this.#focus.describe();
  }

  setBuyer(buyer: Buyer | null): void {
    if ((buyer?.id ?? "") === this.#door.who) return;
    this.#line.close();
    this.#door.become(buyer);
    this.state.change({ ...closed, open: this.state.value.open });
    if (this.state.value.open || this.#memory.talked(this.#door.who)) this.#join();
  }

  say(content: BuyerContent): void {
    const line: Unsent = { client_id: randomId(), content, at: Date.now() };
    this.#memory.keepTalked(this.#door.who);
    this.#put(line);
  }

  retry(line: Unsent): void {
    this.#put({ client_id: line.client_id, content: line.content, at: line.at });
  }

  discard(line: Unsent): void {
    this.#memory.forgetUnsent(this.#door.who, [line.client_id]);
    const { transcript } = this.state.value;
    const unsent = transcript.unsent.filter((each) => each.client_id !== line.client_id);
    this.state.change({ transcript: { ...transcript, unsent } });
  }

  tellTyping(on: boolean): void {
    this.#line.send({ type: "typing", on });
  }

  askPerson(): void {
    if (this.state.value.transcript.head?.holder === "staff") return;
    this.#memory.keepTalked(this.#door.who);
    this.state.change({ personAsked: true });
    this.#line.send({ type: "person" });
  }

  rate(score: number, text: string): void {
    this.state.change({ rated: { score, text } });
    this.#line.send({ type: "rate", score, text });
  }

  get draft(): string {
    return this.#memory.draft(this.#door.who);
  }

  keepDraft(text: string): void {
    this.#memory.keepDraft(this.#door.who, text);
  }

  /** Everything on the screen has been seen. */
  readAll(): void {
    const { transcript, read } = this.state.value;
    const last = transcript.messages.at(-1)?.seq ?? 0;
    if (!transcript.head || last <= read) return;
    this.#memory.keepRead(transcript.head.id, last);
    this.state.change({ read: last });
  }

  /** The network or the page is back: do not wait for the next try. */
  wake(): void {
    if (this.state.value.session && !this.#line.live) this.#line.open();
  }

  #join(): void {
    void this.#enter().then(() => this.#line.open());
  }

  async #enter(): Promise<Session> {
    const session = await this.#door.enter();
    const before = this.state.value.session;
    if (before === session) return session;
    this.state.change({
      session,
      trouble: null,
      ...(before ? {} : { transcript: { ...nothing, unsent: this.#memory.unsent(this.#door.who) } }),
    });
    if (this.state.value.open) this.#focus.describe();
    return session;
  }

  #renew(): void {
    this.#line.close();
    this.#door.leave();
    const wait = this.#renewals === 0 ? 0 : backoff(this.#renewals, Math.random());
    this.#renewals += 1;
    setTimeout(() => this.#join(), wait);
  }

  #hello() {
    const { session, transcript } = this.state.value;
    const { product } = this.#focus;
    this.#focus.told(product);
    const hello = {
      type: "hello",
      token: session?.pass ?? "",
      ...(product ? { product_id: product } : {}),
    } as const;
    if (transcript.cursor === null || !transcript.head) return hello;
    return { ...hello, conversation: transcript.head.id, after: transcript.cursor };
  }

  #put(line: Unsent): void {
    const { transcript } = this.state.value;
    const others = transcript.unsent.filter((each) => each.client_id !== line.client_id);
    this.#memory.keepUnsent(this.#door.who, line);
    this.state.change({ transcript: { ...transcript, unsent: [...others, line] } });
    this.#send(line);
  }

  #send(line: Unsent): void {
    if (!this.#line.send({ type: "say", client_id: line.client_id, content: line.content })) return;
    clearTimeout(this.#ack);
    this.#ack = setTimeout(() => this.#line.doubt(), ACK_WITHIN);
  }

  #turn(live: boolean): void {
    this.state.change({ live, ...(live ? { trouble: null } : { typist: null }) });
    clearTimeout(this.#ack);
    if (!live) return;
    for (const line of waiting(this.state.value.transcript)) this.#send(line);
    this.#renewals = 0;
    this.#focus.tell();
    const { personAsked, rated } = this.state.value;
    if (personAsked) this.#line.send({ type: "person" });
    if (rated) this.#line.send({ type: "rate", ...rated });
  }

  #hear(frame: ToBuyer): void {
    if (frame.type === "typing") this.#showTyping(frame.on ? frame : null);
    else this.#take(frame);
  }

  #take(frame: ToBuyer): void {
    const before = this.state.value.transcript;
    const transcript = receive(before, frame, Date.now());
    if (transcript === before) return;
    this.#remember(before.unsent, transcript.unsent);
    const { head } = transcript;
    const moved = head && head.id !== before.head?.id;
    const answered =
      transcript.messages.at(-1)?.speaker !== "buyer" && transcript.messages !== before.messages;
    if (answered) this.#showTyping(null);
    this.state.change({
      transcript,
      ...(moved ? { read: this.#memory.read(head.id) } : {}),
      ...(head && head.holder !== "bot" ? { personAsked: false } : {}),
      ...(head?.rating ? { rated: null } : {}),
    });
  }

  #showTyping(typist: State["typist"]): void {
    clearTimeout(this.#typing);
    if (typist) this.#typing = setTimeout(() => this.state.change({ typist: null }), TYPING_LASTS);
    if (typist || this.state.value.typist) this.state.change({ typist });
  }

  #remember(before: readonly Unsent[], after: readonly Unsent[]): void {
    const left = new Map(after.map((line) => [line.client_id, line]));
    this.#memory.forgetUnsent(
      this.#door.who,
      before.filter((line) => !left.has(line.client_id)).map((line) => line.client_id),
    );
    for (const line of after) if (line.refused) this.#memory.keepUnsent(this.#door.who, line);
    if (after.every((line) => line.refused)) clearTimeout(this.#ack);
  }
}

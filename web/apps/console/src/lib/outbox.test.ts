/** What an agent sends arrives once, in order, or is given back with its reason. */
import { beforeEach, describe, expect, test } from "vitest";
import { Drafts } from "./drafts.ts";
import { memoryStorage, message, StillTimers, settle } from "./fakes.ts";
import { Outbox } from "./outbox.ts";
import { Problem } from "./problem.ts";
import type { Storage } from "./storage.ts";
import type { Content, Message } from "./wire.ts";

const text = (words: string): Content => ({ kind: "text", text: words });
const AT = "2026-11-22T08:00:00.000Z";

let timers: StillTimers;
let storage: Storage;
let posted: string[];
let answer: (clientId: string) => Promise<Message>;
let said: Message[];

const make = (): Outbox =>
  new Outbox(
    (_conversation, clientId) => {
      posted.push(clientId);
      return answer(clientId);
    },
    storage,
    timers,
    (_conversation, one) => said.push(one),
  );

beforeEach(() => {
  timers = new StillTimers();
  storage = memoryStorage();
  [posted, said] = [[], []];
  answer = (clientId) => Promise.resolve(message(1, { client_id: clientId }));
});

describe("the outbox", () => {
  test("keeps the order and empties itself", async () => {
    const outbox = make();
    outbox.send("cnv_1", "one", text("一"), AT);
    outbox.send("cnv_1", "two", text("二"), AT);
    await settle();
    expect(posted).toEqual(["one", "two"]);
    expect(outbox.signal.get()).toEqual([]);
    expect(said).toHaveLength(2);
  });

  test("tries again with the same id while the connection is bad, and nothing overtakes", async () => {
    const outbox = make();
    let broken = true;
    const good = answer;
    answer = (clientId) => (broken ? Promise.reject(new TypeError("failed to fetch")) : good(clientId));
    outbox.send("cnv_1", "one", text("一"), AT);
    outbox.send("cnv_1", "two", text("二"), AT);
    await timers.pass(400);
    expect(posted).toEqual(["one"]);
    expect(outbox.signal.get()[0]?.state).toBe("waiting");
    await timers.pass(1_200);
    expect(posted).toEqual(["one", "one", "one"]);
    broken = false;
    outbox.wake();
    await settle();
    expect(posted).toEqual(["one", "one", "one", "one", "two"]);
    expect(outbox.signal.get()).toEqual([]);
  });

  test("a refusal stays until it is taken back, and does not stop another conversation", async () => {
    const outbox = make();
    const good = answer;
    answer = (clientId) =>
      clientId === "one" ? Promise.reject(new Problem("holder_changed", 409, "…")) : good(clientId);
    outbox.send("cnv_1", "one", text("一"), AT);
    outbox.send("cnv_2", "two", text("二"), AT);
    await timers.pass(60_000);
    expect(posted).toEqual(["one", "two"]);
    expect(outbox.signal.get()[0]?.refusal?.code).toBe("holder_changed");
    const drafts = new Drafts(storage);
    drafts.set("cnv_1", "后来写的");
    drafts.giveBack("cnv_1", "一");
    expect(outbox.takeBack("one")?.clientId).toBe("one");
    expect(drafts.get("cnv_1")).toBe("一\n后来写的");
    expect(outbox.signal.get()).toEqual([]);
  });

  test("goes on after a reload with what was on its way", async () => {
    answer = () => new Promise(() => undefined);
    make().send("cnv_1", "one", text("一"), AT);
    await settle();
    answer = (clientId) => Promise.resolve(message(1, { client_id: clientId }));
    const reloaded = make();
    expect(reloaded.signal.get()[0]?.state).toBe("waiting");
    reloaded.wake();
    await settle();
    expect(posted).toEqual(["one", "one"]);
    expect(reloaded.signal.get()).toEqual([]);
  });

  test("is done when the live line shows the message first", async () => {
    answer = () => new Promise(() => undefined);
    const outbox = make();
    outbox.send("cnv_1", "one", text("一"), AT);
    outbox.confirm("one");
    expect(outbox.signal.get()).toEqual([]);
  });
});

describe("drafts", () => {
  test("are kept per conversation and forgotten together", () => {
    const drafts = new Drafts(storage);
    drafts.set("a", "您好");
    drafts.set("b", "稍等");
    drafts.set("b", "");
    storage.set("other", "x");
    expect([drafts.get("a"), drafts.get("b")]).toEqual(["您好", ""]);
    drafts.clear();
    expect(drafts.get("a")).toBe("");
    expect(storage.get("other")).toBe("x");
  });
});

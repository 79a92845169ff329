/** The chat over a socket that breaks: nothing lost, nothing twice, nothing stormed. */

import { describe, expect, it, vi } from "vitest";
import { Memory } from "../src/talk/memory.ts";
import { FakeSocket, heard, message, snapshot } from "./samples.ts";
import { answer, opened, sessions, texts, useShop } from "./shop.ts";

useShop();

describe("after a loss", () => {
  it("the hello continues after the last event", async () => {
    const chat = await opened();
    expect(FakeSocket.last.said("hello")).toEqual([{ type: "hello", token: "pass-cnv_1" }]);
    FakeSocket.last.say(snapshot(17, [message(1)]));
    FakeSocket.last.say(heard(18, message(2, "answer")));
    FakeSocket.last.lose();
    await vi.advanceTimersByTimeAsync(2_000);
    FakeSocket.last.accept();
    expect(FakeSocket.last.said("hello")).toEqual([
      { type: "hello", token: "pass-cnv_1", conversation: "cnv_1", after: 18 },
    ]);
    FakeSocket.last.say({ type: "resumed", cursor: 18 });
    FakeSocket.last.say(heard(18, message(2, "answer")));
    FakeSocket.last.say(heard(19, message(3, "more")));
    expect(texts(chat)).toEqual(["line 1", "answer", "more"]);
  });

  it("unacknowledged lines are said again, the same, in order, and nothing else is", async () => {
    const chat = await opened();
    FakeSocket.last.say(snapshot(1, []));
    chat.say({ kind: "text", text: "one" });
    chat.say({ kind: "text", text: "two" });
    const first = FakeSocket.last.said("say");
    FakeSocket.last.say({ type: "ack", client_id: first[0]?.client_id ?? "", message_id: "msg_1", seq: 1 });
    FakeSocket.last.lose();
    chat.say({ kind: "text", text: "three" });
    await vi.advanceTimersByTimeAsync(2_000);
    FakeSocket.last.accept();
    expect(FakeSocket.last.said("say")).toEqual([]);
    FakeSocket.last.say({ type: "resumed", cursor: 1 });
    const again = FakeSocket.last.said("say");
    expect(again.map((each) => each.content)).toEqual([
      { kind: "text", text: "two" },
      { kind: "text", text: "three" },
    ]);
    expect(again[0]?.client_id).toBe(first[1]?.client_id);
  });

  it("of the page, unsent lines and the draft are still there", async () => {
    const chat = await opened();
    chat.say({ kind: "text", text: "typed offline" });
    chat.keepDraft("half a sen");
    const next = await opened();
    expect(next.draft).toBe("half a sen");
    FakeSocket.last.say(snapshot(1, []));
    expect(FakeSocket.last.said("say").map((each) => each.content)).toEqual([
      { kind: "text", text: "typed offline" },
    ]);
    const id = FakeSocket.last.said("say")[0]?.client_id ?? "";
    FakeSocket.last.say({ type: "ack", client_id: id, message_id: "msg_1", seq: 1 });
    expect(new Memory("key").unsent("")).toEqual([]);
  });

  it("tries are apart, further and further", async () => {
    await opened();
    const spans: number[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      const made = FakeSocket.made.length;
      FakeSocket.last.lose();
      let waited = 0;
      while (FakeSocket.made.length === made) {
        await vi.advanceTimersByTimeAsync(50);
        waited += 50;
      }
      spans.push(waited);
    }
    expect(spans[5]).toBeGreaterThanOrEqual(8_000);
    expect(spans[0]).toBeLessThanOrEqual(550);
  });

  it("that nobody noticed, a line without acknowledgement makes a new connection", async () => {
    const chat = await opened();
    FakeSocket.last.say(snapshot(1, []));
    chat.say({ kind: "text", text: "hello?" });
    const made = FakeSocket.made.length;
    await vi.advanceTimersByTimeAsync(15_000);
    expect(FakeSocket.made.length).toBe(made + 1);
  });

  it("the wish for a person and the stars are said again until they are confirmed", async () => {
    const chat = await opened();
    FakeSocket.last.say(snapshot(1, []));
    chat.askPerson();
    FakeSocket.last.lose();
    await vi.advanceTimersByTimeAsync(2_000);
    FakeSocket.last.accept();
    FakeSocket.last.say({ type: "resumed", cursor: 1 });
    expect(FakeSocket.last.said("person")).toHaveLength(1);
    FakeSocket.last.say({ type: "event", id: 2, name: "conversation", data: { holder: "queue" } });
    expect(chat.state.value.personAsked).toBe(false);
  });
});

it("a new conversation stands below the one before, and takes the line that began it", async () => {
  const chat = await opened();
  FakeSocket.last.say(snapshot(5, [message(1, "old question"), message(2, "old answer")]));
  chat.say({ kind: "text", text: "one more thing" });
  const id = FakeSocket.last.said("say")[0]?.client_id ?? "";
  FakeSocket.last.say(snapshot(0, [], "cnv_2"));
  FakeSocket.last.say({ type: "ack", client_id: id, message_id: "msg_new", seq: 1 });
  const { transcript } = chat.state.value;
  expect(transcript.earlier.map((each) => each.seq)).toEqual([1, 2]);
  expect(texts(chat)).toEqual(["one more thing"]);
  expect(transcript.unsent).toEqual([]);
  FakeSocket.last.say(heard(1, message(1, "one more thing", { id: "msg_new", client_id: id })));
  FakeSocket.last.lose();
  await vi.advanceTimersByTimeAsync(2_000);
  FakeSocket.last.accept();
  expect(FakeSocket.last.said("hello")).toMatchObject([{ conversation: "cnv_2", after: 1 }]);
});

it("another buyer sees nothing of the one before", async () => {
  const chat = await opened();
  FakeSocket.last.say(snapshot(5, [message(1)]));
  chat.keepDraft("secret");
  const old = FakeSocket.last;
  sessions.push(answer("cnv_2"));
  chat.setBuyer({ id: "u2", signature: "bb" });
  expect(texts(chat)).toEqual([]);
  expect(chat.draft).toBe("");
  await vi.advanceTimersByTimeAsync(0);
  old.say(heard(6, message(2)));
  expect(texts(chat)).toEqual([]);
  FakeSocket.last.accept();
  expect(FakeSocket.last.said("hello")).toEqual([{ type: "hello", token: "pass-cnv_2" }]);
});

it("the product looked at is told once, also when it changed while offline", async () => {
  const chat = await opened({ product: "p1" });
  expect(FakeSocket.last.said("hello")[0]?.product_id).toBe("p1");
  chat.setProduct("p2");
  FakeSocket.last.say(snapshot(1, []));
  chat.setProduct("p2");
  expect(FakeSocket.last.said("look")).toEqual([{ type: "look", product_id: "p2" }]);
});

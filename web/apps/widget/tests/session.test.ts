/** A session of the widget: when it is asked for, as whom, and how patiently. */

import { describe, expect, it, vi } from "vitest";
import { Chat } from "../src/talk/chat.ts";
import { Memory } from "../src/talk/memory.ts";
import { FakeSocket } from "./samples.ts";
import { answer, asked, OPTIONS, opened, sessions, useShop } from "./shop.ts";

useShop();

describe("a session", () => {
  it("is asked for only when it is needed", async () => {
    const chat = new Chat(OPTIONS, new Memory("key"));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toEqual([]);
    chat.open();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toHaveLength(1);
  });

  it("is asked for at once on the next page when the buyer has talked", async () => {
    (await opened()).say({ kind: "text", text: "hi" });
    new Chat(OPTIONS, new Memory("key"));
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toHaveLength(2);
    expect(asked[0]).not.toHaveProperty("visitor_id");
    expect(asked[1]?.visitor_id).toBe("v_1.signed");
  });

  it("begins anew when the visitor is not known any more", async () => {
    new Memory("key").keepVisitor("v_old");
    sessions.push({ status: 422, body: { code: "bad_visitor" } }, answer());
    const chat = new Chat(OPTIONS, new Memory("key"));
    chat.open();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked.map((each) => each.visitor_id)).toEqual(["v_old", undefined]);
    expect(chat.state.value.session?.buyer_id).toBe("v_1");
  });

  it("carries a signed buyer instead of a visitor", async () => {
    await opened({ buyer: { id: "u1", signature: "aa" } });
    expect(asked[0]).toMatchObject({ buyer: { id: "u1", signature: "aa" }, site_key: "key" });
    expect(asked[0]).not.toHaveProperty("visitor_id");
  });

  it("is asked for again while the server cannot be reached", async () => {
    sessions.push({ status: 0, body: null }, { status: 503, body: {} }, answer());
    const chat = new Chat(OPTIONS, new Memory("key"));
    chat.open();
    await vi.advanceTimersByTimeAsync(0);
    expect(chat.state.value.trouble).toBe("unreachable");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(chat.state.value.trouble).toBe(null);
    expect(asked).toHaveLength(3);
  });

  it.each([
    [404, "unknown_shop"],
    [401, "wrong_signature"],
  ])("refused with %d is not asked for again", async (status, trouble) => {
    sessions.push({ status, body: { code: "x" } });
    const chat = new Chat(OPTIONS, new Memory("key"));
    chat.open();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(chat.state.value.trouble).toBe(trouble);
    expect(asked).toHaveLength(1);
  });

  it("whose pass is refused again and again is renewed with growing pauses", async () => {
    await opened();
    for (let turn = 0; turn < 200; turn += 1) {
      if (FakeSocket.last.readyState < 2) FakeSocket.last.say({ type: "problem", code: "not_authenticated" });
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(asked.length).toBeGreaterThan(2);
    expect(asked.length).toBeLessThan(9);
  });
});

/** Open conversations: every event exactly once, gaps filled, history paged back. */
import { beforeEach, describe, expect, test } from "vitest";
import { head, message, Rig, settle } from "./fakes.ts";

let rig: Rig;

beforeEach(() => {
  rig = new Rig();
});

describe("an open conversation", () => {
  const begin = (): (() => void) => {
    rig.open();
    const leave = rig.live.threads.follow("cnv_1");
    rig.wire.tell({
      type: "snapshot",
      feed: "cnv_1",
      cursor: 20,
      conversation: head("cnv_1"),
      messages: [message(1), message(2)],
    });
    return leave;
  };

  test("takes every event exactly once, through a break", async () => {
    begin();
    rig.said(21, message(3));
    rig.said(21, message(3));
    await rig.breakAndReturn();
    expect(rig.wire.sent).toContainEqual({ type: "open", conversation: "cnv_1", after: 21 });
    rig.wire.tell({ type: "resumed", feed: "cnv_1", cursor: 21 });
    rig.said(21, message(3));
    rig.said(22, message(4, { client_id: "mine" }));
    expect(rig.seqs()).toEqual([1, 2, 3, 4]);
    expect(rig.confirmed).toEqual(["mine"]);
  });

  test("asks for a snapshot when it finds a gap, and fills it", () => {
    begin();
    rig.said(25, message(6));
    expect(rig.wire.sent.at(-1)).toEqual({ type: "open", conversation: "cnv_1", after: null });
    expect(rig.seqs()).toEqual([1, 2]);
    const missing = [2, 3, 4, 5, 6].map((seq) => message(seq));
    rig.wire.tell({ type: "snapshot", feed: "cnv_1", cursor: 25, messages: missing });
    expect(rig.seqs()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("is read by a request while there is no line", async () => {
    rig.history = [message(1)];
    rig.live.threads.follow("cnv_1");
    await settle();
    expect(rig.seqs()).toEqual([1]);
    expect(rig.live.threads.signal("cnv_1").get().state).toBe("ready");
  });

  test("pages back in time without doubles", async () => {
    rig.open();
    rig.live.threads.follow("cnv_1");
    rig.wire.tell({ type: "snapshot", feed: "cnv_1", cursor: 20, messages: [message(3), message(4)] });
    rig.history = [message(1), message(2), message(3)];
    expect(await rig.live.threads.older("cnv_1")).toBeNull();
    expect(rig.seqs()).toEqual([1, 2, 3, 4]);
  });

  test("is left when nobody looks any more", () => {
    const leave = begin();
    const other = rig.live.threads.follow("cnv_1");
    leave();
    expect(rig.wire.types()).not.toContain("leave");
    other();
    expect(rig.wire.sent.at(-1)).toEqual({ type: "leave", conversation: "cnv_1" });
  });

  test("forgets typing after a while", async () => {
    begin();
    rig.wire.tell({ type: "typing", who: "buyer", name: "", on: true });
    expect(rig.live.threads.signal("cnv_1").get().typing?.who).toBe("buyer");
    await rig.timers.pass(6_000);
    expect(rig.live.threads.signal("cnv_1").get().typing).toBeNull();
  });
});

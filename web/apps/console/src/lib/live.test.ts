/** The line and the inbox: nothing lost, calm under many events, back by itself. */
import { beforeEach, describe, expect, test } from "vitest";
import { head, Rig, settle } from "./fakes.ts";

let rig: Rig;

beforeEach(() => {
  rig = new Rig();
});

describe("the line", () => {
  test("says hello, follows the shops and begins with the list", async () => {
    rig.pages = [
      { items: [head("a")], next_cursor: "1" },
      { items: [head("b")], next_cursor: null },
    ];
    rig.open();
    rig.wire.tell({ type: "inbox", cursor: 5 });
    await settle();
    expect(rig.wire.sent).toEqual([
      { type: "hello", token: "secret" },
      { type: "follow", shops: ["shp_1"] },
    ]);
    expect([...rig.live.inbox.board.get().heads.keys()]).toEqual(["a", "b"]);
    expect(rig.live.inbox.loading.get().state).toBe("ready");
  });

  test("comes back with growing waits, and at once when nudged", async () => {
    rig.open();
    rig.wire.onclose?.({ code: 1006 });
    expect(rig.live.socket.link.get().state).toBe("broken");
    await rig.timers.pass(499);
    expect(rig.wires).toHaveLength(1);
    await rig.timers.pass(1);
    expect(rig.wires).toHaveLength(2);
    rig.wire.onclose?.({ code: 1006 });
    await rig.timers.pass(999);
    expect(rig.wires).toHaveLength(2);
    rig.live.socket.nudge();
    expect(rig.wires).toHaveLength(3);
    rig.open();
    expect(rig.live.socket.link.get().state).toBe("live");
  });

  test("shows what is announced, and nothing of before when it comes back", async () => {
    rig.open();
    const data = { items: [{ id: "n1", shop_id: "shp_1", title: "t", text: "x" }] };
    rig.wire.tell({ type: "event", feed: "notices", id: 0, name: "notices", data });
    expect(rig.live.notices.get().map((notice) => notice.id)).toEqual(["n1"]);
    await rig.breakAndReturn();
    expect(rig.live.notices.get()).toEqual([]);
  });

  test("notices a line that has gone silent", async () => {
    rig.open();
    const first = rig.wire;
    await rig.timers.pass(20_000);
    expect(first.types()).toContain("ping");
    await rig.timers.pass(10_000);
    expect(rig.live.socket.link.get().state).toBe("broken");
    expect(first.closed).toBe(true);
  });

  test("stays up while pongs come", async () => {
    rig.open();
    for (let round = 0; round < 5; round++) {
      await rig.timers.pass(20_000);
      rig.wire.tell({ type: "pong" });
    }
    expect(rig.live.socket.link.get().state).toBe("live");
    expect(rig.wires).toHaveLength(1);
  });

  test("gives up when the session is not accepted", async () => {
    rig.open();
    rig.wire.onclose?.({ code: 4401 });
    await rig.timers.pass(60_000);
    expect(rig.denied).toBe(1);
    expect(rig.wires).toHaveLength(1);
  });

  test("does not choke on what it does not know", () => {
    rig.open();
    rig.wire.onmessage?.({ data: "not json" });
    rig.wire.tell({ type: "weather", sunny: true });
    expect(rig.live.socket.link.get().state).toBe("live");
  });
});

describe("the inbox", () => {
  test("shows a burst of events as one change", async () => {
    rig.open();
    rig.wire.tell({ type: "inbox", cursor: 5 });
    await settle();
    let changes = 0;
    rig.live.inbox.board.subscribe(() => {
      changes += 1;
    });
    for (let id = 6; id < 206; id++) rig.inbox(id, head(`c${id % 20}`, { last_seq: id }));
    expect(changes).toBe(0);
    await rig.timers.pass(200);
    expect(changes).toBe(1);
    expect(rig.live.inbox.board.get().heads.size).toBe(20);
    expect(rig.live.inbox.board.get().changed.size).toBe(20);
  });

  test("keeps a newer event over the older page that comes after it", async () => {
    rig.pages = [{ items: [head("a", { last_seq: 3 })], next_cursor: null }];
    rig.open();
    rig.wire.tell({ type: "inbox", cursor: 5 });
    rig.inbox(6, head("a", { last_seq: 4 }));
    await settle();
    await rig.timers.pass(200);
    expect(rig.live.inbox.board.get().heads.get("a")?.last_seq).toBe(4);
  });

  test("after a break drops what was closed meanwhile, and keeps what came meanwhile", async () => {
    rig.pages = [{ items: [head("a"), head("b")], next_cursor: null }];
    rig.open();
    rig.wire.tell({ type: "inbox", cursor: 5 });
    await settle();
    rig.pages = [{ items: [head("b")], next_cursor: null }];
    await rig.breakAndReturn();
    rig.wire.tell({ type: "inbox", cursor: 9 });
    rig.inbox(10, head("new"));
    await settle();
    expect([...rig.live.inbox.board.get().heads.keys()].sort()).toEqual(["b", "new"]);
  });

  test("says so when the list cannot be read, and can try again", async () => {
    rig.pages = [];
    rig.open();
    rig.wire.tell({ type: "inbox", cursor: 5 });
    await settle();
    expect(rig.live.inbox.loading.get().state).toBe("failed");
    rig.pages = [{ items: [head("a")], next_cursor: null }];
    await rig.live.inbox.reload();
    expect(rig.live.inbox.loading.get().state).toBe("ready");
  });
});

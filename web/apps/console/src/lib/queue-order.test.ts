/** The queue moves with the events, and not under the pointer. */
import { expect, test } from "vitest";
import { head } from "./fakes.ts";
import type { Board } from "./inbox.ts";
import type { Wish } from "./queue.ts";
import { QueueOrder } from "./queue-order.ts";
import type { Conversation } from "./wire.ts";

const all: Wish = { view: "all", me: "stf_1", shop: null };
const at = (second: number): string => new Date(Date.UTC(2026, 10, 22, 8, 0, second)).toISOString();

class Events {
  readonly heads = new Map<string, Conversation>();
  board: Board = { version: 0, heads: this.heads, changed: new Set() };

  tell(...changed: Conversation[]): Board {
    for (const one of changed) this.heads.set(one.id, one);
    this.board = {
      version: this.board.version + 1,
      heads: this.heads,
      changed: new Set(changed.map((one) => one.id)),
    };
    return this.board;
  }
}

test("follows the events while nobody points at it", () => {
  const events = new Events();
  const order = new QueueOrder();
  order.next(events.board, all, false);
  expect(order.next(events.tell(head("a", { updated_at: at(1) })), all, false)).toEqual(["a"]);
  expect(order.next(events.tell(head("b", { updated_at: at(2) })), all, false)).toEqual(["b", "a"]);
});

test("stands still under the pointer and catches up when it leaves", () => {
  const events = new Events();
  const order = new QueueOrder();
  order.next(events.tell(head("a", { updated_at: at(1) }), head("b", { updated_at: at(2) })), all, false);
  expect(order.next(events.tell(head("a", { waiting_since: at(3) })), all, true)).toEqual(["b", "a"]);
  expect(order.next(events.tell(head("c", { updated_at: at(9) })), all, true)).toEqual(["b", "a", "c"]);
  expect(order.next(events.board, all, false)).toEqual(["a", "c", "b"]);
});

test("gives the very same list when nothing changed, so that nothing is drawn again", () => {
  const events = new Events();
  const order = new QueueOrder();
  const first = order.next(events.tell(head("a")), all, false);
  expect(order.next(events.board, all, false)).toBe(first);
  expect(order.next(events.board, { ...all }, true)).toBe(first);
});

test("sorts anew when boards were skipped or another view is wanted", () => {
  const events = new Events();
  const order = new QueueOrder();
  order.next(events.tell(head("a")), all, false);
  events.tell(head("b", { updated_at: at(5) }));
  expect(order.next(events.tell(head("c", { updated_at: at(7) })), all, false)).toEqual(["c", "b", "a"]);
  expect(order.next(events.board, { ...all, view: "mine" }, true)).toEqual([]);
});

test("keeps the rows in place even when boards were skipped under the pointer", () => {
  const events = new Events();
  const order = new QueueOrder();
  order.next(events.tell(head("a")), all, false);
  events.tell(head("b", { waiting_since: at(1) }));
  expect(order.next(events.tell(head("c", { waiting_since: at(2) })), all, true)).toEqual(["a", "b", "c"]);
});

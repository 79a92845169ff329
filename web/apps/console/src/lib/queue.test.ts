/** The queue is sorted by waiting, changed in linear time, and still under the pointer. */
import { describe, expect, test } from "vitest";
import { head } from "./fakes.ts";
import { arrange, compare, count, held, isNewer, matches, rearrange, type Wish } from "./queue.ts";
import type { Conversation } from "./wire.ts";

const all: Wish = { view: "all", me: "stf_1", shop: null };
const at = (second: number): string => new Date(Date.UTC(2026, 10, 22, 8, 0, second)).toISOString();
const map = (heads: Conversation[]): Map<string, Conversation> => new Map(heads.map((one) => [one.id, one]));

describe("the queue", () => {
  test("puts the longest waiting first, then what changed last", () => {
    const heads = map([
      head("a", { updated_at: at(50) }),
      head("b", { waiting_since: at(30), updated_at: at(30) }),
      head("c", { waiting_since: at(10), updated_at: at(55) }),
      head("d", { updated_at: at(58) }),
    ]);
    expect(arrange(heads, all)).toEqual(["c", "b", "d", "a"]);
  });

  test.each([
    ["mine", head("x", { holder: "staff", staff: { id: "stf_1", name: "我" } }), true],
    ["mine", head("x", { holder: "staff", staff: { id: "stf_2", name: "她" } }), false],
    ["waiting", head("x", { holder: "queue" }), true],
    ["waiting", head("x", { holder: "bot" }), false],
    ["bot", head("x", { holder: "bot" }), true],
    ["all", head("x", { holder: "staff", staff: { id: "stf_2", name: "她" } }), true],
    ["all", head("x", { state: "closed" }), false],
  ] as const)("shows in %s what belongs there (case %#)", (view, one, expected) => {
    expect(matches(one, { ...all, view })).toBe(expected);
  });

  test("shows one shop when one is chosen", () => {
    expect(matches(head("x", { shop_id: "shp_2" }), { ...all, shop: "shp_1" })).toBe(false);
  });

  test("rearranged after any changes equals arranged anew", () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    const any = (id: string): Conversation =>
      head(id, {
        state: random(6) === 0 ? "closed" : "open",
        waiting_since: random(2) === 0 ? at(random(40)) : null,
        updated_at: at(random(60)),
      });
    const heads = map(Array.from({ length: 40 }, (_, index) => any(`c${index}`)));
    let order = arrange(heads, all);
    for (let round = 0; round < 300; round++) {
      const changed = new Set(Array.from({ length: random(6) }, () => `c${random(50)}`));
      for (const id of changed) {
        if (random(8) === 0) heads.delete(id);
        else heads.set(id, any(id));
      }
      order = rearrange(order, heads, changed, all);
      expect(order).toEqual(arrange(heads, all));
    }
  });

  test("keeps every row in place while it is held, and puts new ones at the end", () => {
    const heads = map([head("a", { waiting_since: at(1) }), head("b", { waiting_since: at(2) })]);
    const order = arrange(heads, all);
    heads.set("a", head("a", { state: "closed" }));
    heads.set("n", head("n", { waiting_since: at(0) }));
    expect(held(order, heads, new Set(["a", "n"]), all)).toEqual(["a", "b", "n"]);
    expect(held(order, heads, new Set(["a"]), all)).toBe(order);
    expect(rearrange(["a", "b", "n"], heads, new Set(["a", "n"]), all)).toEqual(["n", "b"]);
  });

  test("counts every view", () => {
    const heads = map([
      head("a"),
      head("b", { holder: "queue" }),
      head("c", { holder: "staff", staff: { id: "stf_1", name: "我" } }),
      head("d", { state: "closed" }),
    ]);
    expect(count(heads, "stf_1", null)).toEqual({ mine: 1, waiting: 1, bot: 1, all: 3 });
  });

  test("orders equal moments by id, so that rows never swap by chance", () => {
    expect(compare(head("a"), head("b"))).toBeLessThan(0);
    expect(compare(head("b"), head("a"))).toBeGreaterThan(0);
  });

  test("an overtaken answer is not newer", () => {
    const now = head("a", { token: 3, last_seq: 5, updated_at: at(9) });
    expect(isNewer(head("a", { token: 2, last_seq: 9 }), now)).toBe(false);
    expect(isNewer(head("a", { token: 3, last_seq: 4 }), now)).toBe(false);
    expect(isNewer(head("a", { token: 4, last_seq: 4 }), now)).toBe(true);
    expect(isNewer(now, undefined)).toBe(true);
  });
});

/** What going back to before a release would change. */
import { expect, test } from "vitest";
import { kindOf, undoing } from "./rolling.ts";
import type { Entry, Release } from "./training.ts";

const entry = (answer: string): Entry => ({
  id: "a",
  question: "几点发货",
  answer,
  product_id: null,
  similar: [],
  variants: [],
  intent: "",
  source: "",
});

const release = (number: number, id: string, before: Entry | null, after: Entry | null): Release => ({
  shop_id: "s",
  number,
  title: "",
  by: "",
  at: "",
  entries: 1,
  run_id: "",
  undoes: null,
  changes: [{ entry_id: id, before, after, draft_id: "" }],
});

test("an entry goes back to before the oldest of several releases", () => {
  const found = undoing([
    release(3, "a", entry("下午"), entry("16点")),
    release(2, "a", entry("早上"), entry("下午")),
  ]);
  expect(found).toEqual([{ id: "a", now: entry("16点"), back: entry("早上") }]);
});

test("what was added goes, what was removed comes back, what stands so already is left out", () => {
  const found = undoing([
    release(1, "added", null, entry("新")),
    release(2, "removed", entry("旧"), null),
    release(3, "same", entry("一"), entry("二")),
    release(4, "same", entry("二"), entry("一")),
  ]);
  expect(found.map(({ id, now, back }) => [id, kindOf(now, back)])).toEqual([
    ["removed", "added"],
    ["added", "removed"],
  ]);
});

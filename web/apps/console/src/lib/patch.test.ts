/** What must lie above a value so that it becomes another. */
import { expect, test } from "vitest";
import { patchOf, withProcedure } from "./patch.ts";

test("only what differs is said, and what is gone is null", () => {
  const base = { offered: true, days: 7, states: ["paid"], refused: { shipped: "a", signed: "b" } };
  expect(patchOf(base, base)).toEqual({});
  const wanted = { ...base, days: 0, states: ["paid", "signed"], refused: { signed: "c", returned: "d" } };
  expect(patchOf(base, wanted)).toEqual({
    days: 0,
    states: ["paid", "signed"],
    refused: { shipped: null, signed: "c", returned: "d" },
  });
});

test("the same in another order is no difference", () => {
  expect(patchOf({ refused: { a: "1", b: "2" } }, { refused: { b: "2", a: "1" } })).toEqual({});
});

test("one procedure is said anew and the others stay", () => {
  const own = { industries: ["clothes"], procedures: { cancel: { days: 1 }, place: { offered: false } } };
  expect(withProcedure(own, "cancel", { days: 2 })).toEqual({
    industries: ["clothes"],
    procedures: { cancel: { days: 2 }, place: { offered: false } },
  });
  expect(withProcedure(own, "cancel", {}).procedures).toEqual({ place: { offered: false } });
  expect(withProcedure({ procedures: { cancel: { days: 1 } } }, "cancel", {})).toEqual({});
});

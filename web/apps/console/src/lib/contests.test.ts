/** A contest says no more than its data shows. */
import { expect, test } from "vitest";
import { letter, verdictOf } from "./contests.ts";

test.each([
  [{ enough: false, better: null }, "too_few"],
  [{ enough: false, better: 1 }, "too_few"],
  [{ enough: true, better: null }, "no_difference"],
  [{ enough: true, better: 0 }, "better"],
] as const)("%o", (contest, verdict) => expect(verdictOf(contest)).toBe(verdict));

test("wordings have letters", () => expect([0, 1, 2].map(letter)).toEqual(["A", "B", "C"]));

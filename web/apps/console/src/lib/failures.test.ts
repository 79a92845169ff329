/** The judge's lines as something to say. */
import { expect, test } from "vitest";
import { failureOf } from "./failures.ts";

test.each([
  ["'16点' not said", "missing", "16点", 0],
  ["goal 1: none of ['包邮', '免运费'] said", "missing_any", "包邮、免运费", 2],
  ["'不行' said", "forbidden", "不行", 0],
  ["no answer", "no_answer", "no answer", 0],
  ["missing: cancel_order(1)", "expected", "cancel_order(1)", 0],
  ["not expected: cancel_order(1)", "unexpected", "cancel_order(1)", 0],
  ["a person was asked for", "asked_person", "a person was asked for", 0],
] as const)("%s", (line, kind, words, goal) => {
  expect(failureOf(line)).toEqual({ kind, words, goal });
});

test("an unknown line stays as it is", () => {
  expect(failureOf("more than 40 buyer messages")).toEqual({
    kind: null,
    words: "more than 40 buyer messages",
    goal: 0,
  });
});

/** What a page says of a turn's trace. */
import { expect, test } from "vitest";
import { millis, told } from "./trace.ts";

test("everything that a trace may hold becomes something to say", () => {
  const found = told({
    understood: { intent: "parcel.where", scenario: "物流查询", sure: 0.82, stage: "static" },
    outcome: "answered",
    wishes: ["parcel.where"],
    rule: "near:parcel.where",
    mood: { sentiment: "worried", urgency: 2, signs: ["急死"] },
    near: [{ key: "parcel.where", score: 0.82, parts: [0.7, 0.9] }],
    entries: [{ key: "f1", score: 0.4, parts: [0.1, 0.5, 0.6], layer: "shop" }],
    us: { rules: 812, encoder: 14_300 },
    encoder: "full",
    model: "failed: status 500",
    guidance: { for: "1", suggested: "2", because: "x" },
  });
  expect(found).toMatchObject({ sure: 0.82, stage: "static", model: "failed", outcome: "answered" });
  expect(found.rule).toEqual({ name: "near", detail: "parcel.where" });
  expect(found.entries[0]).toEqual({ key: "f1", score: 0.4, parts: [0.1, 0.5, 0.6], layer: "shop" });
  expect(found.spent).toEqual([
    ["rules", 812],
    ["encoder", 14_300],
  ]);
  expect(found.guidance).toEqual({ state: "suggested", detail: "2" });
});

test("an empty or strange trace says nothing and breaks nothing", () => {
  const found = told({ near: "x", mood: null, us: [1], wishes: [1, "a"], understood: { sure: 1 } });
  expect(found).toMatchObject({ intent: "", sure: null, rule: null, mood: null, near: [], wishes: ["a"] });
  expect(found.spent).toEqual([]);
  expect(told({}).guidance).toBeNull();
});

test("times are read in milliseconds", () => {
  expect([millis(812), millis(14_300)]).toEqual(["0.8 ms", "14 ms"]);
});

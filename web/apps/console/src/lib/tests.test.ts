/** Tests as lines: written, read again, and a conversation found in its address. */
import { expect, test } from "vitest";
import { conversationIn, gistOf, questionLine } from "./tests.ts";

test("a written question is a line that says the same again", () => {
  const line = questionLine({ id: "q", say: " 几点发货 ", all: ["16点"], none: [] });
  expect(JSON.parse(line)).toEqual({ id: "q", say: "几点发货", all: ["16点"] });
  expect(gistOf(line)).toEqual({ says: ["几点发货"], all: ["16点"], none: [] });
});

test("of a whole chat the buyer's lines and what must be answered are shown", () => {
  const body = JSON.stringify({
    goals: [{ say: "在吗" }, { say: "几点发货" }],
    expect: { replies: [{ goal: 1, any: ["16点"], none: ["明天"] }] },
  });
  expect(gistOf(body)).toEqual({ says: ["在吗", "几点发货"], all: ["16点"], none: ["明天"] });
  expect(gistOf("x")).toEqual({ says: ["x"], all: [], none: [] });
});

test.each(["cnv_1", " cnv_1 ", "/console/desk/cnv_1", "https://x.example/console/desk/cnv_1/?a=b"])(
  "%s",
  (link) => expect(conversationIn(link)).toBe("cnv_1"),
);

/** Numbers and moments read as people write them, in both languages. */
import { describe, expect, test } from "vitest";
import { absolute, ago, bytes, clock, duration, money, percent } from "./format.ts";

const NOW = new Date(2026, 10, 22, 16, 0, 0).getTime();
const before = (ms: number): string => new Date(NOW - ms).toISOString();

test.each([
  [0, "¥0.00"],
  [5, "¥0.05"],
  [129_900, "¥1,299.00"],
  [-78_006, "-¥780.06"],
  [123_456_789, "¥1,234,567.89"],
])("%i fen is %s", (fen, expected) => {
  expect(money(fen)).toBe(expected);
});

test.each([
  [0, "0%"],
  [0.001, "1%"],
  [0.864, "86%"],
  [0.999, "99%"],
  [1, "100%"],
])("a share of %f is %s", (share, expected) => {
  expect(percent(share)).toBe(expected);
});

test.each([
  [0, "00:00", "00:00"],
  [38_999, "00:38", "00:38"],
  [3_730_000, "1:02:10", "1:02:10"],
  [3 * 86_400_000 + 1, "3 天", "3 d"],
  [-5, "00:00", "00:00"],
])("a clock after %i ms shows %s", (ms, zh, en) => {
  expect(clock(ms, "zh-CN")).toBe(zh);
  expect(clock(ms, "en")).toBe(en);
});

test.each([
  [412, "0.4 秒", "0.4 s"],
  [12_400, "12 秒", "12 s"],
  [185_000, "3 分 05 秒", "3 min 05 s"],
  [5_460_000, "1 小时 31 分", "1 h 31 min"],
])("%i ms took %s", (ms, zh, en) => {
  expect(duration(ms, "zh-CN")).toBe(zh);
  expect(duration(ms, "en")).toBe(en);
});

describe("a moment", () => {
  test.each([
    [20_000, "刚刚", "just now"],
    [5 * 60_000, "5 分钟前", "5 min ago"],
    [3 * 3_600_000, "13:00", "13:00"],
    [26 * 3_600_000, "昨天 14:00", "yesterday 14:00"],
    [10 * 86_400_000, "11月12日", "12 Nov"],
    [400 * 86_400_000, "2025年10月18日", "18 Oct 2025"],
  ])("%i ms ago reads %s", (ms, zh, en) => {
    expect(ago(before(ms), NOW, "zh-CN")).toBe(zh);
    expect(ago(before(ms), NOW, "en")).toBe(en);
  });

  test("that is none reads as nothing", () => {
    expect(ago("", NOW, "en")).toBe("");
    expect(absolute("soon")).toBe("soon");
  });

  test("in full has its date and seconds", () => {
    expect(absolute(new Date(2026, 0, 2, 3, 4, 5).toISOString())).toBe("2026-01-02 03:04:05");
  });
});

test.each([
  [812, "812 B"],
  [4_200, "4 KB"],
  [5_400_000, "5.1 MB"],
])("%i bytes are %s", (size, expected) => {
  expect(bytes(size)).toBe(expected);
});

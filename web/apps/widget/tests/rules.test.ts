/** Small decisions: pictures, times, options, words, waiting. */

import { backoff } from "@xiaoer/protocol";
import { expect, it } from "vitest";
import { languageOf, optionsOf } from "../src/options.ts";
import { fitted, LARGEST, verdict } from "../src/picture.ts";
import { isPause, moment } from "../src/view/moment.ts";
import { wordsOf } from "../src/words.ts";

it.each([
  ["image/png", 10, "fine"],
  ["image/jpeg", LARGEST, "fine"],
  ["image/jpeg", LARGEST + 1, "shrink"],
  ["image/gif", LARGEST + 1, "too_large"],
  ["image/svg+xml", 10, "wrong_kind"],
  ["application/pdf", 10, "wrong_kind"],
  ["", 10, "wrong_kind"],
])("a file of type %s and %d bytes is %s", (type, size, expected) => {
  expect(verdict(type, size)).toBe(expected);
});

it("a picture is made smaller in proportion and never larger", () => {
  expect(fitted(4096, 1024)).toEqual({ width: 2048, height: 512 });
  expect(fitted(100, 50)).toEqual({ width: 100, height: 50 });
  expect(fitted(100_000, 1)).toEqual({ width: 2048, height: 1 });
});

it("times are as near as they are", () => {
  const now = new Date(2026, 10, 22, 9, 30);
  const at = (...when: [number, number, number, number, number]) => new Date(...when).toISOString();
  const shown = (when: string) => moment(when, now, "zh-CN", "昨天");
  expect(shown(at(2026, 10, 22, 0, 5))).toBe("00:05");
  expect(shown(at(2026, 10, 21, 23, 59))).toBe("昨天 23:59");
  expect(shown(at(2026, 10, 2, 8, 0))).toBe("11/02 08:00");
  expect(shown(at(2025, 10, 2, 8, 0))).toContain("2025");
  expect(shown("no time")).toBe("");
});

it("a pause of more than five minutes begins a new stretch", () => {
  expect(isPause(undefined, "2026-11-22T09:00:00Z")).toBe(true);
  expect(isPause("2026-11-22T09:00:00Z", "2026-11-22T09:05:00Z")).toBe(false);
  expect(isPause("2026-11-22T09:00:00Z", "2026-11-22T09:05:01Z")).toBe(true);
});

it("waits grow to a limit and differ by chance", () => {
  expect(backoff(0, 0)).toBe(250);
  expect(backoff(0, 0.999)).toBeLessThan(501);
  expect(backoff(3, 0)).toBe(2000);
  expect(backoff(50, 1)).toBe(30_000);
});

it("the script tag says who and what", () => {
  const script = document.createElement("script");
  script.src = "https://x.test/widget.js";
  Object.assign(script.dataset, {
    siteKey: "k",
    product: "p",
    buyer: "u",
    signature: "s",
    language: "en-GB",
  });
  expect(optionsOf(script)).toEqual({
    server: "https://x.test",
    siteKey: "k",
    product: "p",
    buyer: { id: "u", signature: "s", name: undefined },
    language: "en",
  });
  delete script.dataset.signature;
  expect(optionsOf(script).buyer).toBe(null);
});

it("both languages have every text", () => {
  expect(languageOf("fr")).toBe("zh-CN");
  const flat = (value: object): string[] =>
    Object.entries(value).flatMap(([key, each]) =>
      typeof each === "object" && each !== null
        ? flat(each as object).map((inner) => `${key}.${inner}`)
        : [key],
    );
  const chinese = wordsOf("zh-CN");
  const english = wordsOf("en");
  expect(flat(english)).toEqual(flat(chinese));
  expect(JSON.stringify(english)).not.toMatch(/[\u4e00-\u9fff]/);
});

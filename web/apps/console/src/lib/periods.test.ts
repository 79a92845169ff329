/** The periods that a trial offers. */
import { expect, test } from "vitest";
import { periodOf } from "./periods.ts";

const now = new Date(2026, 2, 1, 15, 30).getTime();
const local = (iso: string): string => new Date(iso).toLocaleString("sv");

test("today and the last week end now, yesterday ends at midnight", () => {
  expect(local(periodOf("today", now).from)).toBe("2026-03-01 00:00:00");
  expect(local(periodOf("today", now).until)).toBe("2026-03-01 15:30:00");
  expect(local(periodOf("yesterday", now).from)).toBe("2026-02-28 00:00:00");
  expect(local(periodOf("yesterday", now).until)).toBe("2026-03-01 00:00:00");
  expect(local(periodOf("week", now).from)).toBe("2026-02-23 00:00:00");
});

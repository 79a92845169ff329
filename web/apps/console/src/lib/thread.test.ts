/** A thread holds each message once, in order, without holes. */
import { describe, expect, test } from "vitest";
import { message } from "./fakes.ts";
import {
  EMPTY,
  GAP,
  isComplete,
  type Thread,
  withFetched,
  withMessage,
  withOlder,
  withSaid,
  withSnapshot,
} from "./thread.ts";

const seqs = (thread: Thread): number[] => thread.messages.map((one) => one.seq);
const must = (thread: Thread | typeof GAP): Thread => {
  if (thread === GAP) throw new Error("a gap where none should be");
  return thread;
};

describe("a thread", () => {
  const begun = withSnapshot(EMPTY, 10, [message(1), message(2)]);

  test("takes each event once", () => {
    const once = must(withMessage(begun, 11, message(3)));
    expect(seqs(once)).toEqual([1, 2, 3]);
    expect(withMessage(once, 11, message(3))).toBe(once);
    expect(withMessage(once, 9, message(2))).toBe(once);
  });

  test("does not show a message twice that an answer had told already", () => {
    const told = withSaid(begun, message(3));
    const heard = must(withMessage(told, 12, message(3)));
    expect(seqs(heard)).toEqual([1, 2, 3]);
    expect(heard.cursor).toBe(12);
  });

  test("asks for a snapshot when messages are missing in between", () => {
    expect(withMessage(begun, 13, message(5))).toBe(GAP);
  });

  test("leaves an answer to the events when others are missing before it", () => {
    expect(withSaid(begun, message(5))).toBe(begun);
  });

  test("joins a later snapshot with the history that was read back", () => {
    const late = withSnapshot(EMPTY, 90, [message(51), message(52)]);
    const older = withOlder(late, [message(49), message(50)]);
    expect(seqs(withSnapshot(older, 95, [message(52), message(53)]))).toEqual([49, 50, 51, 52, 53]);
  });

  test("lets old messages go when the snapshot leaves a hole after them", () => {
    expect(seqs(withSnapshot(begun, 99, [message(51), message(52)]))).toEqual([51, 52]);
  });

  test("is complete when it holds the first message, or nothing was said", () => {
    expect(isComplete(EMPTY)).toBe(false);
    expect(isComplete(withSnapshot(EMPTY, 1, []))).toBe(true);
    expect(isComplete(withSnapshot(EMPTY, 1, [message(7)]))).toBe(false);
    expect(isComplete(begun)).toBe(true);
  });

  test("read by a request while the line is down still takes the snapshot after it", () => {
    const fetched = withFetched(EMPTY, [message(1), message(2)]);
    expect(fetched.cursor).toBeNull();
    expect(seqs(withSnapshot(fetched, 20, [message(2), message(3)]))).toEqual([1, 2, 3]);
  });
});

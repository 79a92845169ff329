/** Each message once and in order, whatever arrives how often. */

import type { ToBuyer } from "@xiaoer/protocol";
import { describe, expect, it } from "vitest";
import { nothing, receive, type Transcript, unread, waiting } from "../src/talk/transcript.ts";
import { head, heard, message, snapshot } from "./samples.ts";

const NOW = 1_790_000_100_000;

function fold(frames: readonly ToBuyer[], from: Transcript = nothing): Transcript {
  return frames.reduce((state, frame) => receive(state, frame, NOW), from);
}

function seqs(transcript: Transcript): number[] {
  return transcript.messages.map((each) => each.seq);
}

const unsent = { client_id: "c1", content: { kind: "text", text: "hi" }, at: 1 } as const;

describe("events", () => {
  it("add messages after the snapshot", () => {
    const after = fold([
      snapshot(10, [message(1), message(2)]),
      heard(11, message(3)),
      heard(15, message(4)),
    ]);
    expect(seqs(after)).toEqual([1, 2, 3, 4]);
    expect(after.cursor).toBe(15);
  });

  it("at or below the cursor change nothing", () => {
    const before = fold([snapshot(10, [message(1)]), heard(11, message(2))]);
    expect(receive(before, heard(11, message(2)), NOW)).toBe(before);
    expect(receive(before, heard(4, message(9)), NOW)).toBe(before);
  });

  it("never repeat a message that is known by its id", () => {
    const after = fold([snapshot(10, [message(1)]), heard(11, message(2)), heard(12, message(2, "again"))]);
    expect(seqs(after)).toEqual([1, 2]);
  });

  it("any cut into snapshot and events gives the same as one snapshot of everything", () => {
    const all = Array.from({ length: 20 }, (_, index) => message(index + 1));
    const whole = fold([snapshot(20, all)]);
    for (let cut = 0; cut <= 20; cut += 1) {
      const late = all.slice(Math.max(0, cut - 3)).map((each) => heard(each.seq, each));
      const parts = fold([snapshot(cut, all.slice(0, cut)), ...late]);
      expect(parts).toEqual(whole);
    }
  });

  it("change the head", () => {
    const taken = { type: "event", id: 12, name: "conversation", data: { holder: "staff" } } as const;
    expect(fold([snapshot(10, []), taken]).head).toEqual({ ...head, holder: "staff" });
  });
});

describe("a snapshot", () => {
  it("keeps older messages in front when nothing is missing between", () => {
    const before = fold([snapshot(10, [message(1), message(2), message(3)])]);
    expect(seqs(fold([snapshot(20, [message(3), message(4)])], before))).toEqual([1, 2, 3, 4]);
    expect(seqs(fold([snapshot(20, [message(4), message(5)])], before))).toEqual([1, 2, 3, 4, 5]);
  });

  it("replaces them when there would be a gap", () => {
    const before = fold([snapshot(10, [message(1)])]);
    expect(seqs(fold([snapshot(99, [message(8), message(9)])], before))).toEqual([8, 9]);
  });

  it("takes the place of a cursor that the server has forgotten", () => {
    expect(fold([snapshot(900, [message(1)]), snapshot(3, [message(1)])]).cursor).toBe(3);
  });

  it("settles unsent lines that it contains", () => {
    const after = fold([snapshot(5, [message(1, "hi", { client_id: "c1" })])], {
      ...nothing,
      unsent: [unsent],
    });
    expect(after.unsent).toEqual([]);
    expect(seqs(after)).toEqual([1]);
  });
});

describe("one's own line", () => {
  const ack = { type: "ack", client_id: "c1", message_id: "msg_7", seq: 7 } as const;
  const start = fold([snapshot(10, [message(6)])], { ...nothing, unsent: [unsent] });
  const event = heard(11, message(7, "hi", { client_id: "c1" }));

  it.each([
    ["ack, event", [ack, event]],
    ["event, ack", [event, ack]],
    ["ack, event, ack, event", [ack, event, ack, event]],
    ["event only", [event]],
    ["ack only", [ack]],
  ])("is shown once after %s", (_, frames) => {
    const after = fold(frames, start);
    expect(seqs(after)).toEqual([6, 7]);
    expect(after.unsent).toEqual([]);
  });

  it("acknowledged late goes to its own place", () => {
    const after = fold([heard(12, message(8)), ack], start);
    expect(seqs(after)).toEqual([6, 7, 8]);
  });

  it("waits after a loss, and does not when it was refused", () => {
    expect(waiting(start).map((line) => line.client_id)).toEqual(["c1"]);
    const problem = { code: "too_long" };
    const after = fold([{ type: "refused", client_id: "c1", problem }], start);
    expect(waiting(after)).toEqual([]);
    expect(after.unsent[0]?.refused).toBe("too_long");
  });
});

it("counts as unread only what the shop said after the mark", () => {
  const after = fold([snapshot(9, [message(1), message(2), message(3), message(4)])]);
  expect(unread(after, 0)).toBe(2);
  expect(unread(after, 2)).toBe(1);
  expect(unread(after, 4)).toBe(0);
});

it("does not grow for ever on a page that stays open", () => {
  const many = Array.from({ length: 1000 }, (_, index) => heard(index + 1, message(index + 1)));
  const after = fold([snapshot(0, []), ...many]);
  expect(after.messages.length).toBe(300);
  expect(after.messages.at(-1)?.seq).toBe(1000);
});

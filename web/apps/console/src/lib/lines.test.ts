/** Days are parted, one speaker's lines are grouped, nothing on its way is shown twice. */
import { expect, test } from "vitest";
import { message } from "./fakes.ts";
import { lines } from "./lines.ts";
import type { Outgoing } from "./outbox.ts";

const at = (day: number, hour: number, minute = 0): string =>
  new Date(2026, 10, day, hour, minute).toISOString();
const outgoing = (clientId: string): Outgoing => ({
  clientId,
  conversation: "cnv_1",
  content: { kind: "text", text: "您好" },
  at: at(2, 9),
  state: "sending",
  refusal: null,
});

test("a day stands before its first message, groups end after three minutes or with the speaker", () => {
  const shown = lines(
    [
      message(1, { at: at(1, 23, 58) }),
      message(2, { at: at(1, 23, 59) }),
      message(3, { at: at(2, 0, 1) }),
      message(4, { at: at(2, 0, 2), speaker: "bot", speaker_name: "小二" }),
      message(5, { at: at(2, 0, 6), speaker: "bot", speaker_name: "小二" }),
    ],
    [],
  );
  expect(
    shown.map((line) => (line.kind === "message" ? `${line.message.seq}${line.first ? "*" : ""}` : "—")),
  ).toEqual(["—", "1*", "2", "—", "3*", "4*", "5*"]);
});

test("what was confirmed is not shown as on its way, and keeps its key", () => {
  const shown = lines([message(1, { client_id: "one" })], [outgoing("one"), outgoing("two")]);
  expect(shown.map((line) => line.key)).toEqual([expect.stringMatching(/^day_/), "one", "two"]);
});

/** What has been said, from snapshot, events and acknowledgements: each message once, in order. Pure. */

import type { Head, Message, ToBuyer } from "@xiaoer/protocol";
import type { Unsent } from "./memory.ts";

/** A page that stays open all day keeps this many messages at most. */
const KEPT = 300;

export interface Transcript {
  /** Id of the last event seen, null before the first snapshot. */
  readonly cursor: number | null;
  readonly head: Head | null;
  /** What was said in conversations before this one, while the page was open. */
  readonly earlier: readonly Message[];
  /** This conversation by `seq`, without gaps from the first to the last. */
  readonly messages: readonly Message[];
  readonly unsent: readonly Unsent[];
}

export const nothing: Transcript = { cursor: null, head: null, earlier: [], messages: [], unsent: [] };

/** Return the transcript after one frame; the same object when the frame changes nothing in it. */
export function receive(before: Transcript, frame: ToBuyer, now: number): Transcript {
  switch (frame.type) {
    case "snapshot": {
      const next = { ...before, cursor: frame.cursor, head: frame.conversation };
      if (before.head && before.head.id !== frame.conversation.id) {
        const earlier = [...before.earlier, ...before.messages].slice(-KEPT);
        return settled({ ...next, earlier, messages: frame.messages });
      }
      return settled({ ...next, messages: joined(before.messages, frame.messages) });
    }
    case "event": {
      if (before.cursor !== null && frame.id <= before.cursor) return before;
      const after = { ...before, cursor: frame.id };
      if (frame.name === "message") {
        return settled({ ...after, messages: withMessage(before.messages, frame.data) });
      }
      return before.head ? { ...after, head: { ...before.head, ...frame.data } } : after;
    }
    case "ack":
      return acknowledged(before, frame, now);
    case "refused":
      return {
        ...before,
        unsent: before.unsent.map((line) =>
          line.client_id === frame.client_id ? { ...line, refused: frame.problem.code } : line,
        ),
      };
    default:
      return before;
  }
}

/** Return the lines to send (again) after a connection was made, oldest first. */
export function waiting(transcript: Transcript): readonly Unsent[] {
  return transcript.unsent.filter((line) => line.refused === undefined);
}

/** Return how many messages of the shop came after `read`. */
export function unread(transcript: Transcript, read: number): number {
  return transcript.messages.filter((each) => each.seq > read && each.speaker !== "buyer").length;
}

function acknowledged(
  before: Transcript,
  ack: { client_id: string; message_id: string; seq: number },
  now: number,
): Transcript {
  const line = before.unsent.find((each) => each.client_id === ack.client_id);
  if (!line) return before;
  const message: Message = {
    id: ack.message_id,
    seq: ack.seq,
    speaker: "buyer",
    speaker_name: "",
    content: line.content,
    at: new Date(now).toISOString(),
    client_id: ack.client_id,
    has_evidence: false,
  };
  const known = before.messages.some((each) => each.id === message.id);
  return settled({ ...before, messages: known ? before.messages : withMessage(before.messages, message) }, [
    ack.client_id,
  ]);
}

/** Add a message at its place; one with the same id or number is replaced, never repeated. */
function withMessage(messages: readonly Message[], message: Message): readonly Message[] {
  const others = messages.filter((each) => each.id !== message.id && each.seq !== message.seq);
  const place = others.findIndex((each) => each.seq > message.seq);
  const at = place === -1 ? others.length : place;
  return [...others.slice(0, at), message, ...others.slice(at)].slice(-KEPT);
}

/** Older messages stay in front of a snapshot only when no message is missing between them. */
function joined(before: readonly Message[], snapshot: readonly Message[]): readonly Message[] {
  const first = snapshot[0];
  const last = before.at(-1);
  if (!first || !last || last.seq < first.seq - 1) return snapshot;
  return [...before.filter((each) => each.seq < first.seq), ...snapshot].slice(-KEPT);
}

/** Take away unsent lines that are among the messages. */
function settled(transcript: Transcript, also: readonly string[] = []): Transcript {
  if (transcript.unsent.length === 0) return transcript;
  const said = new Set(also);
  for (const each of transcript.messages) if (each.client_id) said.add(each.client_id);
  const unsent = transcript.unsent.filter((line) => !said.has(line.client_id));
  return unsent.length === transcript.unsent.length ? transcript : { ...transcript, unsent };
}

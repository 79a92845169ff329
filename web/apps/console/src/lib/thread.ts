/** One conversation's messages as the console holds them: a snapshot, then events, each exactly once. Pure. */
import type { Message } from "./wire.ts";

export interface Thread {
  /** Oldest first, without holes. */
  readonly messages: readonly Message[];
  /** The last event id that was applied; null before the first snapshot. */
  readonly cursor: number | null;
  readonly state: "loading" | "ready" | "failed";
  /** Which side is typing just now, and until when (epoch milliseconds). */
  readonly typing: { readonly who: string; readonly until: number } | null;
}

export const EMPTY: Thread = { messages: [], cursor: null, state: "loading", typing: null };

/** A message that cannot be placed: those between are missing and a snapshot is needed. */
export const GAP = "gap";

const firstSeq = (messages: readonly Message[]): number => messages[0]?.seq ?? 0;
const lastSeq = (messages: readonly Message[]): number => messages.at(-1)?.seq ?? 0;

/** Join what is held with newer messages; what would leave a hole before them is let go. */
function joined(held: readonly Message[], newer: readonly Message[]): readonly Message[] {
  if (newer.length === 0) return held;
  if (lastSeq(held) < firstSeq(newer) - 1) return newer;
  const newest = lastSeq(newer);
  return [
    ...held.filter((message) => message.seq < firstSeq(newer)),
    ...newer,
    ...held.filter((message) => message.seq > newest),
  ];
}

export function withSnapshot(thread: Thread, cursor: number, messages: readonly Message[]): Thread {
  return {
    messages: joined(thread.messages, messages),
    cursor: Math.max(cursor, thread.cursor ?? 0),
    state: "ready",
    typing: null,
  };
}

/** Show what a request gave while the live line is down; the next snapshot still counts in full. */
export function withFetched(thread: Thread, messages: readonly Message[]): Thread {
  return { ...thread, messages: joined(thread.messages, messages), state: "ready" };
}

export function withResumed(thread: Thread): Thread {
  return { ...thread, state: "ready" };
}

/** Apply the message of event `id`; an event or a message seen before changes nothing. */
export function withMessage(thread: Thread, id: number, message: Message): Thread | typeof GAP {
  if (thread.cursor !== null && id <= thread.cursor) return thread;
  const last = lastSeq(thread.messages);
  if (message.seq > last + 1) return GAP;
  const messages = message.seq === last + 1 ? [...thread.messages, message] : thread.messages;
  return { ...thread, messages, cursor: id, typing: null };
}

/** Move the cursor past an event that held no message. */
export function withEvent(thread: Thread, id: number): Thread {
  return thread.cursor !== null && id <= thread.cursor ? thread : { ...thread, cursor: id };
}

/** Add what an answer to a request told us, unless its event has come or others are missing before it. */
export function withSaid(thread: Thread, message: Message): Thread {
  if (message.seq !== lastSeq(thread.messages) + 1) return thread;
  return { ...thread, messages: [...thread.messages, message] };
}

/** Put an older page in front. */
export function withOlder(thread: Thread, page: readonly Message[]): Thread {
  const first = firstSeq(thread.messages);
  const older = page.filter((message) => first === 0 || message.seq < first);
  if (older.length === 0) return thread;
  return { ...thread, messages: [...older, ...thread.messages] };
}

export function withTyping(thread: Thread, who: string, until: number): Thread {
  return { ...thread, typing: until > 0 ? { who, until } : null };
}

/** Whether the first message of the conversation is held. */
export function isComplete(thread: Thread): boolean {
  return thread.state === "ready" && firstSeq(thread.messages) <= 1;
}

/** What the history shows, line by line: days, messages in groups of one speaker, what is on its way. Pure. */
import type { Outgoing } from "./outbox.ts";
import type { Message } from "./wire.ts";

export type Line =
  | { readonly kind: "day"; readonly key: string; readonly at: string }
  | { readonly kind: "message"; readonly key: string; readonly message: Message; readonly first: boolean }
  | { readonly kind: "outgoing"; readonly key: string; readonly outgoing: Outgoing };

const GROUP_MS = 3 * 60_000;

function day(iso: string): string {
  const at = new Date(iso);
  return `${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`;
}

function sameGroup(a: Message | undefined, b: Message): boolean {
  return (
    a !== undefined &&
    a.speaker === b.speaker &&
    a.speaker_name === b.speaker_name &&
    Date.parse(b.at) - Date.parse(a.at) < GROUP_MS
  );
}

export function lines(messages: readonly Message[], outgoing: readonly Outgoing[]): Line[] {
  const result: Line[] = [];
  let before: Message | undefined;
  for (const message of messages) {
    const newDay = before === undefined || day(before.at) !== day(message.at);
    if (newDay) result.push({ kind: "day", key: `day_${day(message.at)}`, at: message.at });
    const first = newDay || !sameGroup(before, message);
    // The same key before and after the server has it, so that the line does not jump or blink.
    result.push({ kind: "message", key: message.client_id || message.id, message, first });
    before = message;
  }
  const said = new Set(messages.map((message) => message.client_id));
  for (const item of outgoing) {
    if (!said.has(item.clientId)) result.push({ kind: "outgoing", key: item.clientId, outgoing: item });
  }
  return result;
}

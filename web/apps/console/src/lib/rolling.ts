/** What going back to before a release would change. Pure. */
import type { Entry, Release } from "./training.ts";

/** One entry as it is now and as it would be; null is "not there". */
export interface Undone {
  readonly id: string;
  readonly now: Entry | null;
  readonly back: Entry | null;
}

/** Of these releases, all from the one to undo up to the newest, what each entry goes back to. */
export function undoing(releases: readonly Release[]): readonly Undone[] {
  const newestFirst = [...releases].sort((a, b) => b.number - a.number);
  const found = new Map<string, Undone>();
  for (const release of newestFirst) {
    for (const { entry_id: id, before, after } of release.changes) {
      found.set(id, { id, now: found.has(id) ? (found.get(id)?.now ?? null) : after, back: before });
    }
  }
  return [...found.values()].filter(({ now, back }) => JSON.stringify(now) !== JSON.stringify(back));
}

export type Kind = "added" | "removed" | "changed";

export function kindOf(before: unknown, after: unknown): Kind {
  if (before === null) return "added";
  return after === null ? "removed" : "changed";
}

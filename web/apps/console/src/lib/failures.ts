/** Why a test failed, from the words of its judge (`xiaoer/replay/rules.py`) to what a page can say. Pure. */

export type FailureKind =
  | "missing_any"
  | "missing"
  | "forbidden"
  | "no_answer"
  | "changed"
  | "expected"
  | "unexpected"
  | "asked_person"
  | "no_person";

export interface Failure {
  readonly kind: FailureKind | null;
  /** What it is about; the judge's own line when it is none of the known ones. */
  readonly words: string;
  /** Which of the buyer's goals, from 1; 0 when the whole is meant. */
  readonly goal: number;
}

const KNOWN: readonly (readonly [FailureKind, RegExp])[] = [
  ["missing_any", /^none of \[(.*)\] said$/s],
  ["missing", /^(['"])(.*)\1 not said$/s],
  ["forbidden", /^(['"])(.*)\1 said$/s],
  ["no_answer", /^no (?:answer|reply)$/],
  ["changed", /^changed something: (.*)$/s],
  ["unexpected", /^not expected: (.*)$/s],
  ["expected", /^(?:expected|missing): (.*)$/s],
  ["asked_person", /^a person was asked for$/],
  ["no_person", /^no person was asked for$/],
];

const GOAL = /^goal (\d+): /;

export function failureOf(why: string): Failure {
  const goal = GOAL.exec(why);
  const line = goal ? why.slice(goal[0].length) : why;
  const number = goal ? Number(goal[1]) + 1 : 0;
  for (const [kind, pattern] of KNOWN) {
    const found = pattern.exec(line);
    if (found) return { kind, words: plain(found.at(-1) ?? ""), goal: number };
  }
  return { kind: null, words: why, goal: 0 };
}

/** `'a', 'b'` as `a、b`. */
const plain = (listed: string): string =>
  listed.replaceAll(/(^|, )'([^']*)'/g, "$1$2").replaceAll(", ", "、");

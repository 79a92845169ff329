/** A turn's trace as the bot kept it, from loose JSON to what a page can say. Pure. */

export interface Candidate {
  readonly key: string;
  readonly score: number;
  /** Parts of the score: words, meaning, and the encoder's when it was asked. */
  readonly parts: readonly number[];
  readonly layer: string;
}

export interface Told {
  readonly intent: string;
  readonly scenario: string;
  /** 0 to 1; null when nothing was taken for something. */
  readonly sure: number | null;
  readonly stage: string;
  readonly outcome: string;
  readonly wishes: readonly string[];
  readonly rule: { readonly name: string; readonly detail: string } | null;
  readonly mood: {
    readonly sentiment: string;
    readonly urgency: number;
    readonly signs: readonly string[];
  } | null;
  readonly near: readonly Candidate[];
  readonly entries: readonly Candidate[];
  /** Where the time went: part and microseconds. */
  readonly spent: readonly (readonly [part: string, micros: number])[];
  readonly encoder: string;
  readonly model: string;
  readonly guidance: { readonly state: string; readonly detail: string } | null;
}

type Loose = Readonly<Record<string, unknown>>;

const loose = (value: unknown): Loose =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Loose) : {};
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const number = (value: unknown): number | null => (typeof value === "number" ? value : null);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const texts = (value: unknown): readonly string[] => list(value).map(text).filter(Boolean);

function candidate(value: unknown): Candidate {
  const { key, score, parts, layer } = loose(value);
  return {
    key: text(key),
    score: number(score) ?? 0,
    parts: list(parts).map((part) => number(part) ?? 0),
    layer: text(layer),
  };
}

const candidates = (value: unknown): readonly Candidate[] =>
  list(value)
    .map(candidate)
    .filter(({ key }) => key !== "");

function rule(value: unknown): Told["rule"] {
  const [name = "", ...detail] = text(value).split(":");
  return name === "" ? null : { name, detail: detail.join(":") };
}

function mood(value: unknown): Told["mood"] {
  const { sentiment, urgency, signs } = loose(value);
  if (text(sentiment) === "") return null;
  return { sentiment: text(sentiment), urgency: number(urgency) ?? 0, signs: texts(signs) };
}

function guidance(value: unknown): Told["guidance"] {
  const { act, suggested, silent, held_out, for: of } = loose(value);
  if (text(suggested) !== "") return { state: "suggested", detail: text(suggested) };
  if (text(act) !== "") return { state: text(act), detail: text(of) };
  if (silent !== undefined) return { state: "silent", detail: "" };
  return held_out === undefined ? null : { state: "held_out", detail: "" };
}

export function told(trace: Loose): Told {
  const understood = loose(trace.understood);
  const meant = text(understood.intent) !== "";
  return {
    intent: text(understood.intent),
    scenario: text(understood.scenario),
    sure: meant ? number(understood.sure) : null,
    stage: text(understood.stage),
    outcome: text(trace.outcome),
    wishes: texts(trace.wishes),
    rule: rule(trace.rule),
    mood: mood(trace.mood),
    near: candidates(trace.near),
    entries: candidates(trace.entries),
    spent: Object.entries(loose(trace.us)).map(([part, micros]) => [part, number(micros) ?? 0] as const),
    encoder: text(trace.encoder),
    // `failed: status 500` says more than a page needs.
    model: text(trace.model).split(":")[0] ?? "",
    guidance: guidance(trace.guidance),
  };
}

/** Microseconds as `0.8 ms`, `12 ms`. */
export function millis(micros: number): string {
  const ms = micros / 1000;
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

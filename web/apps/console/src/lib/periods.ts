/** Periods that a trial may look at, as moments with a zone. Pure: `now` is passed in. */

export type Preset = "today" | "yesterday" | "week";

export interface Period {
  readonly from: string;
  readonly until: string;
}

const DAYS_BACK: Readonly<Record<Preset, number>> = { today: 0, yesterday: 1, week: 6 };

/** The period in the reader's own days: whole days, up to now when today is in it. */
export function periodOf(preset: Preset, now: number): Period {
  const midnight = new Date(now);
  midnight.setHours(0, 0, 0, 0);
  const from = new Date(midnight);
  from.setDate(from.getDate() - DAYS_BACK[preset]);
  const until = preset === "yesterday" ? midnight : new Date(now);
  return { from: from.toISOString(), until: until.toISOString() };
}

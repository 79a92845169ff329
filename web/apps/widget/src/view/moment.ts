/** Times as a reader wants them. Pure: `now` is passed in. */

const DAY = 86_400_000;
/** A pause this long gets a time line of its own. */
const PAUSE = 5 * 60_000;

/** Whether a message at `at` begins a new stretch of talk after one at `before`. */
export function isPause(before: string | undefined, at: string): boolean {
  return before === undefined || Date.parse(at) - Date.parse(before) > PAUSE;
}

/** Return `14:03` today, `昨天 14:03`, `11-20 14:03`, or with the year when it is another. */
export function moment(at: string, now: Date, language: string, yesterday: string): string {
  const then = new Date(at);
  if (Number.isNaN(then.getTime())) return "";
  const clock = then.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const days = Math.round((midnight(now) - midnight(then)) / DAY);
  if (days <= 0) return clock;
  if (days === 1) return `${yesterday} ${clock}`;
  const year = then.getFullYear() === now.getFullYear() ? {} : ({ year: "numeric" } as const);
  return `${then.toLocaleDateString(language, { month: "2-digit", day: "2-digit", ...year })} ${clock}`;
}

/** Return the absolute time, for a tooltip. */
export function absolute(at: string, language: string): string {
  const then = new Date(at);
  return Number.isNaN(then.getTime()) ? "" : then.toLocaleString(language);
}

function midnight(moment: Date): number {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
}

/** Time and chance as the live parts use them, so that tests can hold both still. */

export interface Timers {
  now(): number;
  /** A number from 0 up to 1. */
  chance(): number;
  set(run: () => void, ms: number): number;
  clear(timer: number): void;
}

export const browserTimers: Timers = {
  now: () => Date.now(),
  chance: () => Math.random(),
  set: (run, ms) => window.setTimeout(run, ms),
  clear: (timer) => window.clearTimeout(timer),
};

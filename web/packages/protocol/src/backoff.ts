/** When to knock again after a lost connection. Pure: the random number is passed in. */

const FIRST = 500;
const LONGEST = 30_000;

/**
 * Return milliseconds to wait before attempt number `attempt` (0 = the first one after a loss).
 * "Equal jitter": half of an exponential step is fixed, half is `random` (0 ≤ random < 1), so that ten thousand
 * browsers do not return in the same moment. Source: Marc Brooker, "Exponential Backoff And Jitter", AWS, 2015.
 */
export function backoff(attempt: number, random: number): number {
  const step = Math.min(LONGEST, FIRST * 2 ** Math.min(attempt, 16));
  return Math.round(step / 2 + (step / 2) * random);
}

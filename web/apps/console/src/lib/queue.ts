/** Which conversations the queue shows, and in what order. Pure. */
import type { Conversation } from "./wire.ts";

export type View = "mine" | "waiting" | "bot" | "all";

export interface Wish {
  readonly view: View;
  /** The staff member who looks. */
  readonly me: string;
  /** Only this shop, when given. */
  readonly shop: string | null;
}

export type Heads = ReadonlyMap<string, Conversation>;

const inView: Record<View, (head: Conversation, me: string) => boolean> = {
  mine: (head, me) => head.holder === "staff" && head.staff?.id === me,
  waiting: (head) => head.holder === "queue",
  bot: (head) => head.holder === "bot",
  all: () => true,
};

export function matches(head: Conversation, wish: Wish): boolean {
  if (head.state !== "open") return false;
  if (wish.shop !== null && head.shop_id !== wish.shop) return false;
  return inView[wish.view](head, wish.me);
}

// Moments are ISO 8601 in UTC with milliseconds, so that text order is time order (and far cheaper than
// `localeCompare`, which matters at twenty thousand rows).
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The longest waiting first, then what changed last; ids break ties so that order never flickers. */
export function compare(a: Conversation, b: Conversation): number {
  if (a.waiting_since !== null && b.waiting_since !== null) {
    return order(a.waiting_since, b.waiting_since) || order(a.id, b.id);
  }
  if (a.waiting_since !== null) return -1;
  if (b.waiting_since !== null) return 1;
  return order(b.updated_at, a.updated_at) || order(a.id, b.id);
}

export function arrange(heads: Heads, wish: Wish): string[] {
  return [...heads.values()]
    .filter((head) => matches(head, wish))
    .sort(compare)
    .map((head) => head.id);
}

/** Return the order after `changed` heads changed; equals `arrange`, in linear time. */
export function rearrange(
  order: readonly string[],
  heads: Heads,
  changed: ReadonlySet<string>,
  wish: Wish,
): string[] {
  const moved: Conversation[] = [];
  for (const id of changed) {
    const head = heads.get(id);
    if (head && matches(head, wish)) moved.push(head);
  }
  moved.sort(compare);
  const result: string[] = [];
  let next = 0;
  for (const id of order) {
    if (changed.has(id)) continue;
    const head = heads.get(id);
    if (!head) continue;
    for (let other = moved[next]; other && compare(other, head) < 0; other = moved[++next])
      result.push(other.id);
    result.push(id);
  }
  for (const head of moved.slice(next)) result.push(head.id);
  return result;
}

/** Return the order while the pointer rests on it: every row keeps its place, new ones go to the end. */
export function held(
  order: readonly string[],
  heads: Heads,
  changed: ReadonlySet<string>,
  wish: Wish,
): readonly string[] {
  const known = new Set(order);
  const fresh = [...changed].filter((id) => {
    const head = heads.get(id);
    return head !== undefined && !known.has(id) && matches(head, wish);
  });
  return fresh.length === 0 ? order : [...order, ...fresh];
}

export type Counts = Record<View, number>;

export function count(heads: Heads, me: string, shop: string | null): Counts {
  const counts: Counts = { mine: 0, waiting: 0, bot: 0, all: 0 };
  for (const head of heads.values()) {
    if (head.state !== "open" || (shop !== null && head.shop_id !== shop)) continue;
    counts.all += 1;
    if (head.holder === "bot") counts.bot += 1;
    else if (head.holder === "queue") counts.waiting += 1;
    else if (head.staff?.id === me) counts.mine += 1;
  }
  return counts;
}

/** Return whether `next` may replace `held`: an answer that was overtaken by an event must not. */
export function isNewer(next: Conversation, previous: Conversation | undefined): boolean {
  if (!previous) return true;
  if (next.token !== previous.token) return next.token > previous.token;
  if (next.last_seq !== previous.last_seq) return next.last_seq > previous.last_seq;
  return next.updated_at >= previous.updated_at;
}

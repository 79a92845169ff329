/** The queue as this screen shows it: a view, a shop, an order that stands still while pointed at. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useConsole } from "../../lib/console.ts";
import { type Counts, count, type Heads, type View, type Wish } from "../../lib/queue.ts";
import { QueueOrder } from "../../lib/queue-order.ts";
import { useSignal } from "../../lib/signal.ts";

export interface QueueState {
  readonly ids: readonly string[];
  readonly heads: Heads;
  readonly counts: Counts;
}

export function useQueue(view: View, shop: string | null, hold: boolean): QueueState {
  const { live, session } = useConsole();
  const board = useSignal(live.inbox.board);
  const me = session.staff.id;
  const wish = useMemo<Wish>(() => ({ view, me, shop }), [view, me, shop]);
  const [order] = useState(() => new QueueOrder());
  const ids = order.next(board, wish, hold);
  // The map is one and the same for ever; its board says when it changed.
  const counts = useStable(useMemo(() => count(board.heads, me, shop), [board, me, shop]));
  return { ids, heads: board.heads, counts };
}

/** The same object as long as its figures are the same, so that what shows them is not drawn again. */
function useStable(counts: Counts): Counts {
  const kept = useRef(counts);
  const same = (Object.keys(counts) as View[]).every((view) => counts[view] === kept.current[view]);
  if (!same) kept.current = counts;
  return kept.current;
}

interface Hold {
  readonly held: boolean;
  readonly handlers: {
    readonly onPointerEnter: (event: React.PointerEvent) => void;
    readonly onPointerLeave: (event: React.PointerEvent) => void;
    readonly onPointerDown: (event: React.PointerEvent) => void;
  };
}

/** A finger is gone at once, its owner still reads. */
const FINGER_MS = 2_000;

/** Whether the list is pointed at, by mouse or by finger. */
export function useHold(): Hold {
  const [held, setHeld] = useState(false);
  const timer = useRef(0);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const onPointerEnter = useCallback((event: React.PointerEvent) => {
    if (event.pointerType === "mouse") setHeld(true);
  }, []);
  const onPointerLeave = useCallback((event: React.PointerEvent) => {
    if (event.pointerType === "mouse") setHeld(false);
  }, []);
  const onPointerDown = useCallback((event: React.PointerEvent) => {
    if (event.pointerType === "mouse") return;
    setHeld(true);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setHeld(false), FINGER_MS);
  }, []);
  return { held, handlers: { onPointerEnter, onPointerLeave, onPointerDown } };
}

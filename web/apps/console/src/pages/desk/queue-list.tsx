/** The rows of the queue in sight, and moving among them by keyboard. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Heads } from "../../lib/queue.ts";
import { QueueRow, ROW_HEIGHT } from "./queue-row.tsx";

interface QueueListProps {
  readonly ids: readonly string[];
  readonly heads: Heads;
  readonly open: (id: string) => void;
  readonly opened: string | null;
  readonly onEnd?: () => void;
}

export function QueueList({ ids, heads, open, opened, onEnd }: QueueListProps) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<string | null>(opened);
  const virtual = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => ids[index] ?? index,
    overscan: 6,
  });
  const move = (step: number): void => {
    const from = cursor === null ? -1 : ids.indexOf(cursor);
    const to = Math.min(Math.max(from + step, 0), ids.length - 1);
    setCursor(ids[to] ?? null);
    virtual.scrollToIndex(to);
  };
  useQueueKeys(move, () => {
    if (cursor !== null && ids.includes(cursor)) open(cursor);
  });
  useEffect(() => setCursor(opened), [opened]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= ids.length - 5) onEnd?.();
  }, [last, ids.length, onEnd]);
  return (
    <div className="queue-scroll" ref={scroller}>
      <ul aria-label={t("queue.label")} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const head = heads.get(ids[item.index] ?? "");
          return head ? (
            <li key={item.key} style={{ transform: `translateY(${item.start}px)` }}>
              <QueueRow head={head} opened={head.id === opened} pointed={head.id === cursor} open={open} />
            </li>
          ) : null;
        })}
      </ul>
    </div>
  );
}

const STEPS: Readonly<Record<string, number>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

/** Keys move in the queue unless they are being typed somewhere, or mean something to a control in focus. */
function useQueueKeys(move: (step: number) => void, enter: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isControl(event.target))
        return;
      const step = STEPS[event.key];
      if (step !== undefined) move(step);
      else if (event.key === "Enter") enter();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [move, enter]);
}

function isControl(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest(".queue-row")) return false;
  return (
    target.closest("input, textarea, select, button, a, [role=tab], [role=radio], .ant-drawer, .history") !==
    null
  );
}

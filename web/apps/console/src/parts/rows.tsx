/** A long table: a heading and only the rows in sight; on a phone each row becomes a small card. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

export interface Column<T> {
  readonly key: string;
  readonly title: string;
  /** A track of the CSS grid: `120px`, `1fr`, `minmax(160px, 2fr)`. */
  readonly width: string;
  readonly end?: boolean;
  /** Where the cell goes on a phone: the first line, at the end of it, below, or nowhere. */
  readonly phone: "title" | "side" | "line" | "hide";
  readonly render: (row: T) => ReactNode;
}

interface RowsProps<T> {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly id: (row: T) => string;
  /** The address of a row's details, when it has any. */
  readonly to?: (row: T) => string;
  readonly selected?: string | null;
  readonly onEnd?: (() => void) | undefined;
}

const ROW = 52;

export function Rows<T>({ label, columns, rows, id, to, selected, onEnd }: RowsProps<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : id(row);
    },
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (onEnd && last >= rows.length - 10) onEnd();
  }, [last, rows.length, onEnd]);
  const grid = { "--columns": columns.map((column) => column.width).join(" ") } as CSSProperties;
  return (
    // biome-ignore lint/a11y/useSemanticElements: only the rows in sight exist, which a table element does not allow
    <div
      className="rows"
      role="table"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrollable by keyboard
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rows.length + 1}
      style={grid}
      ref={scroller}
    >
      <Heading columns={columns} />
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <div className="rows-body" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            // biome-ignore lint/a11y/useFocusableInteractive: the link inside it takes the focus
            // biome-ignore lint/a11y/useSemanticElements: as above
            <div
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              role="row"
              aria-rowindex={item.index + 2}
              className={selected === id(row) ? "row row-chosen" : "row"}
              data-opens={to !== undefined}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Cells columns={columns} row={row} to={to?.(row)} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Heading<T>({ columns }: { readonly columns: readonly Column<T>[] }) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: nothing to do on a heading
    // biome-ignore lint/a11y/useSemanticElements: part of the table above
    <div className="rows-head" role="row" aria-rowindex={1}>
      {columns.map((column) => (
        // biome-ignore lint/a11y/useFocusableInteractive: nothing to do on a heading
        // biome-ignore lint/a11y/useSemanticElements: part of the table above
        <div key={column.key} role="columnheader" data-end={column.end}>
          {column.title}
        </div>
      ))}
    </div>
  );
}

interface CellsProps<T> {
  readonly columns: readonly Column<T>[];
  readonly row: T;
  readonly to: string | undefined;
}

function Cells<T>({ columns, row, to }: CellsProps<T>) {
  return columns.map((column) => (
    // biome-ignore lint/a11y/useSemanticElements: part of the table above
    <div key={column.key} role="cell" data-end={column.end} data-phone={column.phone}>
      {column.phone === "title" && to !== undefined ? (
        <Link to={to} className="row-link">
          {column.render(row)}
        </Link>
      ) : (
        column.render(row)
      )}
    </div>
  ));
}

/** Below a list: how many there are, and whether more is being read. */
export function RowsFoot({ shown, more }: { readonly shown: number; readonly more: boolean }) {
  const { t } = useTranslation();
  return (
    <p className="rows-foot figures" role="status">
      {t(more ? "common.shown_more" : "common.shown_all", { shown })}
    </p>
  );
}

/** A list read by cursor, page after page as it is scrolled, with all that a list may have to say. */
import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import { type ReactNode, useCallback } from "react";
import { toProblem } from "../lib/problem.ts";
import type { Page } from "../lib/wire.ts";
import { type Column, Rows, RowsFoot } from "./rows.tsx";
import { Failed, Patient, Skeleton } from "./states.tsx";

interface CursorListProps<T> {
  readonly label: string;
  readonly queryKey: QueryKey;
  readonly read: (cursor: string | null) => Promise<Page<T>>;
  readonly columns: readonly Column<T>[];
  readonly id: (row: T) => string;
  readonly to?: (row: T) => string;
  readonly selected?: string | null;
  /** What is shown when there is nothing. */
  readonly nothing: ReactNode;
  readonly refreshEvery?: number;
}

export function CursorList<T>(props: CursorListProps<T>) {
  const { queryKey, read, nothing, refreshEvery, ...table } = props;
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (before) => before,
    ...(refreshEvery === undefined ? {} : { refetchInterval: refreshEvery }),
  });
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (query.data === undefined) {
    if (query.isError) return <Failed problem={toProblem(query.error)} retry={() => void query.refetch()} />;
    return (
      <Patient>
        <Skeleton rows={8} />
      </Patient>
    );
  }
  const rows = query.data.pages.flatMap((page) => page.items);
  if (rows.length === 0) return <>{nothing}</>;
  return (
    <div className="list" data-old={query.isPlaceholderData}>
      <Rows {...table} rows={rows} onEnd={onEnd} />
      {query.isError ? (
        <Failed problem={toProblem(query.error)} retry={() => void query.refetch()} />
      ) : (
        <RowsFoot shown={rows.length} more={hasNextPage} />
      )}
    </div>
  );
}

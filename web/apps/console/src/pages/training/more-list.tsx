/** A list of tall things, read page after page by a button at its end. */
import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { toProblem } from "../../lib/problem.ts";
import type { Page } from "../../lib/wire.ts";
import { Failed, Patient, Skeleton } from "../../parts/states.tsx";

interface MoreListProps<T> {
  readonly queryKey: QueryKey;
  readonly read: (cursor: string | null) => Promise<Page<T>>;
  readonly nothing: ReactNode;
  readonly children: (row: T) => ReactNode;
}

export function MoreList<T>({ queryKey, read, nothing, children }: MoreListProps<T>) {
  const { t } = useTranslation();
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (before) => before,
  });
  if (query.data === undefined) {
    if (query.isError) return <Failed problem={toProblem(query.error)} retry={() => void query.refetch()} />;
    return (
      <Patient>
        <Skeleton rows={6} />
      </Patient>
    );
  }
  const rows = query.data.pages.flatMap((page) => page.items);
  if (rows.length === 0) return <>{nothing}</>;
  return (
    <>
      {rows.map(children)}
      {query.isError ? (
        <Failed problem={toProblem(query.error)} retry={() => void query.fetchNextPage()} />
      ) : query.hasNextPage ? (
        <div className="more">
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("training.more")}
          </Button>
        </div>
      ) : null}
    </>
  );
}

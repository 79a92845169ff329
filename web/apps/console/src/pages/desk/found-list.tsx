/** Conversations found by words, or ended ones: read from the server by cursor, shown like the queue. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useConsole } from "../../lib/console.ts";
import { listConversations } from "../../lib/conversations.ts";
import { toProblem } from "../../lib/problem.ts";
import { isNewer } from "../../lib/queue.ts";
import { useSignal } from "../../lib/signal.ts";
import type { Conversation } from "../../lib/wire.ts";
import { Failed, Nothing, Patient, Skeleton } from "../../parts/states.tsx";
import { QueueList } from "./queue-list.tsx";

interface FoundListProps {
  readonly search: string;
  readonly closed: boolean;
  readonly shop: string | null;
  readonly open: (id: string) => void;
  readonly opened: string | null;
}

const TYPING_MS = 250;

export function FoundList({ search, closed, shop, open, opened }: FoundListProps) {
  const { t } = useTranslation();
  const { live } = useConsole();
  const board = useSignal(live.inbox.board);
  const wanted = useSettled(search);
  const query = useInfiniteQuery({
    queryKey: ["conversations", closed, shop, wanted],
    queryFn: ({ pageParam }) =>
      listConversations({
        shop,
        state: closed ? "closed" : "",
        search: wanted,
        cursor: pageParam,
        limit: 50,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (before) => before,
    staleTime: 0,
  });
  const found = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  const heads = useMemo(() => freshest(found ?? [], board.heads), [found, board]);
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (found === undefined) {
    if (query.isError) return <Failed problem={toProblem(query.error)} retry={() => void query.refetch()} />;
    return (
      <Patient>
        <Skeleton rows={6} />
      </Patient>
    );
  }
  if (found.length === 0) {
    return search === "" ? (
      <Nothing title={t("queue.no_closed")} hint={t("queue.no_closed_hint")} />
    ) : (
      <Nothing title={t("queue.not_found", { search })} hint={t("queue.not_found_hint")} />
    );
  }
  return (
    <QueueList ids={found.map((head) => head.id)} heads={heads} open={open} opened={opened} onEnd={onEnd} />
  );
}

/** Each head as it was found, or as the live line has told it since. */
function freshest(
  found: readonly Conversation[],
  live: ReadonlyMap<string, Conversation>,
): ReadonlyMap<string, Conversation> {
  return new Map(
    found.map((head) => {
      const told = live.get(head.id);
      return [head.id, told && isNewer(told, head) ? told : head];
    }),
  );
}

/** The words once typing has paused, so that not every letter is a request. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(text), TYPING_MS);
    return () => window.clearTimeout(timer);
  }, [text]);
  return settled;
}

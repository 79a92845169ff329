/** The head of the opened conversation, from the live inbox or, when it is not there, by request. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useConsole } from "../../lib/console.ts";
import { getConversation } from "../../lib/conversations.ts";
import { type Problem, toProblem } from "../../lib/problem.ts";
import { useSignal } from "../../lib/signal.ts";
import type { Conversation } from "../../lib/wire.ts";

export interface HeadState {
  readonly head: Conversation | null;
  readonly problem: Problem | null;
  readonly retry: () => void;
}

export function useHead(id: string): HeadState {
  const { live } = useConsole();
  const head = useSignal(live.inbox.board).heads.get(id) ?? null;
  const query = useQuery({
    queryKey: ["conversation", id],
    queryFn: () => getConversation(id),
    enabled: head === null,
    staleTime: 0,
  });
  useEffect(() => {
    if (query.data) live.inbox.put(query.data);
  }, [query.data, live]);
  return {
    head: head ?? query.data ?? null,
    problem: head === null && query.isError ? toProblem(query.error) : null,
    retry: () => void query.refetch(),
  };
}

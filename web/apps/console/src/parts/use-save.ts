/** Saving something: busy, done, or why not; what it changes is read again. */
import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Problem, toProblem } from "../lib/problem.ts";

export interface Save<In, Out> {
  readonly busy: boolean;
  readonly saved: boolean;
  readonly problem: Problem | null;
  readonly result: Out | undefined;
  readonly save: (value: In) => void;
  readonly forget: () => void;
}

export function useSave<In, Out>(
  work: (value: In) => Promise<Out>,
  changes: readonly QueryKey[],
  then?: (result: Out) => void,
): Save<In, Out> {
  const queries = useQueryClient();
  const mutation = useMutation({
    mutationFn: work,
    onSuccess: async (result) => {
      await Promise.all(changes.map((queryKey) => queries.invalidateQueries({ queryKey })));
      then?.(result);
    },
  });
  return {
    busy: mutation.isPending,
    saved: mutation.isSuccess,
    problem: mutation.error ? toProblem(mutation.error) : null,
    result: mutation.data,
    save: (value) => mutation.mutate(value),
    forget: () => mutation.reset(),
  };
}

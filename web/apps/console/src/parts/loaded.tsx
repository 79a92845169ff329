/** A request's answer, or what stands in for it meanwhile. */
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { toProblem } from "../lib/problem.ts";
import { Failed, Patient, Skeleton } from "./states.tsx";

interface LoadedProps<T> {
  readonly query: UseQueryResult<T>;
  readonly rows?: number;
  readonly children: (data: T) => ReactNode;
}

export function Loaded<T>({ query, rows = 4, children }: LoadedProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <Failed problem={toProblem(query.error)} retry={() => void query.refetch()} />;
  return (
    <Patient>
      <Skeleton rows={rows} />
    </Patient>
  );
}

/** What went wrong with a request: a stable code, and what the server said about it (RFC 9457). */
import type { ProblemBody } from "./wire.ts";

export class Problem extends Error {
  readonly code: string;
  /** The HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly requestId: string | null;
  /** What else the server said about it, by name. */
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    status: number,
    detail: string,
    requestId: string | null = null,
    fields: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
    this.name = "Problem";
    this.code = code;
    this.status = status;
    this.requestId = requestId;
    this.fields = fields;
  }

  /** Whether asking again, unchanged, may help. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export function fromBody(body: unknown, status: number): Problem {
  const given = (typeof body === "object" && body !== null ? body : {}) as ProblemBody;
  return new Problem(
    given.code ?? `http_${status}`,
    status,
    given.detail ?? given.title ?? "",
    given.request_id ?? null,
    { ...given },
  );
}

export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem("no_connection", 0, error instanceof Error ? error.message : String(error));
}

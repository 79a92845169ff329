/** The few HTTP calls of the widget. */

import type { Buyer, ListedProduct, Problem, Session, Upload } from "@xiaoer/protocol";

/** What the server answered instead; `code` is `unreachable` when it did not answer. */
export class Refused extends Error {
  readonly code: string;
  readonly status: number;

  constructor(problem: Problem, status: number) {
    super(problem.detail ?? problem.code);
    this.code = problem.code;
    this.status = status;
  }
}

export interface Who {
  readonly site_key: string;
  readonly buyer?: Buyer;
  readonly visitor_id?: string;
  readonly product_id?: string;
  readonly language: string;
}

export class Server {
  readonly #base: string;

  /** `origin` is where the widget's script came from. */
  constructor(origin: string) {
    this.#base = `${origin}/api/v1`;
  }

  live(): WebSocket {
    return new WebSocket(`${this.#base.replace(/^http/, "ws")}/live`);
  }

  session(who: Who): Promise<Session> {
    const headers = { "Content-Type": "application/json" };
    return this.#call("/widget/sessions", { method: "POST", headers, body: JSON.stringify(who) });
  }

  upload(pass: string, picture: Blob, name: string): Promise<Upload> {
    const body = new FormData();
    body.append("file", picture, name);
    return this.#call("/widget/uploads", { method: "POST", headers: bearer(pass), body });
  }

  product(pass: string, id: string): Promise<ListedProduct> {
    return this.#call(`/storefront/products/${encodeURIComponent(id)}`, { headers: bearer(pass) });
  }

  async #call<Answer>(path: string, request: RequestInit): Promise<Answer> {
    let answer: Response;
    try {
      answer = await fetch(this.#base + path, { credentials: "omit", ...request });
    } catch {
      throw new Refused({ code: "unreachable" }, 0);
    }
    const body: unknown = await answer.json().catch(() => null);
    if (!answer.ok) throw new Refused(problemOf(body), answer.status);
    return body as Answer;
  }
}

function bearer(pass: string): Record<string, string> {
  return { Authorization: `Bearer ${pass}` };
}

function problemOf(body: unknown): Problem {
  const isProblem = typeof body === "object" && body !== null && "code" in body;
  return isProblem ? (body as Problem) : { code: "unknown" };
}

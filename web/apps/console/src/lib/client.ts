/** Asks the server: adds who we are, turns every failure into a Problem, ends the session when it is refused. */
import { fromBody, toProblem } from "./problem.ts";
import { sessions } from "./session.ts";

const BASE = "/api/v1";

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

function address(path: string, query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const search = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString();
  return `${BASE}${path}${search === "" ? "" : `?${search}`}`;
}

async function ask<T>(method: string, url: string, body?: BodyInit, type?: string): Promise<T> {
  const headers = new Headers();
  const token = sessions.token;
  if (token !== "") headers.set("authorization", `Bearer ${token}`);
  if (type) headers.set("content-type", type);
  let response: Response;
  try {
    response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
  } catch (error) {
    throw toProblem(error);
  }
  if (response.status === 204) return undefined as T;
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as T;
  if (response.status === 401 && token !== "" && token === sessions.token) sessions.leave(true);
  throw fromBody(answer, response.status);
}

export const get = <T>(path: string, query: Query = {}): Promise<T> => ask<T>("GET", address(path, query));

export const send = <T>(method: "POST" | "PATCH" | "PUT" | "DELETE", path: string, body?: unknown): Promise<T> =>
  body === undefined
    ? ask<T>(method, address(path, {}))
    : ask<T>(method, address(path, {}), JSON.stringify(body), "application/json");

export const upload = <T>(path: string, form: FormData): Promise<T> => ask<T>("POST", address(path, {}), form);

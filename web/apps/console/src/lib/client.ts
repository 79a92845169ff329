/** The generated client: says who we are, turns every failure into a Problem, ends the session when refused. */
import type { components, paths } from "@xiaoer/protocol/api";
import createClient, { type Middleware } from "openapi-fetch";
import { fromBody, toProblem } from "./problem.ts";
import { sessions } from "./session.ts";

export type Schemas = components["schemas"];

const identify: Middleware = {
  onRequest({ request }) {
    const { token } = sessions;
    if (token !== "") request.headers.set("authorization", `Bearer ${token}`);
    return request;
  },
  onResponse({ request, response }) {
    const token = request.headers.get("authorization")?.replace("Bearer ", "") ?? "";
    if (response.status === 401 && token !== "" && token === sessions.token) sessions.leave(true);
    return undefined;
  },
  onError({ error }) {
    return toProblem(error);
  },
};

export const api = createClient<paths>();
api.use(identify);

type Asked<T> = Promise<
  | { readonly data: T; readonly error?: never; readonly response: Response }
  | { readonly data?: never; readonly error: unknown; readonly response: Response }
>;

/** Return what was asked for; throw a Problem otherwise. */
export async function answer<T>(asked: Asked<T>): Promise<T> {
  const { data, error, response } = await asked;
  if (!response.ok) throw fromBody(error, response.status);
  return data as T;
}

/** Requests about logging in and out. */
import { send } from "./client.ts";
import type { Session } from "./session.ts";

export const beginSession = (login: string, password: string): Promise<Session> =>
  send("POST", "/sessions", { login, password });

export const endSession = (): Promise<void> => send("DELETE", "/sessions/current");

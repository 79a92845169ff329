/** Requests about logging in and out. */
import { answer, api } from "./client.ts";
import type { Session } from "./session.ts";

export const beginSession = (login: string, password: string): Promise<Session> =>
  answer(api.POST("/api/v1/sessions", { body: { login, password } }));

export async function endSession(): Promise<void> {
  await answer(api.DELETE("/api/v1/sessions/current"));
}

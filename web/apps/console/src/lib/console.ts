/** Where the live parts of one login are put together; made at login, stopped at logout. */
import { createContext, useContext } from "react";
import { listConversations, listMessages, sayMessage } from "./conversations.ts";
import { Drafts } from "./drafts.ts";
import { Live } from "./live.ts";
import { OUTBOX, Outbox } from "./outbox.ts";
import { type Session, sessions, shopsWith } from "./session.ts";
import type { Wire } from "./socket.ts";
import { browserStorage } from "./storage.ts";
import { browserTimers } from "./timers.ts";

export interface Console {
  readonly session: Session;
  readonly live: Live;
  readonly outbox: Outbox;
  readonly drafts: Drafts;
}

const PAGE = 200;

function connect(): Wire {
  const url = new URL("/api/v1/live", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(url) as Wire;
}

/** Who was here last; what they typed is not for the next person at this machine. */
const PERSON = "xiaoer.person";

function forgetOthers(person: string, drafts: Drafts): void {
  if (browserStorage.get(PERSON) === person) return;
  drafts.clear();
  browserStorage.remove(OUTBOX);
  browserStorage.set(PERSON, person);
}

export function makeConsole(session: Session): Console {
  const drafts = new Drafts(browserStorage);
  forgetOthers(session.staff.id, drafts);
  const outbox: Outbox = new Outbox(
    (conversation, clientId, content) =>
      sayMessage(conversation, clientId, live.inbox.board.get().heads.get(conversation)?.token ?? 0, content),
    browserStorage,
    browserTimers,
    (conversation, message) => live.threads.said(conversation, message),
  );
  const live: Live = new Live(
    {
      connect,
      token: () => session.token,
      shops: () => shopsWith(session, "conversations.read"),
      conversations: (cursor) =>
        listConversations({ shop: null, state: "open", search: "", cursor, limit: PAGE }),
      messages: listMessages,
      confirmed: (clientId) => outbox.confirm(clientId),
      opened: () => outbox.wake(),
      denied: () => sessions.leave(true),
    },
    browserTimers,
  );
  return { session, live, outbox, drafts };
}

/** Run until the returned function is called. */
export function run(console: Console): () => void {
  const { socket } = console.live;
  const nudge = (): void => {
    if (document.visibilityState === "visible") socket.nudge();
  };
  window.addEventListener("online", nudge);
  document.addEventListener("visibilitychange", nudge);
  socket.start();
  return () => {
    window.removeEventListener("online", nudge);
    document.removeEventListener("visibilitychange", nudge);
    socket.stop();
  };
}

export const ConsoleContext = createContext<Console | null>(null);

export function useConsole(): Console {
  const value = useContext(ConsoleContext);
  if (!value) throw new Error("used outside of a login");
  return value;
}

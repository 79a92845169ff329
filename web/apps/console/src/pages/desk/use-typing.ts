/** Tells the buyer's side that we type: at most every few seconds, and that we stopped. */
import { useCallback, useEffect, useRef } from "react";
import { useConsole } from "../../lib/console.ts";

const AGAIN_MS = 4_000;

export function useTyping(conversation: string): (on: boolean) => void {
  const { socket } = useConsole().live;
  const told = useRef(0);
  const tell = useCallback(
    (on: boolean) => {
      const now = Date.now();
      if (on ? now - told.current < AGAIN_MS : told.current === 0) return;
      told.current = on ? now : 0;
      socket.send({ type: "typing", conversation, on });
    },
    [socket, conversation],
  );
  useEffect(() => () => tell(false), [tell]);
  return tell;
}

/** What may be done with a conversation now, one act at a time, and why the last one did not work. */
import { useCallback, useState } from "react";
import { useConsole } from "../../lib/console.ts";
import {
  closeConversation,
  releaseConversation,
  reopenConversation,
  takeConversation,
} from "../../lib/conversations.ts";
import { type Problem, toProblem } from "../../lib/problem.ts";
import { may } from "../../lib/session.ts";
import type { Conversation } from "../../lib/wire.ts";

export type Act = "take" | "to_bot" | "to_queue" | "close" | "reopen";

const DO: Readonly<Record<Act, (head: Conversation) => Promise<Conversation>>> = {
  take: (head) => takeConversation(head.id),
  to_bot: (head) => releaseConversation(head.id, "bot"),
  to_queue: (head) => releaseConversation(head.id, "queue"),
  close: (head) => closeConversation(head.id),
  reopen: (head) => reopenConversation(head.id),
};

export interface Acts {
  readonly busy: Act | null;
  readonly problem: Problem | null;
  readonly mine: boolean;
  readonly allowed: boolean;
  readonly act: (act: Act) => void;
}

export function useActs(head: Conversation): Acts {
  const { live, session } = useConsole();
  const [busy, setBusy] = useState<Act | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const act = useCallback(
    (wanted: Act) => {
      setBusy(wanted);
      setProblem(null);
      DO[wanted](head)
        .then((changed) => live.inbox.put(changed))
        .catch((error: unknown) => setProblem(toProblem(error)))
        .finally(() => setBusy(null));
    },
    [head, live],
  );
  const mine = head.state === "open" && head.holder === "staff" && head.staff?.id === session.staff.id;
  return { busy, problem, mine, allowed: may(session, "conversations.speak", head.shop_id), act };
}

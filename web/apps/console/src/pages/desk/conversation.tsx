/** One conversation: who it is with, what was said, what can be done and written now. */
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useConsole } from "../../lib/console.ts";
import type { Conversation as Head } from "../../lib/wire.ts";
import { Failed, Patient, Skeleton } from "../../parts/states.tsx";
import { useBuyerName } from "./buyer-name.ts";
import { Composer } from "./composer.tsx";
import { ConversationHeading } from "./heading.tsx";
import { History } from "./history.tsx";
import { useActs } from "./use-acts.ts";
import { useHead } from "./use-head.ts";

interface ConversationProps {
  readonly id: string;
  readonly leave: () => void;
  readonly showAbout: () => void;
}

export function Conversation({ id, leave, showAbout }: ConversationProps) {
  const { live } = useConsole();
  const { head, problem, retry } = useHead(id);
  useEffect(() => live.threads.follow(id), [live, id]);
  if (problem) {
    return (
      <section className="conversation">
        <Failed problem={problem} retry={retry} />
      </section>
    );
  }
  if (!head) {
    return (
      <section className="conversation">
        <Patient>
          <Skeleton rows={6} />
        </Patient>
      </section>
    );
  }
  return <Opened head={head} leave={leave} showAbout={showAbout} />;
}

interface OpenedProps {
  readonly head: Head;
  readonly leave: () => void;
  readonly showAbout: () => void;
}

function Opened({ head, leave, showAbout }: OpenedProps) {
  const acts = useActs(head);
  return (
    <section className="conversation" aria-label={useBuyerName(head)}>
      <ConversationHeading head={head} acts={acts} leave={leave} showAbout={showAbout} />
      <Handoff head={head} />
      <History id={head.id} />
      <Composer head={head} acts={acts} />
    </section>
  );
}

/** What the bot tells the person who takes over. */
function Handoff({ head }: { readonly head: Head }) {
  const { t } = useTranslation();
  if (head.handoff_summary === "" || head.holder === "bot" || head.state === "closed") return null;
  return (
    <p className="handoff">
      <strong>{t("desk.handoff")}</strong>
      {head.handoff_summary}
    </p>
  );
}

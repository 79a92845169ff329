/** One conversation in the queue: buyer, last words, who holds it, how long it waits, which shop. */
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { useConsole } from "../../lib/console.ts";
import type { Conversation } from "../../lib/wire.ts";
import { Ago, WaitingClock } from "../../parts/moments.tsx";
import { useWord } from "../../parts/words.ts";
import { useBuyerName } from "./buyer-name.ts";
import { HolderMark } from "./holder-mark.tsx";

export const ROW_HEIGHT = 80;

interface QueueRowProps {
  readonly head: Conversation;
  readonly opened: boolean;
  /** The keyboard stands on it. */
  readonly pointed: boolean;
  readonly open: (id: string) => void;
}

export const QueueRow = memo(function QueueRow({ head, opened, pointed, open }: QueueRowProps) {
  const { session } = useConsole();
  const name = useBuyerName(head);
  return (
    <button
      type="button"
      className="queue-row"
      data-opened={opened}
      data-pointed={pointed}
      data-over={head.state === "closed"}
      aria-current={opened ? "true" : undefined}
      onClick={() => open(head.id)}
    >
      <span className="queue-row-top">
        <strong>{name}</strong>
        {head.waiting_since !== null && head.state === "open" ? (
          <WaitingClock since={head.waiting_since} />
        ) : (
          <Ago at={head.updated_at} />
        )}
      </span>
      <span className="queue-row-words">
        <LastWords head={head} />
      </span>
      <span className="queue-row-foot">
        <HolderMark head={head} me={session.staff.id} />
        {session.shops.length > 1 ? <span className="queue-row-shop">{head.shop_name}</span> : null}
      </span>
    </button>
  );
});

/** What the server writes for a message without words: the kind of its content. */
const NO_WORDS = /^\[([A-Z][A-Za-z]+)\]$/;

function LastWords({ head }: { readonly head: Conversation }) {
  const { t } = useTranslation();
  const word = useWord();
  const last = head.last_message;
  if (!last) return <>{t("queue.nothing_said")}</>;
  const kind = NO_WORDS.exec(last.text)?.[1];
  const words = kind ? `[${word("content_kind", kind)}]` : last.text || t("queue.no_words");
  // Who holds it stands below; who spoke is said where it is neither that one nor the buyer.
  if (last.speaker === "buyer" || last.speaker === "notice" || last.speaker === head.holder)
    return <>{words}</>;
  return (
    <>
      <span className={last.speaker === "bot" ? "says says-machine" : "says"}>
        {t(`speaker.${last.speaker}`)}
      </span>
      {words}
    </>
  );
}

/** A message of ours that the server has not confirmed: on its way, waiting for the connection, or refused. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useConsole } from "../../lib/console.ts";
import type { Outgoing } from "../../lib/outbox.ts";
import { Problem } from "../../lib/problem.ts";
import { useProblemWords } from "../../parts/problem-words.ts";
import { ContentView } from "./content.tsx";
import { draftGivenBack } from "./draft.ts";

interface OutgoingLineProps {
  readonly outgoing: Outgoing;
  readonly conversation: string;
}

export function OutgoingLine({ outgoing, conversation }: OutgoingLineProps) {
  const { t } = useTranslation();
  const { outbox, drafts } = useConsole();
  const words = useProblemWords();
  const { refusal, content } = outgoing;
  const edit = (): void => {
    const item = outbox.takeBack(outgoing.clientId);
    if (item?.content.kind !== "text") return;
    drafts.giveBack(conversation, item.content.text);
    draftGivenBack.set({ conversation });
  };
  return (
    <article className="message" data-speaker="staff" data-first="true" data-state={outgoing.state}>
      <div className="bubble">
        <ContentView content={content} />
      </div>
      {refusal ? (
        <p className="message-refused" role="alert">
          {t("outgoing.refused", { why: words(new Problem(refusal.code, 0, refusal.detail)) })}{" "}
          <Button size="small" type="link" onClick={edit}>
            {t("outgoing.edit")}
          </Button>
        </p>
      ) : (
        <p className="message-state">
          {t(`outgoing.${outgoing.state === "waiting" ? "waiting" : "sending"}`)}
        </p>
      )}
    </article>
  );
}

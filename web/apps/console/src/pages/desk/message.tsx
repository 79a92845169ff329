/** One message: who said it and when, what it holds; the machine's words are violet at the edge, with their why. */
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { absolute, timeOfDay } from "../../lib/format.ts";
import type { Message } from "../../lib/wire.ts";
import { ContentView } from "./content.tsx";
import "./message.css";

interface MessageLineProps {
  readonly message: Message;
  /** The first of a group of one speaker. */
  readonly first: boolean;
  readonly explain: (message: string) => void;
}

export const MessageLine = memo(function MessageLine({ message, first, explain }: MessageLineProps) {
  const { t } = useTranslation();
  const { speaker } = message;
  return (
    <article className="message" data-speaker={speaker} data-first={first}>
      {first || message.has_evidence ? (
        <header className="message-head">
          <span className="message-name">{message.speaker_name || t(`speaker.${speaker}`)}</span>
          {speaker === "bot" ? <span className="message-machine">{t("speaker.bot")}</span> : null}
          <time dateTime={message.at} title={absolute(message.at)} className="figures">
            {timeOfDay(message.at)}
          </time>
          {message.has_evidence ? (
            <button type="button" className="message-why" onClick={() => explain(message.id)}>
              {t("why.open")}
            </button>
          ) : null}
        </header>
      ) : null}
      <div className="bubble" title={absolute(message.at)}>
        <ContentView content={message.content} />
      </div>
    </article>
  );
});

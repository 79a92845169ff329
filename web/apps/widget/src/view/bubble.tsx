/** One message, or one unsent line, with who said it and when. */

import type { Content, Message } from "@xiaoer/protocol";
import type { Unsent } from "../talk/memory.ts";
import { ContentView } from "./content.tsx";
import { useAround } from "./context.ts";
import { Icon } from "./icons.tsx";
import { absolute, moment } from "./moment.ts";

/** Contents that are drawn without a bubble around them. */
const BARE: readonly Content["kind"][] = [
  "picture",
  "video",
  "sticker",
  "product_card",
  "order_card",
  "parcel_card",
  "file",
];

type Shown = (url: string) => void;

export function TimeLine({ at }: { at: string }) {
  const { words, language } = useAround();
  return (
    <li class="time-line">
      <time dateTime={at} title={absolute(at, language)}>
        {moment(at, new Date(), language, words.yesterday)}
      </time>
    </li>
  );
}

/** `first` is true for the first of several lines of the same speaker. */
export function Bubble({
  message,
  first,
  onPicture,
}: {
  message: Message;
  first: boolean;
  onPicture: Shown;
}) {
  const { words } = useAround();
  const { speaker } = message;
  return (
    <li class={`line ${speaker}`} data-message={message.id}>
      {first && speaker !== "buyer" ? <Name message={message} /> : null}
      {speaker === "buyer" ? <span class="hidden">{words.you}: </span> : null}
      <Body content={message.content} onPicture={onPicture} />
    </li>
  );
}

function Name({ message: { speaker, speaker_name } }: { message: Message }) {
  const { chat, words } = useAround();
  const shop = chat.state.value.session?.shop;
  if (speaker === "notice") return <span class="name">{speaker_name || words.notice}</span>;
  const isBot = speaker === "bot";
  return (
    <span class="name">
      <Icon name={isBot ? "machine" : "person"} size={14} />
      <bdi>{speaker_name || (isBot ? shop?.bot_name : "") || (isBot ? words.machine : words.person)}</bdi>
      <span class="role">{isBot ? words.machine : words.person}</span>
    </span>
  );
}

function Body({ content, onPicture }: { content: Content; onPicture: Shown }) {
  const bare = BARE.includes(content.kind);
  return (
    <div class={bare ? "bare" : "bubble"}>
      <ContentView content={content} onPicture={onPicture} />
    </div>
  );
}

export function UnsentBubble({ line, live, onPicture }: { line: Unsent; live: boolean; onPicture: Shown }) {
  const { chat, words } = useAround();
  const reason = line.refused as keyof typeof words.refused | undefined;
  return (
    <li class="line buyer unsent">
      <span class="hidden">{words.you}: </span>
      <Body content={line.content} onPicture={onPicture} />
      {reason ? (
        <p class="fate refused" role="alert">
          <span>{words.refused[reason] ?? words.refused.other}</span>
          <button type="button" onClick={() => chat.retry(line)}>
            {words.retry}
          </button>
          <button type="button" onClick={() => chat.discard(line)}>
            {words.discard}
          </button>
        </p>
      ) : (
        <p class="fate">{live ? words.sending : words.waiting}</p>
      )}
    </li>
  );
}

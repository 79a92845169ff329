/** Where the buyer writes: text, a picture, the product on the page. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { KINDS, pictureIn } from "../picture.ts";
import type { State } from "../talk/state.ts";
import { useAround } from "./context.ts";
import { Icon } from "./icons.tsx";
import { Looking } from "./looking.tsx";
import { Chosen, type Picked } from "./picked.tsx";

export const LONGEST = 4000;
const TYPING_AGAIN = 3000;

interface ComposerProps {
  readonly state: State;
  readonly picture: Picked;
  /** Whether to begin with the cursor here; a phone's keyboard should not jump up by itself. */
  readonly focus: boolean;
}

export function Composer({ state, picture, focus }: ComposerProps) {
  const { chat, words } = useAround();
  const [text, setText] = useState(chat.draft);
  const box = useRef<HTMLTextAreaElement>(null);
  const who = state.session?.buyer_id;
  // Only when: another buyer has another draft
  useEffect(() => setText(chat.draft), [who]);
  useEffect(() => {
    if (focus) box.current?.focus({ preventScroll: true });
  }, [focus]);
  const tellTyping = useTyping();
  const over = [...text].length - LONGEST;
  const write = (value: string) => {
    setText(value);
    chat.keepDraft(value);
    tellTyping(value !== "");
  };
  const send = () => {
    const said = text.trim();
    if (over > 0 || (!said && !picture.picked)) return;
    tellTyping(false);
    if (picture.picked) picture.send(said, () => write(""));
    else {
      chat.say({ kind: "text", text: said });
      write("");
    }
    box.current?.focus({ preventScroll: true });
  };
  return (
    <div class="composer" onPaste={(event) => picture.take(pictureIn(event.clipboardData))}>
      <Looking state={state} />
      <Chosen picture={picture} />
      <div class="composer-row">
        <PictureButton picture={picture} />
        <TextBox box={box} text={text} onText={write} onSend={send} />
        <button
          type="button"
          class="send"
          aria-label={words.send}
          disabled={over > 0 || picture.sending}
          onClick={send}
        >
          <Icon name="send" />
        </button>
      </div>
      {over > 0 ? (
        <p class="over" role="status">
          {words.tooLong(over)}
        </p>
      ) : null}
    </div>
  );
}

function PictureButton({ picture }: { picture: Picked }) {
  const { words } = useAround();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class="tool"
        aria-label={words.picture}
        title={words.picture}
        onClick={() => input.current?.click()}
      >
        <Icon name="picture" size={22} />
      </button>
      <input
        ref={input}
        type="file"
        class="hidden"
        tabIndex={-1}
        aria-hidden="true"
        accept={KINDS.join(",")}
        onChange={(event) => {
          picture.take(event.currentTarget.files?.[0] ?? null);
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}

interface TextBoxProps {
  readonly box: { current: HTMLTextAreaElement | null };
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onSend: () => void;
}

function TextBox({ box, text, onText, onSend }: TextBoxProps) {
  const { words } = useAround();
  // Only when: the height follows the text
  useLayoutEffect(() => {
    const area = box.current;
    if (!area) return;
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, 120)}px`;
  }, [text]);
  return (
    <textarea
      ref={box}
      rows={1}
      dir="auto"
      value={text}
      placeholder={words.say}
      aria-label={words.say}
      enterkeyhint="send"
      onInput={(event) => onText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (!isSend(event)) return;
        event.preventDefault();
        onSend();
      }}
    />
  );
}

/** Enter sends, but never the Enter that ends a word in an input method (keyCode 229: Safari tells it only so). */
export function isSend(event: Pick<KeyboardEvent, "key" | "shiftKey" | "isComposing" | "keyCode">): boolean {
  return event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
}

/** Tell the other side of typing at most every few seconds, and of the end at once. */
function useTyping(): (on: boolean) => void {
  const { chat } = useAround();
  const told = useRef(0);
  return (on) => {
    const now = Date.now();
    if (on && now - told.current < TYPING_AGAIN) return;
    if (!on && told.current === 0) return;
    told.current = on ? now : 0;
    chat.tellTyping(on);
  };
}

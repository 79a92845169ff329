/** Launcher or panel, whichever is due. */

import { useEffect, useRef } from "preact/hooks";
import { unread } from "../talk/transcript.ts";
import { Around, type Surroundings, useAround, useChat } from "./context.ts";
import { Icon } from "./icons.tsx";
import { Panel } from "./panel.tsx";

export function Root({ around, onUnread }: { around: Surroundings; onUnread: (count: number) => void }) {
  const state = useChat(around.chat);
  const count = unread(state.transcript, state.read);
  const wasOpen = useRef(false);
  useEffect(() => onUnread(count), [count, onUnread]);
  const focusLauncher = wasOpen.current && !state.open;
  wasOpen.current = state.open;
  return (
    <Around.Provider value={around}>
      {state.open ? (
        <Panel key={state.session?.buyer_id ?? ""} state={state} onClose={() => around.chat.close()} />
      ) : (
        <Launcher count={count} focus={focusLauncher} />
      )}
    </Around.Provider>
  );
}

function Launcher({ count, focus }: { count: number; focus: boolean }) {
  const { chat, words } = useAround();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (focus) button.current?.focus({ preventScroll: true });
  }, [focus]);
  return (
    <button
      ref={button}
      type="button"
      class="launcher"
      aria-label={count > 0 ? words.openUnread(count) : words.open}
      onClick={() => chat.open()}
    >
      <Icon name="chat" size={26} />
      {count > 0 ? (
        <span class="unread" aria-hidden="true">
          {count > 99 ? "99+" : count}
        </span>
      ) : null}
    </button>
  );
}

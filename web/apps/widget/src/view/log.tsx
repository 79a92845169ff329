/** The conversation itself: stays at its end while one reads there, and where one is otherwise. */

import type { Message } from "@xiaoer/protocol";
import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { State } from "../talk/state.ts";
import { Bubble, TimeLine, UnsentBubble } from "./bubble.tsx";
import { useAround } from "./context.ts";
import { Icon } from "./icons.tsx";
import { isPause } from "./moment.ts";
import { Rating } from "./rating.tsx";

/** Pixels from the end that still count as "reading the end". */
const NEAR = 60;

export function Log({ state, onPicture }: { state: State; onPicture: (url: string) => void }) {
  const { words } = useAround();
  const box = useRef<HTMLDivElement>(null);
  const end = useEnd(box, state);
  const { transcript } = state;
  return (
    <div class="log-frame">
      <div
        class="log"
        ref={box}
        onScroll={end.onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
        tabIndex={0}
        role="log"
        aria-live="polite"
        aria-label={words.service}
      >
        <div>
          <ul>
            <Opening state={state} />
            {lines(transcript.earlier, onPicture)}
            {transcript.earlier.length > 0 ? <li class="time-line">{words.before}</li> : null}
            {lines(transcript.messages, onPicture)}
            {transcript.unsent.map((line) => (
              <UnsentBubble key={line.client_id} line={line} live={state.live} onPicture={onPicture} />
            ))}
            <Typing state={state} />
          </ul>
          <Rating state={state} />
        </div>
      </div>
      {end.away ? (
        <button type="button" class="to-end" onClick={end.toEnd}>
          <Icon name="down" size={14} />
          {end.below > 0 ? words.newBelow(end.below) : words.toEnd}
        </button>
      ) : null}
    </div>
  );
}

function lines(messages: readonly Message[], onPicture: (url: string) => void): ComponentChildren {
  return messages.map((message, index) => (
    <MessageLine key={message.id} message={message} before={messages[index - 1]} onPicture={onPicture} />
  ));
}

function MessageLine(props: {
  message: Message;
  before: Message | undefined;
  onPicture: (url: string) => void;
}) {
  const { message, before, onPicture } = props;
  const pause = isPause(before?.at, message.at);
  const first = pause || before?.speaker !== message.speaker || before?.speaker_name !== message.speaker_name;
  return (
    <>
      {pause ? <TimeLine at={message.at} /> : null}
      <Bubble message={message} first={first} onPicture={onPicture} />
    </>
  );
}

function Opening({ state }: { state: State }): ComponentChildren {
  const { words } = useAround();
  const { messages, earlier, unsent, cursor } = state.transcript;
  if (state.trouble) return null;
  if (cursor === null) return <Skeleton />;
  const isEmpty = messages.length + earlier.length + unsent.length === 0;
  return isEmpty ? <li class="empty late">{words.empty}</li> : null;
}

/** Invisible for the first 300 ms, by its style. */
function Skeleton() {
  return (
    <li class="skeleton" aria-hidden="true">
      <span />
      <span />
    </li>
  );
}

function Typing({ state: { typist } }: { state: State }) {
  const { words } = useAround();
  if (!typist) return null;
  const label = words.typing(typist.name || (typist.who === "bot" ? words.machine : words.person));
  return (
    <li class={`line ${typist.who} typing`} aria-label={label}>
      <span class="name">{label}</span>
      <span class="bubble dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
    </li>
  );
}

/** Keep the end in view, unless the reader went back; count what came meanwhile. */
function useEnd(box: RefObject<HTMLDivElement | null>, state: State) {
  const { messages, unsent } = state.transcript;
  const [away, setAway] = useState(false);
  const [leftAt, setLeftAt] = useState(0);
  const last = messages.at(-1)?.seq ?? 0;
  const mine = unsent.at(-1)?.client_id;
  const toEnd = () => box.current?.scrollTo({ top: box.current.scrollHeight });
  const onScroll = () => {
    const log = box.current;
    if (!log) return;
    const isAway = log.scrollHeight - log.scrollTop - log.clientHeight > NEAR;
    if (isAway && !away) setLeftAt(last);
    setAway(isAway);
  };
  // Only when: what was added, not `toEnd`, is the reason to move
  useLayoutEffect(() => {
    if (!away) toEnd();
  }, [last, state.typist, state.transcript.head?.state, state.rated]);
  // Only when: one's own line always shows
  useLayoutEffect(() => {
    if (mine) toEnd();
  }, [mine]);
  useEffect(() => {
    const log = box.current;
    if (!log || typeof ResizeObserver === "undefined") return;
    const grown = new ResizeObserver(() => {
      if (log.dataset.away !== "1") log.scrollTo({ top: log.scrollHeight });
    });
    grown.observe(log);
    for (const child of log.children) grown.observe(child);
    return () => grown.disconnect();
  }, [box]);
  if (box.current) box.current.dataset.away = away ? "1" : "0";
  const below = messages.filter((each) => each.seq > leftAt && each.speaker !== "buyer").length;
  return { away, below, onScroll, toEnd };
}

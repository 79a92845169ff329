/** Top of the panel: the shop, who answers, a person, the way out. */

import { useEffect, useState } from "preact/hooks";
import type { State } from "../talk/state.ts";
import { useAround } from "./context.ts";
import { Icon } from "./icons.tsx";

/** A short loss of the network is not worth a word. */
const PATIENCE = 1500;

export function Top({ state, onClose }: { state: State; onClose: () => void }) {
  const { words } = useAround();
  return (
    <div class="top">
      <div class="top-text">
        <h2 dir="auto">{state.session?.shop.name || words.service}</h2>
        <Answerer state={state} />
      </div>
      <PersonButton state={state} />
      <button type="button" class="tool" aria-label={words.close} title={words.close} onClick={onClose}>
        <Icon name="down" />
      </button>
    </div>
  );
}

function Answerer({ state }: { state: State }) {
  const { words } = useAround();
  const { head } = state.transcript;
  const shop = state.session?.shop;
  if (!head) return <p class="who">{state.trouble ? "" : words.connecting}</p>;
  if (head.state === "closed") return <p class="who">{words.answersClosed}</p>;
  if (head.holder === "queue" || (state.personAsked && head.holder === "bot")) {
    return (
      <p class="who" role="status">
        {words.answersQueue}
      </p>
    );
  }
  const isBot = head.holder === "bot";
  return (
    <p class={isBot ? "who machine" : "who"} role="status">
      <Icon name={isBot ? "machine" : "person"} size={14} />
      <span dir="auto">
        {isBot ? words.answersBot(shop?.bot_name ?? "") : words.answersStaff(staffName(state))}
      </span>
    </p>
  );
}

/** The head does not name the person; who spoke last does. */
function staffName({ transcript }: State): string {
  return transcript.messages.findLast((each) => each.speaker === "staff")?.speaker_name ?? "";
}

function PersonButton({ state }: { state: State }) {
  const { chat, words } = useAround();
  const { head } = state.transcript;
  const isClosed = head?.state === "closed";
  const here = !isClosed && head?.holder === "staff";
  const asked = !isClosed && (state.personAsked || head?.holder === "queue");
  const label = here ? words.personHere : asked ? words.personAsked : words.wantPerson;
  const ask = () => {
    if (here || asked) return;
    // What is over can only begin again by a line.
    if (isClosed) chat.say({ kind: "text", text: words.wantPerson });
    else chat.askPerson();
  };
  return (
    <button type="button" class="person" aria-disabled={here || asked} onClick={ask}>
      {label}
    </button>
  );
}

/** A calm line when something is wrong, and nothing otherwise. */
export function Calm({ state }: { state: State }) {
  const { words } = useAround();
  const [patient, setPatient] = useState(true);
  const lost = !state.live && (state.transcript.cursor !== null || state.trouble === "unreachable");
  useEffect(() => {
    setPatient(true);
    if (!lost) return;
    const timer = setTimeout(() => setPatient(false), PATIENCE);
    return () => clearTimeout(timer);
  }, [lost]);
  const text =
    state.trouble === "unknown_shop"
      ? words.unknownShop
      : state.trouble === "wrong_signature"
        ? words.wrongSignature
        : lost && !patient
          ? words.offline
          : "";
  return (
    <p class={text ? "calm" : "calm none"} role="status">
      {text}
    </p>
  );
}

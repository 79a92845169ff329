/** One to five stars with a word, at the end of a service or when the buyer wants to. */

import { useState } from "preact/hooks";
import type { State } from "../talk/state.ts";
import { useAround } from "./context.ts";
import { Icon } from "./icons.tsx";

const SCORES = [1, 2, 3, 4, 5] as const;

export function Rating({ state }: { state: State }) {
  const { words } = useAround();
  const { head } = state.transcript;
  if (head?.state !== "closed" || state.transcript.unsent.length > 0) return null;
  const given = state.rated?.score ?? head.rating;
  if (given) return <Thanks score={given} />;
  return <Stars title={words.rateQuestion} />;
}

function Thanks({ score }: { score: number }) {
  const { words } = useAround();
  return (
    <p class="rating thanks" role="status">
      <span aria-hidden="true">{"★".repeat(score)}</span>
      <span class="hidden">{words.stars(score)}</span> {words.rateThanks}
    </p>
  );
}

export function Stars({ title }: { title: string }) {
  const { chat, words } = useAround();
  const [score, setScore] = useState(0);
  const [text, setText] = useState("");
  const submit = (event: Event) => {
    event.preventDefault();
    if (score > 0) chat.rate(score, text.trim());
  };
  return (
    <form class="rating" onSubmit={submit}>
      <fieldset>
        <legend>{title}</legend>
        <div class="stars">
          {SCORES.map((value) => (
            <label key={value} class={value <= score ? "star on" : "star"} title={words.rateWords[value - 1]}>
              <input
                type="radio"
                name="score"
                value={value}
                checked={value === score}
                aria-label={words.stars(value)}
                onChange={() => setScore(value)}
              />
              <Icon name="star" size={26} />
            </label>
          ))}
        </div>
        <p class="rating-word" aria-live="polite">
          {words.rateWords[score - 1] ?? "\u00a0"}
        </p>
      </fieldset>
      {score > 0 ? (
        <>
          <textarea
            rows={2}
            maxLength={500}
            dir="auto"
            placeholder={words.rateMore}
            aria-label={words.rateMore}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <button type="submit" class="primary">
            {words.rateSend}
          </button>
        </>
      ) : null}
    </form>
  );
}

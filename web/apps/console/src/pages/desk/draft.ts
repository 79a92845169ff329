/** The draft of the opened conversation: kept at every stroke, given back when a message was refused. */
import { useEffect, useState } from "react";
import { useConsole } from "../../lib/console.ts";
import { Signal } from "../../lib/signal.ts";

/** Tells the composer that words were put back into the draft of a conversation. */
export const draftGivenBack = new Signal<{ readonly conversation: string } | null>(null);

export function useDraft(conversation: string): [string, (text: string) => void] {
  const { drafts } = useConsole();
  const [text, setText] = useState(() => drafts.get(conversation));
  useEffect(
    () =>
      draftGivenBack.subscribe(() => {
        if (draftGivenBack.get()?.conversation === conversation) setText(drafts.get(conversation));
      }),
    [drafts, conversation],
  );
  const change = (next: string): void => {
    setText(next);
    drafts.set(conversation, next);
  };
  return [text, change];
}

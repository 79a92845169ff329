/** What every part of the view needs: the chat, the words, and ways to the page around it. */

import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Language } from "../options.ts";
import type { Chat } from "../talk/chat.ts";
import type { State } from "../talk/state.ts";
import type { Words } from "../words.ts";

export interface Surroundings {
  readonly chat: Chat;
  readonly words: Words;
  readonly language: Language;
  /** Origin that relative addresses of pictures and files belong to. */
  readonly server: string;
  /** Show a product on the shop's page; absent when the page did not offer to. */
  readonly showProduct: (id: string) => void;
  readonly canShowProduct: () => boolean;
}

export const Around = createContext<Surroundings | null>(null);

export function useAround(): Surroundings {
  const around = useContext(Around);
  if (!around) throw new Error("the widget's parts are drawn inside its root only");
  return around;
}

/** Return the chat's state and draw again when it changes. */
export function useChat(chat: Chat): State {
  const [state, setState] = useState(chat.state.value);
  useEffect(() => {
    setState(chat.state.value);
    return chat.state.watch(() => setState(chat.state.value));
  }, [chat]);
  return state;
}

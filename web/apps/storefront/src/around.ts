/** What every part of the page needs: words, chat, goods, and a way to another place. */

import type { ListedProduct, Session } from "@xiaoer/protocol";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Chat } from "./chat.ts";
import type { Place } from "./place.ts";
import type { Words } from "./words.ts";

export interface Surroundings {
  readonly place: Place;
  readonly words: Words;
  /** Null until the widget is there. */
  readonly chat: Chat | null;
  /** Null until they are loaded. */
  readonly goods: readonly ListedProduct[] | null;
  readonly session: Session | null;
  readonly go: (product: string | null) => void;
}

export const Around = createContext<Surroundings | null>(null);

export function useAround(): Surroundings {
  const around = useContext(Around);
  if (!around) throw new Error("parts of the page are drawn inside the app only");
  return around;
}

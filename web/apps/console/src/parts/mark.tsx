/** A small mark: a colour that means something, and always a word beside it. */
import type { ReactNode } from "react";

export type Tone = "calm" | "act" | "good" | "look" | "bad" | "machine";

export function Mark({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return <span className={`mark mark-${tone}`}>{children}</span>;
}

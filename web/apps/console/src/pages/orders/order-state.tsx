/** How far an order is: green when settled, amber when it needs somebody, grey on the way. */
import { Mark, type Tone } from "../../parts/mark.tsx";
import { useWord } from "../../parts/words.ts";

const TONES: Readonly<Record<string, Tone>> = {
  unpaid: "look",
  signed: "good",
  delivered: "good",
  completed: "good",
  returning: "look",
};

export function OrderState({ state }: { readonly state: string }) {
  const word = useWord();
  return <Mark tone={TONES[state] ?? "calm"}>{word("order_state", state)}</Mark>;
}

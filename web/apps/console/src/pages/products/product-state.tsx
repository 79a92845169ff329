/** Whether a product can be bought. */
import { Mark, type Tone } from "../../parts/mark.tsx";
import { useWord } from "../../parts/words.ts";

const TONES: Readonly<Record<string, Tone>> = { out_of_stock: "look" };

export function ProductState({ state }: { readonly state: string }) {
  const word = useWord();
  return <Mark tone={TONES[state] ?? "calm"}>{word("product_state", state)}</Mark>;
}

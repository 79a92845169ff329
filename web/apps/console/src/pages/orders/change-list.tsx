/** Changes that were asked for, and what became of them. */
import type { Change } from "../../lib/shop-data.ts";
import { Mark, type Tone } from "../../parts/mark.tsx";
import { Ago } from "../../parts/moments.tsx";
import { useWord } from "../../parts/words.ts";

const TONES: Readonly<Record<string, Tone>> = { done: "good", refused: "bad", requested: "look" };

export function ChangeList({ changes }: { readonly changes: readonly Change[] }) {
  const word = useWord();
  return (
    <ul className="changes">
      {changes.map((change) => (
        <li key={`${change.set} ${change.step}`}>
          <p>
            <strong>{word("change", change.kind)}</strong>{" "}
            <Mark tone={TONES[change.state] ?? "calm"}>{word("change_state", change.state)}</Mark>
          </p>
          <p className="meta">
            <span className="figures">
              {typeof change.arguments.order === "string" ? change.arguments.order : null}
            </span>{" "}
            <Ago at={change.asked_at} />
          </p>
          {change.reason ? <p className="meta">{change.reason}</p> : null}
        </li>
      ))}
    </ul>
  );
}

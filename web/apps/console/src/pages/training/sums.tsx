/** A few large figures side by side; coloured only when the colour means something. */
import type { ReactNode } from "react";

export interface Sum {
  readonly word: string;
  readonly value: ReactNode;
  readonly hint?: string;
  readonly tone?: "good" | "look" | "bad" | undefined;
}

export function Sums({ sums }: { readonly sums: readonly Sum[] }) {
  return (
    <div className="sums">
      {sums.map(({ word, value, hint, tone }) => (
        <div key={word} className={tone ? `sum sum-${tone}` : "sum"}>
          <dl>
            <dt>{word}</dt>
            <dd className="figures">{value}</dd>
          </dl>
          {hint ? <p className="figures">{hint}</p> : null}
        </div>
      ))}
    </div>
  );
}

interface ShareBarProps {
  readonly tone: "act" | "look";
  readonly share: number;
}

/** A share as a bar; its number stands beside it in words. */
export function ShareBar({ tone, share }: ShareBarProps) {
  return (
    <span className="share-bar" aria-hidden="true">
      <i className={`share-${tone}`} style={{ width: `${share * 100}%` }} />
    </span>
  );
}

/** Small parts: a price, a link within the shop, a calm word when there is nothing to show. */

import type { ComponentChildren } from "preact";
import { useAround } from "./around.ts";
import { price } from "./goods.ts";
import { pathTo } from "./place.ts";

export function Price({ fen }: { fen: number }) {
  const { yuan, digits } = price(fen);
  return (
    <span class="price">
      <small>¥</small>
      {yuan}
      <small>.{digits}</small>
    </span>
  );
}

interface LinkProps {
  readonly to: string | null;
  readonly class?: string;
  readonly title?: string;
  readonly children: ComponentChildren;
}

/** A real link, followed without loading the page again. */
export function Link({ to, children, ...rest }: LinkProps) {
  const { go } = useAround();
  return (
    <a
      {...rest}
      href={pathTo(new URL(location.href), to)}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}

interface EmptyProps {
  readonly title: string;
  readonly help: string;
  readonly children?: ComponentChildren;
}

export function Empty({ title, help, children }: EmptyProps) {
  return (
    <div class="empty" role="status">
      <h2>{title}</h2>
      <p>{help}</p>
      {children}
    </div>
  );
}

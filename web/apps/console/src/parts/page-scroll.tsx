/** The part of a page that scrolls, within the keyboard's reach. */
import type { ReactNode } from "react";

export function PageScroll({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrollable by keyboard
    <section className="page-scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

/** A page beside the navigation: a title, one sentence, the acts, the content. */
import type { ReactNode } from "react";

interface PageProps {
  readonly title: string;
  readonly line?: string;
  readonly acts?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, line, acts, children }: PageProps) {
  return (
    <main className="page">
      <header className="page-head">
        <div className="page-title">
          <h1>{title}</h1>
          {line ? <p>{line}</p> : null}
        </div>
        {acts ? <div className="page-acts">{acts}</div> : null}
      </header>
      {children}
    </main>
  );
}

/** The frame of a login: navigation at the side (below on a phone), the page beside it, the live parts running. */
import { Suspense, useEffect, useMemo } from "react";
import { Navigate, Outlet, useLocation } from "react-router-dom";
import { ConsoleContext, makeConsole, run } from "../lib/console.ts";
import { type Session, sessions } from "../lib/session.ts";
import { useSignal } from "../lib/signal.ts";
import { Patient, Skeleton } from "../parts/states.tsx";
import { Navigation } from "./navigation.tsx";

export function Shell() {
  const session = useSignal(sessions.signal);
  const { pathname, search } = useLocation();
  // A ready login (`?login=…`) goes on to the door; all else is kept to come back to.
  if (!session) return <Navigate to={{ pathname: "/login", search }} replace state={{ from: pathname }} />;
  return <LoggedIn key={session.token} session={session} />;
}

function LoggedIn({ session }: { readonly session: Session }) {
  const console = useMemo(() => makeConsole(session), [session]);
  useEffect(() => run(console), [console]);
  return (
    <ConsoleContext value={console}>
      <div className="shell">
        <Navigation />
        <Suspense
          fallback={
            <Patient>
              <Skeleton rows={6} />
            </Patient>
          }
        >
          <Outlet />
        </Suspense>
      </div>
    </ConsoleContext>
  );
}

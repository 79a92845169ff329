/** Whether news comes by itself just now; quiet while all is well. */
import { useTranslation } from "react-i18next";
import { useConsole } from "../lib/console.ts";
import { clock } from "../lib/format.ts";
import { seconds } from "../lib/now.ts";
import { language } from "../lib/preferences.ts";
import { useSignal } from "../lib/signal.ts";

export function ConnectionMark() {
  const { t } = useTranslation();
  const link = useSignal(useConsole().live.socket.link);
  const broken = link.state === "broken";
  const words = t(broken ? "link.broken" : link.state === "live" ? "link.live" : "link.connecting");
  return (
    <div
      className="link"
      role="status"
      data-state={link.state}
      title={t(broken ? "link.broken_hint" : "link.live_hint")}
    >
      <i aria-hidden="true" />
      <span>{words}</span>
      {broken ? <BrokenFor since={link.since} /> : null}
    </div>
  );
}

function BrokenFor({ since }: { readonly since: number }) {
  const now = useSignal(seconds);
  const tongue = useSignal(language);
  return (
    <span className="figures" aria-hidden="true">
      {clock(now - since, tongue)}
    </span>
  );
}

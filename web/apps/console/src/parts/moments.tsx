/** Moments beside now, with the full moment on hover; and running clocks. */
import { useTranslation } from "react-i18next";
import { absolute, ago, clock } from "../lib/format.ts";
import { halfMinutes, seconds } from "../lib/now.ts";
import { language } from "../lib/preferences.ts";
import { useSignal } from "../lib/signal.ts";

export function Ago({ at }: { readonly at: string }) {
  const now = useSignal(halfMinutes);
  const tongue = useSignal(language);
  return (
    <time dateTime={at} title={absolute(at)} className="figures">
      {ago(at, now, tongue)}
    </time>
  );
}

/** The usual reply clocks of the platforms: 30 seconds and three minutes. */
const LOOK_MS = 30_000;
const OVERDUE_MS = 180_000;

export function WaitingClock({ since }: { readonly since: string }) {
  const { t } = useTranslation();
  const waited = useSignal(seconds) - Date.parse(since);
  const tongue = useSignal(language);
  const tone = waited >= OVERDUE_MS ? "bad" : waited >= LOOK_MS ? "look" : "calm";
  const text = clock(waited, tongue);
  return (
    <time
      dateTime={since}
      title={t("moment.waiting_since", { at: absolute(since) })}
      className={`clock clock-${tone}`}
    >
      <span className="unseen">{t("moment.waiting")}</span>
      {text}
    </time>
  );
}

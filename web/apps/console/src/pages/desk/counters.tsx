/** The figures of the moment, each in its place. They change; nothing else does. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useConsole } from "../../lib/console.ts";
import { getCounters } from "../../lib/conversations.ts";
import { absolute, duration, figure, percent } from "../../lib/format.ts";
import { language } from "../../lib/preferences.ts";
import { useSignal } from "../../lib/signal.ts";
import type { Counters as Figures } from "../../lib/wire.ts";
import "./counters.css";

export function Counters() {
  const { t } = useTranslation();
  const { live } = useConsole();
  const pushed = useSignal(live.counters);
  const first = useQuery({ queryKey: ["counters"], queryFn: getCounters, enabled: pushed === null });
  useEffect(() => {
    if (first.data && live.counters.get() === null) live.counters.set(first.data);
  }, [first.data, live]);
  const now = pushed ?? first.data ?? null;
  return (
    <section className="counters" aria-label={t("counters.label")}>
      <h1>{t("nav.desk")}</h1>
      <dl title={now ? t("counters.as_of", { at: absolute(now.as_of) }) : undefined}>
        {figures(now, useSignal(language)).map(({ word, value, tone }) => (
          <div key={word} data-tone={tone}>
            <dt>{t(`counters.${word}`)}</dt>
            <dd className="figures">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

type Word = "queued" | "waiting" | "open" | "bot_share" | "first_reply" | "heard_today" | "said_today";

interface Shown {
  readonly word: Word;
  readonly value: string;
  readonly tone: "calm" | "look";
}

const UNKNOWN = "–";

function figures(now: Figures | null, tongue: "zh-CN" | "en"): Shown[] {
  const reply = now?.first_reply_ms_p50 ?? null;
  const share = now?.bot_share ?? null;
  const number = (value: number | undefined): string => (value === undefined ? UNKNOWN : figure(value));
  const calm = (word: Word, value: string): Shown => ({ word, value, tone: "calm" });
  return [
    { word: "queued", value: number(now?.in_queue), tone: (now?.in_queue ?? 0) > 0 ? "look" : "calm" },
    calm("waiting", number(now?.waiting)),
    calm("open", number(now?.open)),
    calm("bot_share", share === null ? UNKNOWN : percent(share)),
    calm("first_reply", reply === null ? UNKNOWN : duration(reply, tongue)),
    calm("heard_today", number(now?.heard_today)),
    calm("said_today", number(now?.said_today)),
  ];
}

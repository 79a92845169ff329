/** What was said, newest at the bottom: only what is in sight exists, older pages come when scrolled to. */
import { DownOutlined } from "@ant-design/icons";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Button } from "antd";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useConsole } from "../../lib/console.ts";
import { date } from "../../lib/format.ts";
import { type Line, lines } from "../../lib/lines.ts";
import { language } from "../../lib/preferences.ts";
import type { Problem } from "../../lib/problem.ts";
import { useSignal } from "../../lib/signal.ts";
import { isComplete } from "../../lib/thread.ts";
import { Nothing, Patient, Skeleton } from "../../parts/states.tsx";
import { EvidenceDrawer } from "./evidence.tsx";
import { MessageLine } from "./message.tsx";
import { OutgoingLine } from "./outgoing.tsx";
import "./history.css";

const NEAR_TOP = 200;
const NEAR_END = 80;

export function History({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { live, outbox } = useConsole();
  const thread = useSignal(live.threads.signal(id));
  const pending = useSignal(outbox.signal);
  const shown = useMemo(
    () =>
      lines(
        thread.messages,
        pending.filter((item) => item.conversation === id),
      ),
    [thread.messages, pending, id],
  );
  if (thread.state === "failed") {
    return (
      <Nothing title={t("history.failed")} hint={t("history.failed_hint")}>
        <Button onClick={() => live.threads.retry(id)}>{t("common.retry")}</Button>
      </Nothing>
    );
  }
  if (thread.state === "loading" && shown.length === 0) {
    return (
      <div className="history">
        <Patient>
          <Skeleton rows={6} />
        </Patient>
      </div>
    );
  }
  if (shown.length === 0) return <Nothing title={t("history.nothing")} hint={t("history.nothing_hint")} />;
  return <Scroll id={id} shown={shown} complete={isComplete(thread)} typing={thread.typing?.who ?? null} />;
}

interface ScrollProps {
  readonly id: string;
  readonly shown: readonly Line[];
  readonly complete: boolean;
  readonly typing: string | null;
}

function Scroll({ id, shown, complete, typing }: ScrollProps) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [why, setWhy] = useState<string | null>(null);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 68,
    getItemKey: (index) => shown[index]?.key ?? index,
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: NEAR_END,
    overscan: 8,
  });
  useLayoutEffect(() => virtual.scrollToEnd(), [virtual]);
  const { problem, older } = useOlder(id, complete);
  const scrolled = (): void => {
    if (scroller.current && scroller.current.scrollTop < NEAR_TOP) older();
  };
  return (
    <div className="history-frame">
      <div className="history" ref={scroller} onScroll={scrolled} role="log" aria-label={t("history.label")}>
        <Beginning complete={complete} problem={problem} older={older} />
        <div className="history-body" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const line = shown[item.index];
            return line ? (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className="history-line"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <LineView line={line} id={id} explain={setWhy} />
              </div>
            ) : null;
          })}
        </div>
      </div>
      {typing ? (
        <p className="history-typing" role="status">
          {t(typing === "buyer" ? "history.buyer_types" : "history.colleague_types")}
        </p>
      ) : null}
      {virtual.isAtEnd(NEAR_END) ? null : (
        <Button
          className="history-down"
          size="small"
          icon={<DownOutlined />}
          onClick={() => virtual.scrollToEnd()}
        >
          {t("history.down")}
        </Button>
      )}
      <EvidenceDrawer conversation={id} message={why} close={() => setWhy(null)} />
    </div>
  );
}

/** Read older pages, one at a time; after a failure only when asked to. */
function useOlder(id: string, complete: boolean): { problem: Problem | null; older: () => void } {
  const { live } = useConsole();
  const [problem, setProblem] = useState<Problem | null>(null);
  const seen = useRef(true);
  useEffect(() => {
    seen.current = true;
    return () => {
      seen.current = false;
    };
  }, []);
  const older = (): void => {
    if (complete) return;
    void live.threads.older(id).then((failure) => {
      if (seen.current) setProblem(failure);
    });
  };
  return { problem, older };
}

interface BeginningProps {
  readonly complete: boolean;
  readonly problem: Problem | null;
  readonly older: () => void;
}

function Beginning({ complete, problem, older }: BeginningProps) {
  const { t } = useTranslation();
  if (complete) return <p className="history-edge">{t("history.beginning")}</p>;
  return (
    <p className="history-edge">
      <Button size="small" type="text" onClick={older}>
        {t(problem ? "history.older_failed" : "history.older")}
      </Button>
    </p>
  );
}

interface LineViewProps {
  readonly line: Line;
  readonly id: string;
  readonly explain: (message: string) => void;
}

function LineView({ line, id, explain }: LineViewProps) {
  const tongue = useSignal(language);
  switch (line.kind) {
    case "day":
      return <p className="history-day">{date(line.at, new Date().getFullYear(), tongue)}</p>;
    case "message":
      return <MessageLine message={line.message} first={line.first} explain={explain} />;
    case "outgoing":
      return <OutgoingLine outgoing={line.outgoing} conversation={id} />;
  }
}

/** Why the machine said it: the words and values it took, and how it came to the answer. */
import { useQuery } from "@tanstack/react-query";
import { Drawer } from "antd";
import { useTranslation } from "react-i18next";
import { type Evidence, getWhy } from "../../lib/conversations.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Mark } from "../../parts/mark.tsx";
import { Nothing } from "../../parts/states.tsx";
import { useWord } from "../../parts/words.ts";
import "./evidence.css";

export function EvidenceDrawer({
  message,
  close,
}: {
  readonly message: string | null;
  readonly close: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Drawer open={message !== null} onClose={close} title={t("why.title")} size={420} destroyOnHidden>
      {message === null ? null : <Why message={message} />}
    </Drawer>
  );
}

function Why({ message }: { readonly message: string }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["why", message], queryFn: () => getWhy(message), staleTime: Infinity });
  return (
    <Loaded query={query}>
      {(why) => (
        <div className="why">
          {why.items.length === 0 ? (
            <Nothing title={t("why.nothing")} hint={t("why.nothing_hint")} />
          ) : (
            <>
              <p className="meta">{t("why.line")}</p>
              <ol>
                {why.items.map((item) => (
                  <EvidenceItem key={`${item.kind} ${item.id} ${item.part} ${item.quote}`} item={item} />
                ))}
              </ol>
            </>
          )}
          <Trace trace={why.trace} />
        </div>
      )}
    </Loaded>
  );
}

function EvidenceItem({ item }: { readonly item: Evidence }) {
  const word = useWord();
  return (
    <li>
      <p className="why-source">
        <Mark tone="machine">{word("evidence_kind", item.kind)}</Mark>
        <span className="figures">{[item.id, item.part].filter(Boolean).join(" · ")}</span>
      </p>
      {item.quote ? <blockquote>{item.quote}</blockquote> : null}
    </li>
  );
}

function Trace({ trace }: { readonly trace: Readonly<Record<string, unknown>> }) {
  const { t } = useTranslation();
  const entries = Object.entries(trace);
  if (entries.length === 0) return null;
  return (
    <details className="why-trace">
      <summary>{t("why.trace")}</summary>
      <dl className="facts">
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{typeof value === "string" ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** Why the machine said it: the words and values it took, and how it came to the answer. */
import { useQuery } from "@tanstack/react-query";
import { Drawer } from "antd";
import { useTranslation } from "react-i18next";
import { type Evidence, getWhy } from "../../lib/conversations.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Mark } from "../../parts/mark.tsx";
import { Nothing } from "../../parts/states.tsx";
import { useWord } from "../../parts/words.ts";
import { Trace } from "./trace.tsx";
import { useHead } from "./use-head.ts";
import "./evidence.css";

export function EvidenceDrawer({
  conversation,
  message,
  close,
}: {
  readonly conversation: string;
  readonly message: string | null;
  readonly close: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Drawer
      open={message !== null}
      onClose={close}
      title={t("why.title")}
      size={Math.min(460, window.innerWidth)}
      destroyOnHidden
    >
      {message === null ? null : <Why conversation={conversation} message={message} />}
    </Drawer>
  );
}

function Why({ conversation, message }: { readonly conversation: string; readonly message: string }) {
  const { t } = useTranslation();
  const shop = useHead(conversation).head?.shop_id ?? "";
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
          <Trace trace={why.trace} shop={shop} />
        </div>
      )}
    </Loaded>
  );
}

/** These name what was asked back or how it was said: their ids say nothing to a person. */
const MANNER: ReadonlySet<string> = new Set(["dialogue", "talk"]);

function EvidenceItem({ item }: { readonly item: Evidence }) {
  const word = useWord();
  return (
    <li>
      <p className="why-source">
        <Mark tone="machine">{word("evidence_kind", item.kind)}</Mark>
        {MANNER.has(item.kind) ? null : (
          <span className="figures">{[item.id, item.part].filter(Boolean).join(" · ")}</span>
        )}
      </p>
      {item.quote ? <blockquote>{item.quote}</blockquote> : null}
    </li>
  );
}

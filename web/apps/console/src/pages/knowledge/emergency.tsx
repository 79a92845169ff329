/** What holds for a while: keyword rules and notices, each with its state, window and whom it is for. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router-dom";
import { listNotices, listRules, type Notice, type Rule } from "../../lib/knowledge.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Mark } from "../../parts/mark.tsx";
import { PageScroll } from "../../parts/page-scroll.tsx";
import { Nothing } from "../../parts/states.tsx";
import type { SectionProps } from "./knowledge.tsx";
import { NoticeDrawer } from "./notice-drawer.tsx";
import { ForWhom, Standing, useEdits, Window } from "./parts.tsx";
import { RuleDrawer } from "./rule-drawer.tsx";

/** Windows begin and end by the clock: what is shown as live must be so. */
const EVERY_MS = 15_000;

/** What is open stands in the address: `rule~id`, `notice~new`. */
export function Emergency({ shop, id }: SectionProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const edits = useEdits(shop);
  const [kind = "", ...rest] = (id ?? "").split("~");
  const opened = rest.join("~");
  const open = (what: "rule" | "notice") => void navigate(`/knowledge/emergency/${what}~new`);
  const close = () => void navigate("/knowledge/emergency");
  const notices = useQuery({
    queryKey: ["notices", shop],
    queryFn: () => listNotices(shop),
    refetchInterval: EVERY_MS,
  });
  const rules = useQuery({
    queryKey: ["rules", shop],
    queryFn: () => listRules(shop),
    refetchInterval: EVERY_MS,
  });
  return (
    <PageScroll label={t("knowledge.emergency")}>
      <Block what="notices" add={edits ? () => open("notice") : null}>
        <Loaded query={notices} rows={2}>
          {(found) => (
            <Entries what="notices" rows={found} show={(row) => <NoticeRow key={row.id} notice={row} />} />
          )}
        </Loaded>
      </Block>
      <Block what="rules" add={edits ? () => open("rule") : null}>
        <Loaded query={rules} rows={3}>
          {(found) => (
            <Entries what="rules" rows={found} show={(row) => <RuleRow key={row.id} rule={row} />} />
          )}
        </Loaded>
      </Block>
      <RuleDrawer shop={shop} id={kind === "rule" ? opened : null} kept={rules.data} close={close} />
      <NoticeDrawer shop={shop} id={kind === "notice" ? opened : null} kept={notices.data} close={close} />
    </PageScroll>
  );
}

type What = "rules" | "notices";

interface BlockProps {
  readonly what: What;
  readonly add: (() => void) | null;
  readonly children: ReactNode;
}

function Block({ what, add, children }: BlockProps) {
  const { t } = useTranslation();
  return (
    <section className="panel emergency" aria-label={t(`${what}.title`)}>
      <header className="bar">
        <div className="bar-words">
          <h2>{t(`${what}.title`)}</h2>
          <p>{t(`${what}.line`)}</p>
        </div>
        {add ? <Button onClick={add}>{t(`${what}.add`)}</Button> : null}
      </header>
      {children}
    </section>
  );
}

interface EntriesProps<T> {
  readonly what: What;
  readonly rows: readonly T[];
  readonly show: (row: T) => ReactNode;
}

/** What decides now first; what is over last. */
const ORDER = ["live", "waiting", "ended"];

function Entries<T extends { readonly standing: string }>({ what, rows, show }: EntriesProps<T>) {
  const { t } = useTranslation();
  if (rows.length === 0) return <Nothing title={t(`${what}.none`)} hint={t(`${what}.none_hint`)} />;
  const sorted = [...rows].sort((a, b) => ORDER.indexOf(a.standing) - ORDER.indexOf(b.standing));
  return <ul className="emergency-list">{sorted.map(show)}</ul>;
}

function NoticeRow({ notice }: { readonly notice: Notice }) {
  return (
    <li data-standing={notice.standing}>
      <Standing standing={notice.standing} />
      <div>
        <Link to={`/knowledge/emergency/notice~${encodeURIComponent(notice.id)}`}>{notice.title}</Link>
        <p className="words emergency-text">{notice.text}</p>
        <p className="meta emergency-text">
          <Window conditions={notice.conditions} />
        </p>
        <ForWhom conditions={notice.conditions} />
      </div>
    </li>
  );
}

function RuleRow({ rule }: { readonly rule: Rule }) {
  const { t } = useTranslation();
  const { enabled: on = true, any_of = [], all_of = [], none_of = [] } = rule;
  return (
    <li data-standing={on ? rule.standing : "off"}>
      <Standing standing={rule.standing} on={on} />
      <div>
        <Link to={`/knowledge/emergency/rule~${encodeURIComponent(rule.id)}`}>{rule.name}</Link>
        <p className="marks emergency-text">
          <Group word={t("rules.any_of")} words={any_of} />
          <Group word={t("rules.all_of")} words={all_of} />
          <Group word={t("rules.none_of")} words={none_of} />
        </p>
        <p className="words emergency-text">{rule.act === "handoff" ? t("rules.handoff") : rule.answer}</p>
        <p className="meta figures emergency-text">
          <Window conditions={rule.conditions} />
          {rule.priority ? ` · ${t("rules.priority")} ${rule.priority}` : ""}
        </p>
        <ForWhom conditions={rule.conditions} />
      </div>
    </li>
  );
}

function Group({ word, words }: { readonly word: string; readonly words: readonly string[] }) {
  if (words.length === 0) return null;
  return (
    <>
      <span className="meta">{word}</span>
      {words.map((one) => (
        <Mark key={one} tone="calm">
          {one}
        </Mark>
      ))}
    </>
  );
}

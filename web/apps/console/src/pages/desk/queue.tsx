/** The queue: which conversations there are, whose, and how long they wait. */
import { SearchOutlined } from "@ant-design/icons";
import { Button, Input, Segmented, Select } from "antd";
import { memo, useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { useConsole } from "../../lib/console.ts";
import { figure } from "../../lib/format.ts";
import type { Counts, View } from "../../lib/queue.ts";
import { useSignal } from "../../lib/signal.ts";
import { Failed, Nothing, Patient, Skeleton } from "../../parts/states.tsx";
import { FoundList } from "./found-list.tsx";
import { QueueList } from "./queue-list.tsx";
import { useHold, useQueue } from "./use-queue.ts";
import "./queue.css";

interface QueueProps {
  readonly open: (id: string) => void;
  readonly opened: string | null;
}

const VIEWS: readonly View[] = ["mine", "waiting", "bot", "all"];

type Shown = View | "closed";

export function Queue({ open, opened }: QueueProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<Shown>("all");
  const [shop, setShop] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed.trim());
  const { held, handlers } = useHold();
  const queue = useQueue(shown === "closed" ? "all" : shown, shop, held);
  return (
    <section className="queue" aria-label={t("queue.label")}>
      <Tools
        shown={shown}
        show={setShown}
        counts={queue.counts}
        typed={typed}
        type={setTyped}
        shop={shop}
        choose={setShop}
      />
      <div className="queue-list" {...handlers}>
        {search !== "" || shown === "closed" ? (
          <FoundList search={search} closed={shown === "closed"} shop={shop} open={open} opened={opened} />
        ) : queue.ids.length > 0 ? (
          <QueueList ids={queue.ids} heads={queue.heads} open={open} opened={opened} />
        ) : (
          <NoQueue view={shown} showAll={() => setShown("all")} />
        )}
      </div>
    </section>
  );
}

interface ToolsProps extends ViewsProps, ShopFilterProps {
  readonly typed: string;
  readonly type: (words: string) => void;
}

/** Drawn again only when a figure or a choice changes, not with every event. */
const Tools = memo(function Tools({ shown, show, counts, typed, type, shop, choose }: ToolsProps) {
  const { t } = useTranslation();
  return (
    <div className="queue-tools">
      <Views shown={shown} show={show} counts={counts} />
      <div className="queue-find">
        <Input
          allowClear
          prefix={<SearchOutlined />}
          placeholder={t("queue.search")}
          aria-label={t("queue.search")}
          value={typed}
          onChange={(event) => type(event.target.value)}
        />
        <ShopFilter shop={shop} choose={choose} />
      </div>
    </div>
  );
});

interface ShopFilterProps {
  readonly shop: string | null;
  readonly choose: (shop: string | null) => void;
}

interface ViewsProps {
  readonly shown: Shown;
  readonly show: (view: Shown) => void;
  readonly counts: Counts;
}

function Views({ shown, show, counts }: ViewsProps) {
  const { t } = useTranslation();
  const views = VIEWS.map((view) => ({
    value: view as Shown,
    label: (
      <span className="queue-view">
        {t(`queue.view_${view}`)}
        <span className="figures">{figure(counts[view])}</span>
      </span>
    ),
  }));
  const closed = {
    value: "closed" as Shown,
    label: <span className="queue-view">{t("queue.view_closed")}</span>,
  };
  return (
    <Segmented<Shown>
      block
      aria-label={t("queue.views")}
      value={shown}
      onChange={show}
      options={[...views, closed]}
    />
  );
}

function ShopFilter({
  shop,
  choose,
}: {
  readonly shop: string | null;
  readonly choose: (shop: string | null) => void;
}) {
  const { t } = useTranslation();
  const { shops } = useConsole().session;
  if (shops.length < 2) return null;
  return (
    <Select
      aria-label={t("queue.shop")}
      value={shop ?? ""}
      onChange={(value: string) => choose(value === "" ? null : value)}
      options={[
        { value: "", label: t("queue.all_shops") },
        ...shops.map((one) => ({ value: one.id, label: one.name })),
      ]}
      popupMatchSelectWidth={false}
    />
  );
}

function NoQueue({ view, showAll }: { readonly view: View; readonly showAll: () => void }) {
  const { t } = useTranslation();
  const { inbox } = useConsole().live;
  const loading = useSignal(inbox.loading);
  if (loading.state === "failed")
    return <Failed problem={loading.problem} retry={() => void inbox.reload()} />;
  if (loading.state === "loading") {
    return (
      <Patient>
        <Skeleton rows={8} />
      </Patient>
    );
  }
  return (
    <Nothing title={t(`queue.no_${view}`)} hint={t(`queue.no_${view}_hint`)}>
      {view === "all" ? null : <Button onClick={showAll}>{t("queue.show_all")}</Button>}
    </Nothing>
  );
}

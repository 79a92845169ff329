/** Trials: the bot answers past chats unseen. What was tried, and the way to try anew. */
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { figure, percent } from "../../lib/format.ts";
import { listTrials, type Trial } from "../../lib/trials.ts";
import { CursorList } from "../../parts/cursor-list.tsx";
import { Ago } from "../../parts/moments.tsx";
import type { Column } from "../../parts/rows.tsx";
import { Nothing } from "../../parts/states.tsx";
import { useEdits } from "../knowledge/parts.tsx";
import { NewTrial } from "./new-trial.tsx";
import { OneTrial } from "./one-trial.tsx";
import { usePeriod, WorkMark } from "./parts.tsx";
import type { SectionProps } from "./training.tsx";

export function Trials({ shop, id }: SectionProps) {
  if (id !== null) return <OneTrial key={id} shop={shop} id={id} />;
  return <AllTrials shop={shop} />;
}

function AllTrials({ shop }: { readonly shop: string }) {
  const { t } = useTranslation();
  const [making, setMaking] = useState(false);
  const edits = useEdits(shop);
  const begin = (
    <Button type="primary" onClick={() => setMaking(true)}>
      {t("trials.begin")}
    </Button>
  );
  return (
    <>
      <div className="bar">
        <p>{t("trials.line")}</p>
        {edits ? begin : null}
      </div>
      <CursorList<Trial>
        label={t("training.trials")}
        queryKey={["trials", shop]}
        read={(cursor) => listTrials(shop, cursor)}
        columns={useColumns()}
        id={(row) => row.id}
        to={(row) => `/training/trials/${encodeURIComponent(row.id)}`}
        nothing={<Nothing title={t("trials.none")} hint={t("trials.none_hint")} />}
        refreshEvery={5_000}
      />
      <NewTrial shop={shop} open={making} close={() => setMaking(false)} />
    </>
  );
}

const share = (value: number | null): string => (value === null ? "–" : percent(value));

function useColumns(): readonly Column<Trial>[] {
  const { t } = useTranslation();
  const period = usePeriod();
  const number = (key: string, title: string, render: (row: Trial) => string): Column<Trial> => ({
    key,
    title,
    width: "90px",
    end: true,
    phone: "hide",
    render: (row) => <span className="figures">{render(row)}</span>,
  });
  return [
    {
      key: "period",
      title: t("trials.period"),
      width: "minmax(220px, 2fr)",
      phone: "title",
      render: (row) => <span className="figures">{period(row.from_at, row.until_at)}</span>,
    },
    {
      key: "state",
      title: t("trials.state"),
      width: "90px",
      phone: "side",
      render: (row) => <WorkMark state={row.state} />,
    },
    number("chats", t("trials.chats"), (row) => figure(row.done)),
    number("turns", t("trials.turns"), (row) => figure(row.turns)),
    { ...number("answered", t("trials.answered"), (row) => share(row.answered)), phone: "line" },
    number("hits", t("trials.hit_rate"), (row) => share(row.hit_rate)),
    {
      key: "by",
      title: t("trials.made_by"),
      width: "120px",
      phone: "hide",
      render: (row) => <span className="one-line">{row.made_by}</span>,
    },
    {
      key: "at",
      title: t("trials.made_at"),
      width: "110px",
      end: true,
      phone: "hide",
      render: (row) => <Ago at={row.made_at} />,
    },
  ];
}

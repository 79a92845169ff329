/** What could not be handled and has stopped: why, and trying again. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { type DeadLetter, listDeadLetters, replayDeadLetter } from "../../lib/letters.ts";
import { CursorList } from "../../parts/cursor-list.tsx";
import { Ago } from "../../parts/moments.tsx";
import { useProblemWords } from "../../parts/problem-words.ts";
import type { Column } from "../../parts/rows.tsx";
import { ShopSelect, useShop } from "../../parts/shop-select.tsx";
import { Nothing } from "../../parts/states.tsx";
import { useSave } from "../../parts/use-save.ts";
import { useWord } from "../../parts/words.ts";

export function Letters() {
  const { t } = useTranslation();
  const shop = useShop();
  const columns = useColumns();
  if (!shop) return <Nothing title={t("common.no_shop")} hint={t("common.no_shop_hint")} />;
  return (
    <>
      <div className="bar">
        <p>{t("letters.line")}</p>
        <ShopSelect />
      </div>
      <CursorList<DeadLetter>
        label={t("settings.letters")}
        queryKey={["letters", shop.id]}
        read={(cursor) => listDeadLetters(shop.id, cursor)}
        columns={columns}
        id={(row) => row.id}
        nothing={<Nothing title={t("letters.none")} hint={t("letters.none_hint")} />}
      />
    </>
  );
}

function useColumns(): readonly Column<DeadLetter>[] {
  const { t } = useTranslation();
  const word = useWord();
  return [
    {
      key: "what",
      title: t("letters.what"),
      width: "minmax(160px, 1fr)",
      phone: "title",
      render: (row) => <strong className="one-line">{word("fact", row.fact)}</strong>,
    },
    {
      key: "where",
      title: t("letters.where"),
      width: "120px",
      phone: "line",
      render: (row) => <Where letter={row} />,
    },
    {
      key: "why",
      title: t("letters.why"),
      width: "minmax(200px, 3fr)",
      phone: "line",
      render: (row) => (
        <span className="one-line" title={row.error}>
          {row.error || t("letters.behind")}
        </span>
      ),
    },
    {
      key: "tries",
      title: t("letters.tries"),
      width: "64px",
      end: true,
      phone: "hide",
      render: (row) => <span className="figures">{row.attempts}</span>,
    },
    {
      key: "at",
      title: t("letters.at"),
      width: "110px",
      end: true,
      phone: "hide",
      render: (row) => <Ago at={row.at} />,
    },
    {
      key: "act",
      title: t("common.act"),
      width: "120px",
      end: true,
      phone: "side",
      render: (row) => <Replay letter={row} />,
    },
  ];
}

function Where({ letter }: { readonly letter: DeadLetter }) {
  const { t } = useTranslation();
  if (letter.conversation_id === "") return <span className="meta">–</span>;
  return <Link to={`/desk/${letter.conversation_id}`}>{t("letters.conversation")}</Link>;
}

function Replay({ letter }: { readonly letter: DeadLetter }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const { busy, problem, save } = useSave(replayDeadLetter, [["letters"]]);
  return (
    <>
      <Button size="small" loading={busy} onClick={() => save(letter.id)}>
        {t("letters.replay")}
      </Button>
      {problem ? (
        <p className="meta" role="alert">
          {words(problem)}
        </p>
      ) : null}
    </>
  );
}

/** What may be done with the drafts that are chosen. */
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import type { DraftState } from "../../lib/training.ts";
import type { Deciding, Decision } from "./decisions.tsx";
import { useTryFirst } from "./try-first.ts";

interface ChosenBarProps {
  readonly shop: string;
  readonly chosen: ReadonlySet<string>;
  readonly state: DraftState;
  readonly deciding: Deciding;
  readonly clear: () => void;
}

export function ChosenBar({ shop, chosen, state, deciding, clear }: ChosenBarProps) {
  const { t } = useTranslation();
  const ids = [...chosen];
  const tryFirst = useTryFirst(shop, ids);
  if (ids.length === 0) return null;
  const act = (what: Decision["act"]) => () => deciding.save({ act: what, ids });
  return (
    <section className="chosen" aria-label={t("drafts.chosen", { number: ids.length })}>
      <span className="figures">{t("drafts.chosen", { number: ids.length })}</span>
      {state === "proposed" ? (
        <>
          <Button type="primary" loading={deciding.busy} onClick={act("approve")}>
            {t("drafts.approve")}
          </Button>
          <Dropdown menu={tryFirst.menu} trigger={["click"]}>
            <Button loading={tryFirst.busy}>{t("drafts.try_first")}</Button>
          </Dropdown>
          <Button onClick={act("reject")}>{t("drafts.reject")}</Button>
        </>
      ) : (
        <Button loading={deciding.busy} onClick={act("reopen")}>
          {t("drafts.reopen")}
        </Button>
      )}
      <Button type="text" onClick={clear}>
        {t("drafts.unchoose")}
      </Button>
    </section>
  );
}

/** The tests of a set: what the buyer says, what must be answered. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { gistOf } from "../../lib/tests.ts";
import { listTests, removeTest, type Test, type TestSet } from "../../lib/trials.ts";
import { CursorList } from "../../parts/cursor-list.tsx";
import { Mark } from "../../parts/mark.tsx";
import type { Column } from "../../parts/rows.tsx";
import { Nothing } from "../../parts/states.tsx";
import { useSave } from "../../parts/use-save.ts";
import { TESTED } from "./set-files.tsx";

interface SetTestsProps {
  readonly shop: string;
  readonly set: TestSet;
  readonly edits: boolean;
}

export function SetTests({ shop, set, edits }: SetTestsProps) {
  const { t } = useTranslation();
  return (
    <CursorList<Test>
      label={t("tests.tests")}
      queryKey={["tests", shop, set.id]}
      read={(cursor) => listTests(shop, set.id, cursor)}
      columns={useColumns(shop, set, edits)}
      id={(row) => row.id}
      nothing={<Nothing title={t("tests.no_tests")} hint={t("tests.no_tests_hint")} />}
    />
  );
}

function useColumns(shop: string, set: TestSet, edits: boolean): readonly Column<Test>[] {
  const { t } = useTranslation();
  const takeOut: Column<Test> = {
    key: "out",
    title: t("common.act"),
    width: "70px",
    end: true,
    phone: "hide",
    render: (row) => <TakeOut shop={shop} set={set} test={row} />,
  };
  return [
    {
      key: "say",
      title: t("tests.say"),
      width: "minmax(220px, 3fr)",
      phone: "title",
      render: (row) => <Says test={row} />,
    },
    {
      key: "expect",
      title: t("tests.all"),
      width: "minmax(200px, 3fr)",
      phone: "line",
      render: (row) => <Expects test={row} />,
    },
    {
      key: "kind",
      title: t("tests.kind"),
      width: "110px",
      phone: "side",
      render: (row) => <Mark tone="calm">{t(`tests.${row.kind}`)}</Mark>,
    },
    ...(edits ? [takeOut] : []),
  ];
}

function Says({ test }: { readonly test: Test }) {
  const { t } = useTranslation();
  const { says } = gistOf(test.body);
  return (
    <span className="one-line" title={says.join("\n")}>
      {says[0]}
      {says.length > 1 ? <span className="meta"> · {t("tests.goals", { number: says.length })}</span> : null}
    </span>
  );
}

function Expects({ test }: { readonly test: Test }) {
  const { t } = useTranslation();
  const { all, none } = gistOf(test.body);
  const words = [
    ...(all.length > 0 ? [t("tests.expects", { words: all.join("、") })] : []),
    ...(none.length > 0 ? [t("tests.expects_none", { words: none.join("、") })] : []),
  ].join(" · ");
  return (
    <span className="one-line" title={words}>
      {words || "–"}
    </span>
  );
}

function TakeOut({ shop, set, test }: Omit<SetTestsProps, "edits"> & { readonly test: Test }) {
  const { t } = useTranslation();
  const { busy, save } = useSave(() => removeTest(shop, set.id, test.id), TESTED);
  return (
    <Button size="small" type="text" loading={busy} onClick={() => save(undefined)}>
      {t("tests.take_out")}
    </Button>
  );
}

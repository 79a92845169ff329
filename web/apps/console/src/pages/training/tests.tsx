/** Test sets: what must always be answered rightly. */
import { Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import { listSets, makeSet, type TestSet } from "../../lib/trials.ts";
import { CursorList } from "../../parts/cursor-list.tsx";
import { DetailDrawer } from "../../parts/detail-drawer.tsx";
import { Ago } from "../../parts/moments.tsx";
import type { Column } from "../../parts/rows.tsx";
import { FormFoot } from "../../parts/saved.tsx";
import { Nothing } from "../../parts/states.tsx";
import { useSave } from "../../parts/use-save.ts";
import { useEdits } from "../knowledge/parts.tsx";
import { OneSet } from "./one-set.tsx";
import { RunView } from "./run-view.tsx";
import type { SectionProps } from "./training.tsx";

/** What is open stands in the address: a set, or `set~run`. */
export function Tests({ shop, id }: SectionProps) {
  if (id === null) return <AllSets shop={shop} />;
  const [set = "", run] = id.split("~");
  if (run) return <RunView key={run} shop={shop} set={set} id={run} />;
  return <OneSet key={set} shop={shop} id={set} />;
}

function AllSets({ shop }: { readonly shop: string }) {
  const { t } = useTranslation();
  const [making, setMaking] = useState(false);
  return (
    <>
      <div className="bar">
        <p>{t("tests.line")}</p>
        {useEdits(shop) ? (
          <Button type="primary" onClick={() => setMaking(true)}>
            {t("tests.add")}
          </Button>
        ) : null}
      </div>
      <CursorList<TestSet>
        label={t("training.tests")}
        queryKey={["test-sets", shop]}
        read={(cursor) => listSets(shop, cursor)}
        columns={useColumns()}
        id={(row) => row.id}
        to={(row) => `/training/tests/${encodeURIComponent(row.id)}`}
        nothing={<Nothing title={t("tests.none")} hint={t("tests.none_hint")} />}
      />
      <NewSet shop={shop} open={making} close={() => setMaking(false)} />
    </>
  );
}

interface NewSetProps {
  readonly shop: string;
  readonly open: boolean;
  readonly close: () => void;
}

interface Values {
  readonly name: string;
  readonly note: string;
}

function NewSet({ shop, open, close }: NewSetProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { busy, problem, save } = useSave(
    ({ name, note }: Values) => makeSet(shop, name, note),
    [["test-sets"]],
    (made) => void navigate(`/training/tests/${encodeURIComponent(made.id)}`),
  );
  const missing = [{ required: true, whitespace: true, message: t("common.missing") }];
  return (
    <DetailDrawer open={open} close={close} title={t("tests.add")}>
      <Form<Values> layout="vertical" initialValues={{ name: "", note: "" }} onFinish={save}>
        <Form.Item name="name" label={t("tests.name")} rules={missing} extra={t("tests.name_hint")}>
          <Input autoFocus maxLength={80} />
        </Form.Item>
        <Form.Item name="note" label={t("tests.note")}>
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
        <FormFoot word={t("common.save")} busy={busy} problem={problem} saved={false} />
      </Form>
    </DetailDrawer>
  );
}

function useColumns(): readonly Column<TestSet>[] {
  const { t } = useTranslation();
  return [
    {
      key: "name",
      title: t("tests.name"),
      width: "minmax(200px, 2fr)",
      phone: "title",
      render: (row) => <span className="one-line">{row.name}</span>,
    },
    {
      key: "note",
      title: t("tests.note"),
      width: "minmax(200px, 3fr)",
      phone: "line",
      render: (row) => <span className="one-line">{row.note}</span>,
    },
    {
      key: "count",
      title: t("tests.count"),
      width: "90px",
      end: true,
      phone: "side",
      render: (row) => <span className="figures">{t("tests.test_count", { number: row.count })}</span>,
    },
    {
      key: "at",
      title: t("tests.updated"),
      width: "120px",
      end: true,
      phone: "hide",
      render: (row) => <Ago at={row.updated_at} />,
    },
  ];
}

/** One table of a file: what it was taken for, and what each column means, with a sample. */
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { figure } from "../../lib/format.ts";
import { type Column, type Field, listFields, type Mapping, type Table } from "../../lib/imports.ts";
import { Mark } from "../../parts/mark.tsx";
import { useWord } from "../../parts/words.ts";

interface TablePreviewProps {
  readonly table: Table;
  readonly open: boolean;
  readonly mapping: Mapping;
  readonly change: (header: string, field: string) => void;
}

export function TablePreview({ table, open, mapping, change }: TablePreviewProps) {
  const { t } = useTranslation();
  const word = useWord();
  const fields = useQuery({ queryKey: ["import-fields"], queryFn: listFields, staleTime: Infinity });
  return (
    <section className="panel">
      <h2 className="import-title">
        {table.sheet && table.sheet !== table.file ? `${table.file} · ${table.sheet}` : table.file}
        {table.kind === null ? (
          <Mark tone="calm">{t("imports.left_out")}</Mark>
        ) : (
          <Mark tone="act">{word("table", table.kind)}</Mark>
        )}
        <span className="meta figures">{t("imports.rows", { number: figure(table.rows) })}</span>
      </h2>
      <table className="mapping">
        <thead>
          <tr>
            <th scope="col">{t("imports.header")}</th>
            <th scope="col">{t("imports.means")}</th>
            <th scope="col">{t("imports.sample")}</th>
          </tr>
        </thead>
        <tbody>
          {table.columns.map((column, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: headers may repeat, columns never move
            <tr key={`${index} ${column.header}`}>
              <th scope="row">{column.header}</th>
              <td>
                <Meaning
                  column={column}
                  open={open}
                  mapping={mapping}
                  fields={fields.data ?? []}
                  change={change}
                />
              </td>
              <td className="mapping-sample" title={column.sample}>
                {column.sample}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A column that holds one attribute of a product says so in its header: 属性:功率. */
const ATTRIBUTE = /^(?:属性|attributes?)[:：.](.+)$/i;

interface MeaningProps {
  readonly column: Column;
  readonly open: boolean;
  readonly mapping: Mapping;
  readonly fields: readonly Field[];
  readonly change: (header: string, field: string) => void;
}

function Meaning({ column, open, mapping, fields, change }: MeaningProps) {
  const { t } = useTranslation();
  const word = useWord();
  const chosen = mapping[column.header] ?? column.field ?? "";
  const name = (field: string): string => {
    const known = word("field", field);
    return known === field ? (fields.find((one) => one.name === field)?.title ?? field) : known;
  };
  const attribute = ATTRIBUTE.exec(column.header)?.[1];
  if (attribute && chosen === "") return <>{t("imports.attribute", { name: attribute })}</>;
  if (!open) return chosen === "" ? <span className="meta">{t("imports.not_taken")}</span> : name(chosen);
  return (
    <Select
      className="mapping-select"
      aria-label={t("imports.means_of", { header: column.header })}
      value={chosen}
      onChange={(field: string) => change(column.header, field)}
      showSearch={{ optionFilterProp: "label" }}
      options={[
        { value: "", label: t("imports.not_taken") },
        ...fields.map((field) => ({ value: field.name, label: name(field.name) })),
      ]}
      popupMatchSelectWidth={false}
    />
  );
}

/** Requests about shop data coming in. */
import { answer, api, type Schemas } from "./client.ts";
import type { Page } from "./wire.ts";

export type ImportHead = Schemas["ImportHead"];
export type Import = Schemas["ImportItem"];
export type Table = Schemas["TableItem"];
export type Column = Schemas["ColumnItem"];
export type BadRow = Schemas["ProblemItem"];
export type Field = Schemas["FieldItem"];
export type Report = Schemas["Report"];

/** Header of a column → name of the field it means, "" to leave it out. */
export type Mapping = Readonly<Record<string, string>>;

const path = (id: string) => ({ params: { path: { import_id: id } } });

export const makeImport = (shop: string, files: readonly File[]): Promise<Import> =>
  answer(
    api.POST("/api/v1/imports", {
      body: { shop_id: shop, files: files.map((file) => file.name) },
      bodySerializer: () => {
        const form = new FormData();
        form.set("shop_id", shop);
        for (const file of files) form.append("files", file, file.name);
        return form;
      },
    }),
  );

export const getImport = (id: string): Promise<Import> =>
  answer(api.GET("/api/v1/imports/{import_id}", path(id)));

export const runImport = (id: string, mapping: Mapping | null, skipBad: boolean): Promise<Import> =>
  answer(api.POST("/api/v1/imports/{import_id}/run", { ...path(id), body: { mapping, skip_bad: skipBad } }));

export const cancelImport = (id: string): Promise<Import> =>
  answer(api.POST("/api/v1/imports/{import_id}/cancel", path(id)));

export async function listImports(shop: string, cursor: string | null): Promise<Page<ImportHead>> {
  const page = await answer(
    api.GET("/api/v1/imports", { params: { query: { shop_id: shop, cursor, limit: 50 } } }),
  );
  return { items: page.items, next_cursor: page.next_cursor ?? null };
}

export async function listBadRows(id: string, cursor: string | null): Promise<Page<BadRow>> {
  const page = await answer(
    api.GET("/api/v1/imports/{import_id}/problems", {
      params: { path: { import_id: id }, query: { cursor, limit: 200 } },
    }),
  );
  return { items: page.items, next_cursor: page.next_cursor ?? null };
}

export const listFields = (): Promise<readonly Field[]> => answer(api.GET("/api/v1/imports/fields"));

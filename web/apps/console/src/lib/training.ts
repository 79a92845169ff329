/** Requests of the trainer's desk: what the bot missed, drafts and where they come from, releases. */
import { answer, api, type Schemas } from "./client.ts";
import type { Page } from "./wire.ts";

export type Group = Schemas["GroupItem"];
export type GroupDetail = Schemas["GroupDetail"];
export type GroupCounts = Schemas["GroupCounts"];
export type Suggestion = Schemas["SuggestionItem"];
export type AnswerBody = Schemas["Answer"];
export type Answered = Schemas["Answered"];
export type Gathered = Schemas["GatheredItem"];
export type Draft = Schemas["DraftItem"];
export type DraftDetail = Schemas["DraftDetail"];
export type DraftChange = Schemas["DraftChange"];
export type DraftCounts = Schemas["DraftCounts"];
export type DraftState = Draft["state"];
export type Source = Schemas["SourceItem"];
export type SourceKind = Source["kind"];
export type Alike = Schemas["AlikeItem"];
export type Decided = Schemas["Decided"];
export type Reading = Schemas["ReadingItem"];
export type WorkState = Reading["state"];
export type Entry = Schemas["EntryItem"];
export type EntryChange = Schemas["EntryChangeItem"];
export type ReleaseHead = Schemas["ReleaseHead"];
export type Release = Schemas["ReleaseItem"];

interface Listed<T> {
  readonly items: readonly T[];
  readonly next_cursor?: string | null;
}

export const page = <T>({ items, next_cursor }: Listed<T>): Page<T> => ({
  items,
  next_cursor: next_cursor ?? null,
});

export const PAGE = 50;

const at = (shop: string) => ({ params: { path: { shop_id: shop } } });

// ---------------------------------------------------------------- what the bot could not answer

export const gather = (shop: string): Promise<Gathered> =>
  answer(api.POST("/api/v1/training/unanswered/{shop_id}/gather", at(shop)));

export async function listGroups(
  shop: string,
  state: Group["state"],
  scenario: string,
  cursor: string | null,
): Promise<Page<Group>> {
  const query = { shop_id: shop, state, scenario, cursor, limit: PAGE };
  return page(await answer(api.GET("/api/v1/training/unanswered", { params: { query } })));
}

export const countGroups = (shop: string): Promise<GroupCounts> =>
  answer(api.GET("/api/v1/training/unanswered/{shop_id}/counts", at(shop)));

const groupAt = (shop: string, id: string) => ({ params: { path: { shop_id: shop, group_id: id } } });

export const getGroup = (shop: string, id: string): Promise<GroupDetail> =>
  answer(api.GET("/api/v1/training/unanswered/{shop_id}/{group_id}", groupAt(shop, id)));

export const answerGroup = (shop: string, id: string, body: AnswerBody): Promise<Answered> =>
  answer(api.POST("/api/v1/training/unanswered/{shop_id}/{group_id}/answer", { ...groupAt(shop, id), body }));

export const ignoreGroup = (shop: string, id: string): Promise<Group> =>
  answer(api.POST("/api/v1/training/unanswered/{shop_id}/{group_id}/ignore", groupAt(shop, id)));

export const reopenGroup = (shop: string, id: string): Promise<Group> =>
  answer(api.POST("/api/v1/training/unanswered/{shop_id}/{group_id}/reopen", groupAt(shop, id)));

// ---------------------------------------------------------------- drafts

export interface DraftFilter {
  readonly state: DraftState;
  readonly kind: SourceKind | "";
  readonly reading: string;
  readonly q: string;
}

export async function listDrafts(
  shop: string,
  { state, kind, reading, q }: DraftFilter,
  cursor: string | null,
): Promise<Page<Draft>> {
  const query = { shop_id: shop, state, reading_id: reading, q, cursor, limit: PAGE };
  const filter = kind === "" ? query : { ...query, kind };
  return page(await answer(api.GET("/api/v1/training/drafts", { params: { query: filter } })));
}

export const countDrafts = (shop: string): Promise<DraftCounts> =>
  answer(api.GET("/api/v1/training/drafts/{shop_id}/counts", at(shop)));

const draftAt = (shop: string, id: string) => ({ params: { path: { shop_id: shop, draft_id: id } } });

export const getDraft = (shop: string, id: string): Promise<DraftDetail> =>
  answer(api.GET("/api/v1/training/drafts/{shop_id}/{draft_id}", draftAt(shop, id)));

export const changeDraft = (shop: string, id: string, body: DraftChange): Promise<Draft> =>
  answer(api.PATCH("/api/v1/training/drafts/{shop_id}/{draft_id}", { ...draftAt(shop, id), body }));

export interface Consent {
  readonly run?: string;
  readonly failures?: boolean;
}

export const approveDrafts = (
  shop: string,
  ids: readonly string[],
  { run = "", failures = false }: Consent = {},
): Promise<Decided> =>
  answer(
    api.POST("/api/v1/training/drafts/{shop_id}/approve", {
      ...at(shop),
      body: { draft_ids: [...ids], title: "", run_id: run, accept_failures: failures },
    }),
  );

export const rejectDrafts = (shop: string, ids: readonly string[]): Promise<Decided> =>
  answer(
    api.POST("/api/v1/training/drafts/{shop_id}/reject", {
      ...at(shop),
      body: { draft_ids: [...ids], reason: "" },
    }),
  );

export const reopenDrafts = (shop: string, ids: readonly string[]): Promise<Decided> =>
  answer(
    api.POST("/api/v1/training/drafts/{shop_id}/reopen", { ...at(shop), body: { draft_ids: [...ids] } }),
  );

// ---------------------------------------------------------------- files on their way to drafts

export const readFile = (shop: string, file: File, product: string): Promise<Reading> =>
  answer(
    api.POST("/api/v1/training/readings", {
      body: { shop_id: shop, file: file.name, product_id: product },
      bodySerializer: () => {
        const form = new FormData();
        form.set("shop_id", shop);
        form.set("product_id", product);
        form.set("file", file, file.name);
        return form;
      },
    }),
  );

export async function listReadings(shop: string, cursor: string | null): Promise<Page<Reading>> {
  const query = { shop_id: shop, cursor, limit: PAGE };
  return page(await answer(api.GET("/api/v1/training/readings", { params: { query } })));
}

export const cancelReading = (shop: string, id: string): Promise<Reading> =>
  answer(
    api.POST("/api/v1/training/readings/{shop_id}/{reading_id}/cancel", {
      params: { path: { shop_id: shop, reading_id: id } },
    }),
  );

// ---------------------------------------------------------------- releases

export async function listReleases(shop: string, cursor: string | null): Promise<Page<ReleaseHead>> {
  const query = { shop_id: shop, cursor, limit: PAGE };
  return page(await answer(api.GET("/api/v1/training/releases", { params: { query } })));
}

const releaseAt = (shop: string, number: number) => ({ params: { path: { shop_id: shop, number } } });

export const getRelease = (shop: string, number: number): Promise<Release> =>
  answer(api.GET("/api/v1/training/releases/{shop_id}/{number}", releaseAt(shop, number)));

export const rollBack = (shop: string, number: number, lose: boolean): Promise<Schemas["RolledBack"]> =>
  answer(
    api.POST("/api/v1/training/releases/{shop_id}/{number}/roll-back", {
      ...releaseAt(shop, number),
      body: { accept_changes: lose },
    }),
  );

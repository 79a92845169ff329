/** Requests about test sets, their runs, trials on past chats, and the trainer's figures. */
import { answer, api, type Schemas } from "./client.ts";
import { fromBody } from "./problem.ts";
import { sessions } from "./session.ts";
import { gistOf } from "./tests.ts";
import { PAGE, page } from "./training.ts";
import type { Page } from "./wire.ts";

export type TestSet = Schemas["TestSetItem"];
export type Test = Schemas["TestItem"];
export type RunHead = Schemas["RunHead"];
export type Run = Schemas["RunItem"];
export type Compared = Schemas["ComparedItem"];
export type Played = Schemas["PlayedItem"];
export type Trial = Schemas["TrialItem"];
export type TrialDetail = Schemas["TrialDetail"];
export type TrialTurn = Schemas["TrialTurnItem"];
export type Verdict = TrialTurn["verdict"];
export type Report = Schemas["ReportItem"];
export type Share = Schemas["ShareItem"];
export type Contest = Schemas["ContestItem"];
export type Side = Schemas["SideItem"];

const at = (shop: string) => ({ params: { path: { shop_id: shop } } });

// ---------------------------------------------------------------- test sets

export async function listSets(shop: string, cursor: string | null): Promise<Page<TestSet>> {
  const query = { shop_id: shop, cursor, limit: PAGE };
  return page(await answer(api.GET("/api/v1/training/test-sets", { params: { query } })));
}

export const makeSet = (shop: string, name: string, note: string): Promise<TestSet> =>
  answer(api.POST("/api/v1/training/test-sets/{shop_id}", { ...at(shop), body: { name, note } }));

const setAt = (shop: string, id: string) => ({ params: { path: { shop_id: shop, set_id: id } } });

export const getSet = (shop: string, id: string): Promise<TestSet> =>
  answer(api.GET("/api/v1/training/test-sets/{shop_id}/{set_id}", setAt(shop, id)));

export async function removeSet(shop: string, id: string): Promise<void> {
  await answer(api.DELETE("/api/v1/training/test-sets/{shop_id}/{set_id}", setAt(shop, id)));
}

const MOST = 200;

export async function listTests(
  shop: string,
  id: string,
  cursor: string | null,
  limit = PAGE,
): Promise<Page<Test>> {
  const params = { ...setAt(shop, id).params, query: { cursor, limit } };
  return page(await answer(api.GET("/api/v1/training/test-sets/{shop_id}/{set_id}/tests", { params })));
}

/** What the buyer says in each test of a set, by the tests' ids. */
export async function testNames(shop: string, id: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  let cursor: string | null = null;
  do {
    const read: Page<Test> = await listTests(shop, id, cursor, MOST);
    for (const one of read.items) found.set(one.id, gistOf(one.body).says.join("\n") || one.id);
    cursor = read.next_cursor;
  } while (cursor !== null);
  return found;
}

export const putTests = (shop: string, id: string, lines: string): Promise<readonly Test[]> =>
  answer(
    api.POST("/api/v1/training/test-sets/{shop_id}/{set_id}/tests", { ...setAt(shop, id), body: { lines } }),
  );

export const testOfConversation = (shop: string, id: string, conversation: string): Promise<Test> =>
  answer(
    api.POST("/api/v1/training/test-sets/{shop_id}/{set_id}/from-conversation", {
      ...setAt(shop, id),
      body: { conversation_id: conversation },
    }),
  );

export async function removeTest(shop: string, id: string, test: string): Promise<void> {
  const path = { shop_id: shop, set_id: id, test_id: test };
  await answer(
    api.DELETE("/api/v1/training/test-sets/{shop_id}/{set_id}/tests/{test_id}", { params: { path } }),
  );
}

/** The file itself; a link would not carry who asks. */
export async function exportTests(shop: string, id: string): Promise<Blob> {
  const path = `${encodeURIComponent(shop)}/${encodeURIComponent(id)}`;
  const response = await fetch(`/api/v1/training/test-sets/${path}/export`, {
    headers: { authorization: `Bearer ${sessions.token}` },
  });
  if (!response.ok) throw fromBody(await response.json().catch(() => null), response.status);
  return response.blob();
}

// ---------------------------------------------------------------- runs

export async function listRuns(shop: string, set: string, cursor: string | null): Promise<Page<RunHead>> {
  const query = { shop_id: shop, of_set: set, cursor, limit: PAGE };
  return page(await answer(api.GET("/api/v1/training/runs", { params: { query } })));
}

export const beginRun = (shop: string, set: string, drafts: readonly string[]): Promise<RunHead> =>
  answer(
    api.POST("/api/v1/training/test-sets/{shop_id}/{set_id}/runs", {
      ...setAt(shop, set),
      body: { draft_ids: [...drafts] },
    }),
  );

const runAt = (shop: string, id: string) => ({ params: { path: { shop_id: shop, run_id: id } } });

export const getRun = (shop: string, id: string): Promise<Run> =>
  answer(api.GET("/api/v1/training/runs/{shop_id}/{run_id}", runAt(shop, id)));

export const cancelRun = (shop: string, id: string): Promise<RunHead> =>
  answer(api.POST("/api/v1/training/runs/{shop_id}/{run_id}/cancel", runAt(shop, id)));

// ---------------------------------------------------------------- trials and figures

export async function listTrials(shop: string, cursor: string | null): Promise<Page<Trial>> {
  const query = { shop_id: shop, cursor, limit: PAGE };
  return page(await answer(api.GET("/api/v1/training/trials", { params: { query } })));
}

export const beginTrial = (shop: string, from: string, until: string): Promise<Trial> =>
  answer(
    api.POST("/api/v1/training/trials/{shop_id}", { ...at(shop), body: { from_at: from, until_at: until } }),
  );

const trialAt = (shop: string, id: string) => ({ params: { path: { shop_id: shop, trial_id: id } } });

export const getTrial = (shop: string, id: string): Promise<TrialDetail> =>
  answer(api.GET("/api/v1/training/trials/{shop_id}/{trial_id}", trialAt(shop, id)));

export const cancelTrial = (shop: string, id: string): Promise<Trial> =>
  answer(api.POST("/api/v1/training/trials/{shop_id}/{trial_id}/cancel", trialAt(shop, id)));

export async function listTurns(
  shop: string,
  trial: string,
  verdict: Verdict | "",
  scenario: string,
  cursor: string | null,
): Promise<Page<TrialTurn>> {
  const wanted = { scenario, cursor, limit: PAGE };
  const query = verdict === "" ? wanted : { ...wanted, verdict };
  const params = { ...trialAt(shop, trial).params, query };
  return page(await answer(api.GET("/api/v1/training/trials/{shop_id}/{trial_id}/turns", { params })));
}

export const getReport = (shop: string, days: number): Promise<Report> =>
  answer(api.GET("/api/v1/training/report", { params: { query: { shop_id: shop, days } } }));

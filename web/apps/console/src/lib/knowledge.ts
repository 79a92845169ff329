/** Requests about what a shop knows: questions, intents, keyword rules, notices. */
import { answer, api, type Schemas } from "./client.ts";
import { fromBody } from "./problem.ts";
import { sessions } from "./session.ts";
import type { Page } from "./wire.ts";

export type Conditions = Schemas["ConditionsFace"];
export type Faq = Schemas["FaqFace"];
export type FaqBody = Schemas["FaqBody"];
export type Likeness = Schemas["LikenessFace"];
export type Intent = Schemas["IntentFace"];
export type IntentBody = Schemas["IntentBody"];
export type Scenario = Schemas["ScenarioItem"];
export type Rule = Schemas["RuleFace"];
export type RuleBody = Schemas["RuleBody"];
export type Caught = Schemas["CaughtFace"];
export type Notice = Schemas["NoticeFace"];
export type NoticeBody = Schemas["NoticeBody"];
export type Taken = Schemas["Taken"];

export type Stage = Intent["stage"];

interface Listed<T> {
  readonly items: readonly T[];
  readonly next_cursor?: string | null;
}

const page = <T>({ items, next_cursor }: Listed<T>): Page<T> => ({ items, next_cursor: next_cursor ?? null });

const at = (shop: string) => ({ path: { shop_id: shop } });

const PAGE = 50;

export const newId = (): string => crypto.randomUUID?.() ?? `${Date.now()}-${performance.now()}`;

export interface FaqSearch {
  readonly q: string;
  readonly product: string;
  readonly intent: string;
}

export async function listFaqs(
  shop: string,
  { q, product, intent }: FaqSearch,
  cursor: string | null,
): Promise<Page<Faq>> {
  const query = { q, product_id: product, intent, cursor, limit: PAGE };
  return page(await answer(api.GET("/api/v1/shops/{shop_id}/faqs", { params: { ...at(shop), query } })));
}

const faqAt = (shop: string, id: string) => ({ params: { path: { shop_id: shop, faq_id: id } } });

export const getFaq = (shop: string, id: string): Promise<Faq> =>
  answer(api.GET("/api/v1/shops/{shop_id}/faqs/{faq_id}", faqAt(shop, id)));

export const saveFaq = (shop: string, id: string, body: FaqBody): Promise<Faq> =>
  answer(api.PUT("/api/v1/shops/{shop_id}/faqs/{faq_id}", { ...faqAt(shop, id), body }));

export async function removeFaq(shop: string, id: string): Promise<void> {
  await answer(api.DELETE("/api/v1/shops/{shop_id}/faqs/{faq_id}", faqAt(shop, id)));
}

export const listLikenesses = async (shop: string): Promise<readonly Likeness[]> =>
  (await answer(api.GET("/api/v1/shops/{shop_id}/faq-likenesses", { params: at(shop) }))).items;

export const importFaqs = (shop: string, body: Schemas["FaqFile"]): Promise<Taken> =>
  answer(api.POST("/api/v1/shops/{shop_id}/faq-import", { params: at(shop), body }));

/** The file itself; a link would not carry who asks. */
export async function exportFaqs(shop: string, kind: "json" | "csv" | "xlsx"): Promise<Blob> {
  const response = await fetch(`/api/v1/shops/${encodeURIComponent(shop)}/faq-export?kind=${kind}`, {
    headers: { authorization: `Bearer ${sessions.token}` },
  });
  if (!response.ok) throw fromBody(await response.json().catch(() => null), response.status);
  return response.blob();
}

export interface IntentFilter {
  readonly q: string;
  readonly scenario: string;
  readonly stage: Stage | "";
}

export async function listIntents(
  shop: string,
  { q, scenario, stage }: IntentFilter,
  cursor: string | null,
): Promise<Page<Intent>> {
  const query = { q, scenario, cursor, limit: PAGE, ...(stage === "" ? {} : { stage }) };
  return page(await answer(api.GET("/api/v1/shops/{shop_id}/intents", { params: { ...at(shop), query } })));
}

export const listScenarios = async (shop: string): Promise<readonly Scenario[]> =>
  (await answer(api.GET("/api/v1/shops/{shop_id}/intent-scenarios", { params: at(shop) }))).items;

const intentAt = (shop: string, id: string) => ({ params: { path: { shop_id: shop, intent_id: id } } });

export const saveIntent = (shop: string, id: string, body: IntentBody): Promise<Intent> =>
  answer(api.PUT("/api/v1/shops/{shop_id}/intents/{intent_id}", { ...intentAt(shop, id), body }));

export async function removeIntent(shop: string, id: string): Promise<void> {
  await answer(api.DELETE("/api/v1/shops/{shop_id}/intents/{intent_id}", intentAt(shop, id)));
}

export async function exportIntents(shop: string): Promise<Blob> {
  const { items } = await answer(api.GET("/api/v1/shops/{shop_id}/intent-export", { params: at(shop) }));
  return new Blob([JSON.stringify({ items }, null, 2)], { type: "application/json" });
}

export const importIntents = (shop: string, body: Schemas["IntentFile"]): Promise<Taken> =>
  answer(api.POST("/api/v1/shops/{shop_id}/intent-import", { params: at(shop), body }));

export const listRules = async (shop: string): Promise<readonly Rule[]> =>
  (
    await answer(
      api.GET("/api/v1/shops/{shop_id}/keyword-rules", { params: { ...at(shop), query: { limit: 200 } } }),
    )
  ).items;

const ruleAt = (shop: string, id: string) => ({ params: { path: { shop_id: shop, rule_id: id } } });

export const saveRule = (shop: string, id: string, body: RuleBody): Promise<Rule> =>
  answer(api.PUT("/api/v1/shops/{shop_id}/keyword-rules/{rule_id}", { ...ruleAt(shop, id), body }));

export async function removeRule(shop: string, id: string): Promise<void> {
  await answer(api.DELETE("/api/v1/shops/{shop_id}/keyword-rules/{rule_id}", ruleAt(shop, id)));
}

export const previewRule = (shop: string, body: RuleBody): Promise<Caught> =>
  answer(api.POST("/api/v1/shops/{shop_id}/keyword-rule-preview", { params: at(shop), body }));

export const listNotices = async (shop: string): Promise<readonly Notice[]> =>
  (
    await answer(
      api.GET("/api/v1/shops/{shop_id}/notices", { params: { ...at(shop), query: { limit: 200 } } }),
    )
  ).items;

const noticeAt = (shop: string, id: string) => ({ params: { path: { shop_id: shop, notice_id: id } } });

export const saveNotice = (shop: string, id: string, body: NoticeBody): Promise<Notice> =>
  answer(api.PUT("/api/v1/shops/{shop_id}/notices/{notice_id}", { ...noticeAt(shop, id), body }));

export async function removeNotice(shop: string, id: string): Promise<void> {
  await answer(api.DELETE("/api/v1/shops/{shop_id}/notices/{notice_id}", noticeAt(shop, id)));
}

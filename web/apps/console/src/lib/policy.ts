/** Requests about a shop's service policy, and its procedures as a form has them. */
import { answer, api, type Schemas } from "./client.ts";
import type { Json, JsonObject } from "./patch.ts";

export type Policy = Schemas["PolicyFace"];
export type Procedure = Schemas["ProcedureFace"];
export type ProcedureFields = Schemas["ProcedureFields"];
export type Difference = Schemas["DifferenceFace"];
export type Revision = Schemas["RevisionFace"];
export type VersionHead = Schemas["VersionHead"];
export type Version = Schemas["VersionFace"];
export type Titled = Schemas["Titled"];

const at = (shop: string) => ({ path: { shop_id: shop } });

export const getPolicy = (shop: string): Promise<Policy> =>
  answer(api.GET("/api/v1/shops/{shop_id}/policy", { params: at(shop) }));

export interface Wanted {
  readonly own: JsonObject;
  readonly basedOn: number;
}

const body = ({ own, basedOn }: Wanted) => ({ own: own as Record<string, unknown>, based_on: basedOn });

export const savePolicy = (shop: string, wanted: Wanted): Promise<Revision> =>
  answer(api.PUT("/api/v1/shops/{shop_id}/policy", { params: at(shop), body: body(wanted) }));

/** Checked, and what it would change; nothing is written. */
export const tryPolicy = (shop: string, wanted: Wanted): Promise<Revision> =>
  answer(
    api.PUT("/api/v1/shops/{shop_id}/policy", {
      params: { ...at(shop), query: { dry_run: true } },
      body: body(wanted),
    }),
  );

/** All that are kept: never more than one page. */
export const listVersions = async (shop: string): Promise<readonly VersionHead[]> =>
  (
    await answer(
      api.GET("/api/v1/shops/{shop_id}/policy-versions", { params: { ...at(shop), query: { limit: 50 } } }),
    )
  ).items;

const versionAt = (shop: string, version: number) => ({ params: { path: { shop_id: shop, version } } });

export const getVersion = (shop: string, version: number): Promise<Version> =>
  answer(api.GET("/api/v1/shops/{shop_id}/policy-versions/{version}", versionAt(shop, version)));

export const rollBack = (shop: string, version: number, basedOn: number): Promise<Revision> =>
  answer(
    api.POST("/api/v1/shops/{shop_id}/policy-versions/{version}/roll-back", {
      ...versionAt(shop, version),
      body: { based_on: basedOn },
    }),
  );

/** What a form of one procedure holds; `more` is JSON text of the fields that have none of their own. */
export interface ProcedureValues {
  readonly name: string;
  readonly offered: boolean;
  readonly by_person: string;
  readonly states: readonly string[];
  readonly days: number;
  readonly payments: readonly string[];
  readonly refusals: readonly Refusal[];
  readonly visits: readonly Visit[];
  readonly after: string;
  readonly after_paid: string;
  readonly more: string;
}

export interface Refusal {
  readonly state: string;
  readonly said?: string;
  readonly instead?: string;
}

export interface Visit {
  readonly name: string;
  readonly words: string;
}

export const refusalsOf = ({ refused, instead }: ProcedureFields): readonly Refusal[] =>
  [...new Set([...Object.keys(refused), ...Object.keys(instead)])].map((state) => ({
    state,
    said: refused[state] ?? "",
    instead: instead[state] ?? "",
  }));

export const visitsOf = ({ services }: ProcedureFields): readonly Visit[] =>
  Object.entries(services).map(([name, words]) => ({ name, words }));

const moreOf = (fields: ProcedureFields) => ({
  product_states: fields.product_states,
  refund: fields.refund,
  evidence: fields.evidence,
  review_cues: fields.review_cues,
  not_review_cues: fields.not_review_cues,
});

export function valuesOf(fields: ProcedureFields): ProcedureValues {
  const { name, offered, by_person, states, days, payments, after, after_paid } = fields;
  return {
    ...{ name, offered, by_person, states, days, payments, after, after_paid },
    refusals: refusalsOf(fields),
    visits: visitsOf(fields),
    more: JSON.stringify(moreOf(fields), null, 2),
  };
}

/** The procedure that a form means. States keep the order of the policy, however they were picked. */
export function procedureOf(values: ProcedureValues, states: readonly Titled[]): JsonObject {
  const { refusals, visits, more, ...plain } = values;
  const kept = (pick: (one: Refusal) => string | undefined): JsonObject =>
    Object.fromEntries(refusals.flatMap((one) => (pick(one) ? [[one.state, pick(one) as string]] : [])));
  return {
    ...plain,
    states: states.map(({ id }) => id).filter((id) => values.states.includes(id)),
    days: values.days ?? 0,
    refused: kept(({ said }) => said?.trim()),
    instead: kept(({ instead }) => instead),
    services: Object.fromEntries(visits.map(({ name, words }) => [name, words])),
    ...(JSON.parse(more) as { readonly [name: string]: Json }),
  };
}

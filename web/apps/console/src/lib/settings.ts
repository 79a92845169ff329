/** Requests about shops, people, roles, keys and the trail. */
import { answer, api, type Schemas } from "./client.ts";
import type { Page } from "./wire.ts";

export type Shop = Schemas["ShopItem"];
export type ShopChange = Schemas["ShopChange"];
export type Person = Schemas["PersonItem"];
export type NewStaff = Schemas["NewStaff"];
export type StaffChange = Schemas["StaffChange"];
export type Grant = Schemas["GrantBody"];
export type Role = Schemas["RoleItem"];
export type Permission = Schemas["Permission"];
export type Key = Schemas["KeyItem"];
export type KeyMade = Schemas["KeyMade"];
export type Act = Schemas["ActItem"];

const PAGE = 100;

interface Listed<T> {
  readonly items: readonly T[];
  readonly next_cursor?: string | null;
}

const page = <T>({ items, next_cursor }: Listed<T>): Page<T> => ({ items, next_cursor: next_cursor ?? null });

export const listShops = async (cursor: string | null): Promise<Page<Shop>> =>
  page(await answer(api.GET("/api/v1/shops", { params: { query: { cursor, limit: PAGE } } })));

export const getShop = (id: string): Promise<Shop> =>
  answer(api.GET("/api/v1/shops/{shop_id}", { params: { path: { shop_id: id } } }));

/** Empty words of a persona mean the bot's own. */
const NEW_PERSONA = { name: "", address: "", missing: "", greeting: "", language: "zh-CN" } as const;

export const createShop = (name: string, platform: string): Promise<Shop> =>
  answer(api.POST("/api/v1/shops", { body: { name, platform, persona: NEW_PERSONA, allowed_origins: [] } }));

export const changeShop = (id: string, body: ShopChange): Promise<Shop> =>
  answer(api.PATCH("/api/v1/shops/{shop_id}", { params: { path: { shop_id: id } }, body }));

export const listStaff = async (cursor: string | null): Promise<Page<Person>> =>
  page(await answer(api.GET("/api/v1/staff", { params: { query: { cursor, limit: PAGE } } })));

export const createStaff = (body: NewStaff): Promise<Person> => answer(api.POST("/api/v1/staff", { body }));

export const changeStaff = (id: string, body: StaffChange): Promise<Person> =>
  answer(api.PATCH("/api/v1/staff/{staff_id}", { params: { path: { staff_id: id } }, body }));

export const listRoles = async (): Promise<readonly Role[]> => (await answer(api.GET("/api/v1/roles"))).items;

export const createRole = (name: string, permissions: Permission[]): Promise<Role> =>
  answer(api.POST("/api/v1/roles", { body: { name, permissions } }));

export const listKeys = async (): Promise<readonly Key[]> =>
  (await answer(api.GET("/api/v1/api-keys"))).items;

export const createKey = (name: string, shops: string[], permissions: Permission[]): Promise<KeyMade> =>
  answer(api.POST("/api/v1/api-keys", { body: { name, shop_ids: shops, permissions } }));

export async function revokeKey(id: string): Promise<void> {
  await answer(api.DELETE("/api/v1/api-keys/{key_id}", { params: { path: { key_id: id } } }));
}

export const listActs = async (cursor: string | null): Promise<Page<Act>> =>
  page(await answer(api.GET("/api/v1/audit", { params: { query: { cursor, limit: PAGE } } })));

export const getMe = (): Promise<Schemas["Me"]> => answer(api.GET("/api/v1/me"));

export async function changePassword(old: string, next: string): Promise<void> {
  await answer(api.POST("/api/v1/me/password", { body: { old, new: next } }));
}

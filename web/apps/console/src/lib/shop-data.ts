/** Orders, parcels and products of a shop: shapes and requests. */
import { answer, api, type Schemas } from "./client.ts";
import type { Page } from "./wire.ts";

export type Order = Schemas["OrderFace"];
export type OrderItem = Schemas["OrderItemFace"];
export type OrderWithParcels = Schemas["OrderWithParcels"];
export type Parcel = Schemas["ParcelFace"];
export type Change = Schemas["ChangeFace"];
export type About = Schemas["About"];
export type ProductItem = Schemas["ProductItem"];
export type Product = Omit<Schemas["ProductFace"], "attributes"> & {
  readonly attributes: readonly (readonly string[])[];
};

const PAGE = 50;

export const getAbout = (conversation: string): Promise<About> =>
  answer(
    api.GET("/api/v1/conversations/{conversation_id}/about", {
      params: { path: { conversation_id: conversation } },
    }),
  );

export async function listOrders(shop: string, cursor: string | null): Promise<Page<Order>> {
  const page = await answer(
    api.GET("/api/v1/orders", { params: { query: { shop_id: shop, cursor, limit: PAGE } } }),
  );
  return { items: page.items, next_cursor: page.next_cursor ?? null };
}

/** Personal data is masked unless `plain`, and asking for it plain is written down. */
export const getOrder = (shop: string, id: string, plain: boolean): Promise<OrderWithParcels> =>
  answer(
    api.GET("/api/v1/orders/{shop_id}/{order_id}", {
      params: { path: { shop_id: shop, order_id: id }, query: { plain } },
    }),
  );

export async function listProducts(
  shop: string,
  search: string,
  cursor: string | null,
): Promise<Page<ProductItem>> {
  const page = await answer(
    api.GET("/api/v1/products", {
      params: { query: { shop_id: shop, q: search, cursor, limit: PAGE } },
    }),
  );
  return { items: page.items, next_cursor: page.next_cursor ?? null };
}

export const getProduct = (shop: string, id: string): Promise<Product> =>
  answer(
    api.GET("/api/v1/products/{shop_id}/{product_id}", {
      params: { path: { shop_id: shop, product_id: id } },
    }),
  );

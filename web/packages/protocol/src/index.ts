/** The wire between the pages and the server, as types (docs/protocol.md is the contract). */

export * from "./backoff.ts";
export * from "./content.ts";
export * from "./conversation.ts";
export * from "./live.ts";
export * from "./storefront.ts";

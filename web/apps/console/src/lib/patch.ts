/** What must lie above a value so that it becomes another: JSON Merge Patch (RFC 7396). Pure. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const same = (one: Json | undefined, other: Json | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** Only what differs: names that are gone become null, objects go name by name, all else is replaced. */
export function patchOf(base: JsonObject, wanted: JsonObject): JsonObject {
  const found: Record<string, Json> = {};
  for (const name of Object.keys(base)) if (!(name in wanted)) found[name] = null;
  for (const [name, value] of Object.entries(wanted)) {
    const below = base[name];
    if (same(below, value)) continue;
    const deeper = isObject(below) && isObject(value) ? patchOf(below, value) : null;
    if (deeper === null) found[name] = value;
    else if (Object.keys(deeper).length > 0) found[name] = deeper;
  }
  return found;
}

/** The shop's own policy with one procedure said anew; what is as by default is left out. */
export function withProcedure(own: JsonObject, kind: string, patch: JsonObject): JsonObject {
  const { procedures: said, ...rest } = own;
  const { [kind]: _, ...others } = isObject(said) ? said : {};
  const procedures = Object.keys(patch).length === 0 ? others : { ...others, [kind]: patch };
  return Object.keys(procedures).length === 0 ? rest : { ...rest, procedures };
}

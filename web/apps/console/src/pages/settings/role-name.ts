/** The name of a role: ours for the built-in ones, the merchant's for its own. */
import { useCallback } from "react";
import type { Role } from "../../lib/settings.ts";
import { useWord } from "../../parts/words.ts";

export function useRoleName(roles: readonly Role[]): (id: string) => string {
  const word = useWord();
  return useCallback(
    (id) => {
      const role = roles.find((one) => one.id === id);
      return role && role.merchant_id !== null ? role.name : word("role", id);
    },
    [roles, word],
  );
}

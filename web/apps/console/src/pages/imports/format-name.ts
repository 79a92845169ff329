/** The name of a recognised format; several are joined by "+". */
import { useCallback } from "react";
import { useWord } from "../../parts/words.ts";

export function useFormatName(): (format: string) => string {
  const word = useWord();
  return useCallback(
    (format) =>
      format
        .split("+")
        .filter(Boolean)
        .map((one) => word("format", one))
        .join(" + ") || "–",
    [word],
  );
}

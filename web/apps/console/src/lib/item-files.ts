/** Files of many items: kept by the browser, read back from JSON. */
import { Problem } from "./problem.ts";

export function keepFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  Object.assign(document.createElement("a"), { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}

/** `{"items": […]}`, or the bare list; a Problem of this code when the file is no JSON. */
export async function readItems<T>(file: File, code: string): Promise<T> {
  try {
    const read: unknown = JSON.parse(await file.text());
    return (Array.isArray(read) ? { items: read } : read) as T;
  } catch {
    throw new Problem(code, 422, "");
  }
}

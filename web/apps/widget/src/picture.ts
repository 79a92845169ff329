/** A picture chosen by the buyer: is it one, is it small enough, and made smaller when a phone's camera was generous. */

export const KINDS = ["image/png", "image/jpeg", "image/webp", "image/gif"] as const;
export const LARGEST = 5 * 1024 * 1024;
/** Longer side in pixels after shrinking. */
const SIDE = 2048;

export type Verdict = "fine" | "shrink" | "wrong_kind" | "too_large";

/** Decide what to do with a file by its type and size in bytes. An animation cannot be shrunk. */
export function verdict(type: string, size: number): Verdict {
  if (!(KINDS as readonly string[]).includes(type)) return "wrong_kind";
  if (size <= LARGEST) return "fine";
  return type === "image/gif" ? "too_large" : "shrink";
}

/** Return the size that fits into SIDE, never larger than it was. */
export function fitted(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, SIDE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Return a JPEG of at most LARGEST bytes, or null when the browser cannot make one. */
export async function shrunk(file: Blob): Promise<Blob | null> {
  try {
    const picture = await createImageBitmap(file);
    const { width, height } = fitted(picture.width, picture.height);
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    canvas.getContext("2d")?.drawImage(picture, 0, 0, width, height);
    picture.close();
    const small = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return small && small.size <= LARGEST ? small : null;
  } catch {
    return null;
  }
}

/** Return the first picture in a paste or drop, if there is one. */
export function pictureIn(transfer: DataTransfer | null): File | null {
  return [...(transfer?.files ?? [])].find((file) => file.type.startsWith("image/")) ?? null;
}

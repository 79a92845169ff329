/** Text and addresses that came from outside, made safe to show. Pure. */

/** Return an http(s) address, relative ones resolved against `server`; null for anything else (javascript:, data: …). */
export function safeAddress(address: string | undefined, server: string): string | null {
  if (!address) return null;
  try {
    const url = new URL(address, server);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

export interface Piece {
  readonly text: string;
  /** Set when the piece is an address to follow. */
  readonly href?: string;
}

const ADDRESS =
  /https?:\/\/[^\s<>"'，。；！？、（）【】《》“”]+[^\s<>"'.,;:!?)\]，。；！？、（）【】《》“”]/g;

/** Split text into plain pieces and web addresses. */
export function pieces(text: string): readonly Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    if (match.index > end) found.push({ text: text.slice(end, match.index) });
    found.push({ text: match[0], href: match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length || found.length === 0) found.push({ text: text.slice(end) });
  return found;
}

/** Return ¥ with two digits for an amount in fen. */
export function money(fen: number): string {
  return `¥${(fen / 100).toFixed(2)}`;
}

/** Return bytes as KB or MB. */
export function bytes(size: number): string {
  if (size < 1024) return `${size} B`;
  if (size < 1024 * 1024) return `${Math.round(size / 1024)} KB`;
  return `${(size / 1024 / 1024).toFixed(1)} MB`;
}

/** How money, moments and durations read. Pure: `now` is passed in, the language too. */

export type Language = "zh-CN" | "en";

/** Fen as `¥1,299.00`, always two digits. */
export function money(fen: number): string {
  const whole = Math.trunc(Math.abs(fen) / 100);
  const rest = String(Math.abs(fen) % 100).padStart(2, "0");
  return `${fen < 0 ? "-" : ""}¥${whole.toLocaleString("en-US")}.${rest}`;
}

/** A count: `12,034`. */
export function figure(value: number): string {
  return value.toLocaleString("en-US");
}

/** A share from 0 to 1 as `86%`; never 100% or 0% unless it is exactly that. */
export function percent(share: number): string {
  const rounded = Math.round(share * 100);
  if (rounded === 100 && share < 1) return "99%";
  if (rounded === 0 && share > 0) return "1%";
  return `${rounded}%`;
}

const pad = (value: number): string => String(value).padStart(2, "0");

/** A running clock: `00:38`, `1:02:10`; from a day on only `3 天`. */
export function clock(ms: number, language: Language): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const days = Math.floor(seconds / 86_400);
  if (days > 0) return language === "en" ? `${days} d` : `${days} 天`;
  const hours = Math.floor(seconds / 3600);
  const tail = `${pad(Math.floor((seconds % 3600) / 60))}:${pad(seconds % 60)}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

/** How long something took: `0.4 秒`, `12 秒`, `3 分 05 秒`. */
export function duration(ms: number, language: Language): string {
  const en = language === "en";
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} ${en ? "s" : "秒"}`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} ${en ? "s" : "秒"}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60)
    return en ? `${minutes} min ${pad(seconds % 60)} s` : `${minutes} 分 ${pad(seconds % 60)} 秒`;
  const hours = Math.floor(minutes / 60);
  return en ? `${hours} h ${pad(minutes % 60)} min` : `${hours} 小时 ${pad(minutes % 60)} 分`;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function sameDay(a: Date, b: Date): boolean {
  return a.getFullYear() === b.getFullYear() && a.getMonth() === b.getMonth() && a.getDate() === b.getDate();
}

/** A moment beside now: `刚刚`, `5 分钟前`, `14:03`, `昨天 14:03`, `3月5日`, `2024年3月5日`. */
export function ago(iso: string, now: number, language: Language): string {
  const at = new Date(iso);
  const en = language === "en";
  const past = now - at.getTime();
  if (Number.isNaN(past)) return "";
  if (past < MINUTE && past > -MINUTE) return en ? "just now" : "刚刚";
  if (past >= 0 && past < HOUR) {
    const minutes = Math.floor(past / MINUTE);
    return en ? `${minutes} min ago` : `${minutes} 分钟前`;
  }
  const today = new Date(now);
  if (sameDay(at, today)) return timeOfDay(iso);
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (sameDay(at, yesterday)) return `${en ? "yesterday" : "昨天"} ${timeOfDay(iso)}`;
  return date(iso, today.getFullYear(), language);
}

export function timeOfDay(iso: string): string {
  const at = new Date(iso);
  return `${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

/** The date, with its year unless it is `thisYear`. */
export function date(iso: string, thisYear: number, language: Language): string {
  const at = new Date(iso);
  const month = at.toLocaleDateString("en-US", { month: "short" });
  const year = at.getFullYear();
  if (language === "en") return `${at.getDate()} ${month}${year === thisYear ? "" : ` ${year}`}`;
  return `${year === thisYear ? "" : `${year}年`}${at.getMonth() + 1}月${at.getDate()}日`;
}

/** The whole moment, for the hover: `2026-11-22 08:05:09`. */
export function absolute(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  return `${day} ${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`;
}

/** Bytes as `812 KB`. */
export function bytes(size: number): string {
  if (size < 1024) return `${size} B`;
  if (size < 1024 * 1024) return `${Math.round(size / 1024)} KB`;
  return `${(size / 1024 / 1024).toFixed(1)} MB`;
}

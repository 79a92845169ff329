/** How this person wants the screen: language, light or dark, the shop last looked at. Kept in the browser. */
import type { Language } from "./format.ts";
import { Signal } from "./signal.ts";
import { browserStorage } from "./storage.ts";

export type Appearance = "light" | "dark";

function kept<T extends string>(key: string, allowed: readonly T[], otherwise: T): Signal<T> {
  const value = browserStorage.get(key) as T | null;
  const signal = new Signal<T>(value !== null && allowed.includes(value) ? value : otherwise);
  signal.subscribe(() => browserStorage.set(key, signal.get()));
  return signal;
}

const prefersDark = (): boolean =>
  typeof matchMedia === "function" && matchMedia("(prefers-color-scheme: dark)").matches;

const browserLanguage = (): Language =>
  typeof navigator !== "undefined" && !navigator.language.toLowerCase().startsWith("zh") ? "en" : "zh-CN";

export const language = kept<Language>("xiaoer.language", ["zh-CN", "en"], browserLanguage());

export const appearance = kept<Appearance>(
  "xiaoer.appearance",
  ["light", "dark"],
  prefersDark() ? "dark" : "light",
);

/** The shop of the pages that show one shop at a time; empty until chosen. */
export const chosenShop = (() => {
  const signal = new Signal(browserStorage.get("xiaoer.shop") ?? "");
  signal.subscribe(() => browserStorage.set("xiaoer.shop", signal.get()));
  return signal;
})();

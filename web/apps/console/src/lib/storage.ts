/** The browser's storage, which may be full or forbidden: then values live as long as the page. */

const spare = new Map<string, string>();

export interface Storage {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(): string[];
}

export const browserStorage: Storage = {
  get(key) {
    try {
      return localStorage.getItem(key) ?? spare.get(key) ?? null;
    } catch {
      return spare.get(key) ?? null;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(key, value);
    } catch {
      spare.set(key, value);
    }
  },
  remove(key) {
    spare.delete(key);
    try {
      localStorage.removeItem(key);
    } catch {
      // nothing was kept there
    }
  },
  keys() {
    try {
      return [...Object.keys(localStorage), ...spare.keys()];
    } catch {
      return [...spare.keys()];
    }
  },
};

/** Read JSON that we wrote; anything else counts as nothing. */
export function readJson<T>(storage: Storage, key: string): T | null {
  const text = storage.get(key);
  if (text === null) return null;
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}

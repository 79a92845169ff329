/** What an agent has typed and not sent, per conversation, kept through reloads. */
import type { Storage } from "./storage.ts";

const PREFIX = "xiaoer.draft.";

export class Drafts {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  get(conversation: string): string {
    return this.#storage.get(PREFIX + conversation) ?? "";
  }

  set(conversation: string, text: string): void {
    if (text === "") this.#storage.remove(PREFIX + conversation);
    else this.#storage.set(PREFIX + conversation, text);
  }

  /** Put text that could not be sent back in front of what was typed since. */
  giveBack(conversation: string, text: string): void {
    const typed = this.get(conversation);
    this.set(conversation, typed === "" ? text : `${text}\n${typed}`);
  }

  /** Forget all: the next person at this machine must not see them. */
  clear(): void {
    for (const key of this.#storage.keys()) if (key.startsWith(PREFIX)) this.#storage.remove(key);
  }
}

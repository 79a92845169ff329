/** Who is logged in here: token, person, shops. Kept through reloads until logged out or refused. */
import { Signal } from "./signal.ts";
import { browserStorage, readJson, type Storage } from "./storage.ts";

export interface Shop {
  readonly id: string;
  readonly name: string;
  readonly platform: string;
  readonly permissions: readonly string[];
}

export interface Session {
  readonly token: string;
  readonly expires_at: string;
  readonly staff: {
    readonly id: string;
    readonly name: string;
    readonly login: string;
    readonly language: string;
  };
  readonly shops: readonly Shop[];
}

const KEY = "xiaoer.session";

export class SessionStore {
  readonly signal: Signal<Session | null>;
  /** True after the server ended the session, so that the login page can say why it is shown. */
  expired = false;
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.signal = new Signal(readJson<Session>(storage, KEY));
  }

  get token(): string {
    return this.signal.get()?.token ?? "";
  }

  enter(session: Session): void {
    this.expired = false;
    this.#storage.set(KEY, JSON.stringify(session));
    this.signal.set(session);
  }

  leave(expired: boolean): void {
    this.expired = expired;
    this.#storage.remove(KEY);
    this.signal.set(null);
  }
}

export const sessions = new SessionStore(browserStorage);

/** Whether a permission is held in a shop, or in any shop when none is named. */
export function may(session: Session | null, permission: string, shop: string | null = null): boolean {
  const shops = session?.shops ?? [];
  return shops.some((one) => (shop === null || one.id === shop) && one.permissions.includes(permission));
}

/** The shops in which a permission is held. */
export function shopsWith(session: Session, permission: string): string[] {
  return session.shops.filter((shop) => shop.permissions.includes(permission)).map((shop) => shop.id);
}

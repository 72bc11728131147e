import type { FoundApiKey } from "#domain/api-keys/find.ts";
import type { Principal } from "#domain/principal.ts";
import { Lru } from "#lib/lru.ts";
import { SingleFlight } from "#lib/single-flight.ts";

export interface KnownKey {
  key: FoundApiKey;
  /** Who calls with it, while it is good. */
  principal: Principal;
  /** When the reading of it began: what was decided before then is in it. */
  readAt: number;
  touchedAt: number;
}

/** A key that was read this recently is not read again: a revoked key stops working within a second. */
const TRUST_FOR_MS = 900;

/** API keys as the isolate last read them, by the hash of their secret. */
export class KnownKeys {
  readonly #keys = new Lru<KnownKey>(10_000);
  /** Requests that come at once after a while without any ask Postgres once. */
  readonly readings = new SingleFlight<KnownKey | null>(TRUST_FOR_MS);

  /** As it was read, and whether that is to be trusted still. */
  get(hash: string, now: number): { known: KnownKey | undefined; isRecent: boolean } {
    const known = this.#keys.get(hash);
    return { known, isRecent: known !== undefined && now - known.readAt < TRUST_FOR_MS };
  }

  set(hash: string, key: KnownKey): void {
    this.#keys.set(hash, key);
  }

  delete(hash: string): void {
    this.#keys.delete(hash);
  }

  /** A key was changed: what was read of it, or is being read, serves nobody who comes from now on. */
  forget(hash: string): void {
    this.delete(hash);
    this.readings.forget(hash);
  }
}

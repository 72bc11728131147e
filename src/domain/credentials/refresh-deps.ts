import type { Clock } from "#lib/clock.ts";
import type { Egress } from "#lib/egress/egress.ts";
import type { Db } from "#store/db.ts";
import type { Vault } from "./vault.ts";

/** What opening and renewing a credential takes. */
export interface RefreshDeps {
  db: Db;
  vault: Vault;
  /** For the provider's token endpoint. */
  fetch: Egress;
  now: Clock;
  sleep(ms: number): Promise<void>;
}

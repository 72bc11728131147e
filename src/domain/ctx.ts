import type { Clock } from "#lib/clock.ts";
import type { Lru } from "#lib/lru.ts";
import type { Db } from "#store/db.ts";
import type { Attempts } from "./accounts/attempts.ts";
import type { Vault } from "./credentials/vault.ts";
import type { Engine } from "./executions/engine.ts";
import type { FileStore } from "./files/store.ts";
import type { KnownPlan } from "./graphs/known-plan.ts";
import type { Probes } from "./health/probes.ts";
import type { IssuerKeys } from "./keys/issuer-keys.ts";
import type { Mailer } from "./mail/mailer.ts";
import type { OAuthProvider } from "./oauth/provider.ts";
import type { Principal } from "./principal.ts";
import type { Tickets } from "./sockets/tickets.ts";

/** Everything a verb may touch. */
export interface Ctx extends OpenCtx {
  principal: Principal;
  /** The id of the run that this request starts, when the request is one that may come again. */
  runId?: string;
}

/** What there is before anybody is known to be calling. */
export interface OpenCtx {
  db: Db;
  engine: Engine;
  now: Clock;
  requestId: string;
  source: RequestSource;
  /** Where this deployment is reached, without a trailing slash. */
  publicUrl: string;
  /** Null where no mail is set up. */
  mailer: Mailer | null;
  issuerKeys: IssuerKeys;
  attempts: Attempts;
  /** Whether people must confirm their address before they can sign in. */
  verifiedOnly: boolean;
  /** Compiled graph versions, remembered by the isolate. */
  plans: Lru<KnownPlan>;
  /** API keys that the isolate trusts for a moment, by their hash. */
  knownKeys: { forget(keyHash: string): void };
  probes: Probes;
  tickets: Tickets;
  files: FileStore;
  vault: Vault;
  oauth: OAuthProvider;
  /** Work that goes on behind the answer; it logs its own failures. */
  after(work: Promise<unknown>): void;
}

/** Where a request comes from, as far as that is known. */
export interface RequestSource {
  /** An IP address. */
  address: string | null;
  userAgent: string | null;
}

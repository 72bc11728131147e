import type { Clock } from "#lib/clock.ts";
import type { Db } from "#store/db.ts";
import type { Engine } from "./executions/engine.ts";
import type { Principal } from "./principal.ts";

/** Everything a verb may touch. */
export interface Ctx {
  principal: Principal;
  db: Db;
  engine: Engine;
  now: Clock;
  requestId: string;
}

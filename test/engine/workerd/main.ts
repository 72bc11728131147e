import { ExecutionObject } from "#engine/execution-object.ts";
import type { ObjectEnv } from "#engine/parts.ts";

// The times of a test are those of production, so that none is lost by a machine that stands still for a moment; but
// where it is their end that a test waits for.

/** Takes a step back from a worker that was silent for three seconds. */
export class BriefLeases extends ExecutionObject {
  constructor(ctx: DurableObjectState, env: ObjectEnv) {
    const given = { ...env, LEASE_MS: "3000" };
    super(ctx, given);
  }
}

/** Gives a run up for which no worker came in a second. */
export class LittlePatience extends ExecutionObject {
  constructor(ctx: DurableObjectState, env: ObjectEnv) {
    const given = { ...env, WAKE_TIMEOUT_MS: "150", WAKE_TRIES: "3" };
    super(ctx, given);
  }
}

export { ExecutionObject };

// The Worker on a machine whose clock is off by SKEW_MS: its code, its objects and their alarms see that clock alone.

import { env as variables } from "cloudflare:workers";
import { ExecutionObject as Placed } from "../../../src/worker.ts";

const skew = Number((variables as unknown as Record<string, string>)["SKEW_MS"]);

const World = globalThis.Date;

globalThis.Date = class extends World {
  constructor(...given: [] | [number | string | Date]) {
    if (given.length === 0) super(World.now() + skew);
    else super(...given);
  }

  static override now(): number {
    return World.now() + skew;
  }
} as DateConstructor;

export class ExecutionObject extends Placed {
  constructor(ctx: DurableObjectState, env: ConstructorParameters<typeof Placed>[1]) {
    const { storage } = ctx;
    const [setAlarm, getAlarm] = [storage.setAlarm.bind(storage), storage.getAlarm.bind(storage)];
    storage.setAlarm = (at) => setAlarm(Number(at) - skew);
    storage.getAlarm = async () => {
      const at = await getAlarm();
      return at === null ? null : at + skew;
    };
    super(ctx, env);
  }
}

export { default } from "../../../src/worker.ts";

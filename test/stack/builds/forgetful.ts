// The Worker with a fault: its objects arm no alarm.

import { ExecutionObject as Placed } from "../../../src/worker.ts";

export class ExecutionObject extends Placed {
  constructor(ctx: DurableObjectState, env: ConstructorParameters<typeof Placed>[1]) {
    ctx.storage.setAlarm = async () => undefined;
    super(ctx, env);
  }
}

export { default } from "../../../src/worker.ts";

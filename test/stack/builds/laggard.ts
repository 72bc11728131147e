// The Worker over objects that still run the code of before it: they lack the calls that came with it.

import { ExecutionObject } from "../../../src/worker.ts";

for (const call of ["plans", "living", "openSession"])
  Reflect.deleteProperty(ExecutionObject.prototype, call);

export { default, ExecutionObject } from "../../../src/worker.ts";

export { ExecutionObject } from "#engine/execution-object.ts";

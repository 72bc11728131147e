import { executeBlock } from "#domain/blocks/execute.ts";
import { route } from "../../../route.ts";
import { blockParams } from "../../../v2/blocks/execute.ts";
import { JsonDict, ValuesByName } from "../../../v2/json-values.ts";

export const executeBlockRoute = route({
  method: "POST",
  path: "/blocks/:block_id/execute",
  scope: "EXECUTE_BLOCK",
  limit: "external",
  idempotent: true,
  summary: "Run one block by itself; a failure of it is its message on the pin error",
  params: blockParams,
  body: JsonDict.describe("The block's input by pin"),
  response: ValuesByName.describe("What it yielded, by pin"),
  errors: ["BAD_REQUEST", "NOT_FOUND", "VALIDATION_ERROR", "UNAVAILABLE"],
  handle: (ctx, { params, body }) => executeBlock(ctx, params.block_id, body),
});

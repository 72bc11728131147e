import * as z from "zod";
import { executeBlock } from "#domain/blocks/execute.ts";
import { route } from "../../route.ts";
import { JsonDict, ValuesByName } from "../json-values.ts";

export const blockParams = z.object({ block_id: z.string().max(100).toLowerCase() });

export const executeBlockRoute = route({
  method: "POST",
  path: "/builder/blocks/:block_id/execute",
  scope: "EXECUTE_BLOCK",
  limit: "execute",
  idempotent: true,
  summary: "Run one block by itself; a failure of it is its message on the pin error",
  params: blockParams,
  body: JsonDict.describe("The block's input by pin"),
  response: ValuesByName.describe("What it yielded, by pin"),
  errors: ["BAD_REQUEST", "NOT_FOUND", "VALIDATION_ERROR", "UNAVAILABLE"],
  handle: (ctx, { params, body }) => executeBlock(ctx, params.block_id, body),
});

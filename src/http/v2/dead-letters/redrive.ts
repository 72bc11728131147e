import * as z from "zod";
import { redriveDeadLetter } from "#domain/dead-letters/redrive.ts";
import { route } from "../../route.ts";
import { deadLetterParams } from "./present.ts";

export const redriveDeadLetterRoute = route({
  method: "POST",
  path: "/dead-letters/:dead_letter_id/redrive",
  scope: "EXECUTE_GRAPH",
  limit: "execute",
  idempotent: true,
  summary: "Do the execution again from where it failed, once",
  params: deadLetterParams,
  response: z.object({ execution_id: z.string() }),
  errors: ["NOT_FOUND", "CONFLICT", "VALIDATION_ERROR", "UNAVAILABLE"],
  handle: async (ctx, { params }) => ({
    execution_id: await redriveDeadLetter(ctx, params.dead_letter_id),
  }),
});

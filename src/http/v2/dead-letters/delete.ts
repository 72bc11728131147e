import * as z from "zod";
import { deleteDeadLetter } from "#domain/dead-letters/delete.ts";
import { route } from "../../route.ts";
import { deadLetterParams } from "./present.ts";

export const deleteDeadLetterRoute = route({
  method: "DELETE",
  path: "/dead-letters/:dead_letter_id",
  scope: "EXECUTE_GRAPH",
  summary: "Delete a dead letter",
  params: deadLetterParams,
  response: z.null(),
  status: 204,
  errors: ["NOT_FOUND", "VALIDATION_ERROR", "UNAVAILABLE"],
  handle: async (ctx, { params }) => {
    await deleteDeadLetter(ctx, params.dead_letter_id);
    return null;
  },
});

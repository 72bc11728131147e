import { getDeadLetter } from "#domain/dead-letters/get.ts";
import { route } from "../../route.ts";
import { DeadLetterRecordBody, deadLetterParams, presentDeadLetterRecord } from "./present.ts";

export const getDeadLetterRoute = route({
  method: "GET",
  path: "/dead-letters/:dead_letter_id",
  scope: "runs:read",
  summary: "Get a dead letter with the history of its attempts",
  params: deadLetterParams,
  response: DeadLetterRecordBody,
  errors: ["NOT_FOUND", "VALIDATION_ERROR", "UNAVAILABLE"],
  handle: async (ctx, { params }) => presentDeadLetterRecord(await getDeadLetter(ctx, params.dead_letter_id)),
});

import * as z from "zod";
import { sendSignal } from "#domain/signals/send.ts";
import { route } from "../../route.ts";
import { JsonValue } from "../json-values.ts";

export const sendSignalRoute = route({
  method: "POST",
  path: "/events",
  scope: "signals:write",
  idempotent: true,
  summary: "Send an event to your executions that wait for its name",
  body: z.object({
    name: z.string().min(1).max(200),
    payload: JsonValue.optional(),
    id: z.string().min(1).max(200).optional().describe("The same id twice is one event"),
  }),
  response: z.object({ id: z.string() }),
  status: 202,
  errors: ["VALIDATION_ERROR"],
  handle: async (ctx, { body }) => {
    const { name, payload = null, id } = body;
    return { id: await sendSignal(ctx, { name, payload, ...(id !== undefined && { id }) }) };
  },
});

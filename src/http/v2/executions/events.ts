import * as z from "zod";
import { pollEvents, streamEvents } from "#domain/executions/follow.ts";
import { route } from "../../route.ts";
import { JsonDict } from "../json-values.ts";
import { executionParams } from "./present.ts";

const cursor = z.coerce.number().int().min(0).max(2_147_483_647);

export const executionEventsRoute = route({
  method: "GET",
  path: "/executions/:execution_id/events",
  scope: "runs:read",
  summary: "Follow an execution: server-sent events, or JSON when `wait` is given or JSON is asked for",
  params: executionParams,
  query: z.object({
    after: cursor
      .optional()
      .describe("The `seq` of the last event that was seen: only those with a higher one come"),
    nodes: z
      .enum(["true", "false"])
      .optional()
      .describe("`false`: the execution's own events, and none of its nodes'"),
    wait: z.coerce.number().int().min(0).max(60).optional().describe("Seconds to wait for an event"),
  }),
  response: z.object({ events: z.array(JsonDict), final: z.boolean() }),
  media: "text/event-stream",
  errors: ["NOT_FOUND", "VALIDATION_ERROR"],
  handle: async (ctx, { params, query, headers }) => {
    const after = Math.max(query.after ?? 0, lastEventId(headers));
    const wish = { after, nodes: query.nodes !== "false" };
    const wantsJson = query.wait !== undefined || headers.get("accept")?.includes("application/json");
    return wantsJson
      ? pollEvents(ctx, params.execution_id, wish, (query.wait ?? 0) * 1000)
      : streamEvents(ctx, params.execution_id, wish);
  },
});

/** Where an EventSource was that comes back, to the address at which it began; 0 when it says nothing that could be a cursor. */
const lastEventId = (headers: Headers): number => cursor.catch(0).parse(headers.get("last-event-id") ?? 0);

import * as z from "zod";
import { checkReadiness } from "#domain/health/check.ts";
import { route } from "./route.ts";

const healthRoute = route({
  method: "GET",
  path: "/health",
  scope: "public",
  summary: "Say that the Worker runs",
  response: z.object({ status: z.literal("ok") }),
  errors: [],
  handle: async () => ({ status: "ok" as const }),
});

const PartState = z.enum(["ok", "unavailable"]);

const ReadyBody = z.object({
  status: z.enum(["ready", "unavailable"]),
  database: PartState,
  redis: PartState,
  queue: PartState,
});

const readyRoute = route({
  method: "GET",
  path: "/health/ready",
  scope: "public",
  summary: "Say whether everything that the platform stands on answers; 503 when something does not",
  response: ReadyBody,
  errors: [],
  handle: async (ctx) => {
    const { ready, parts } = await checkReadiness(ctx);
    const body = ReadyBody.parse({ status: ready ? "ready" : "unavailable", ...parts });
    return Response.json(body, { status: ready ? 200 : 503 });
  },
});

export const health = { base: "", routes: [healthRoute, readyRoute] };

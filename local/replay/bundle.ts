import * as z from "zod";
import type { LogEntry } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import { Claims } from "./claims.ts";

/** What `GET /api/v2/executions/{id}/bundle` answers, as far as a replay needs it. */
export const Bundle = z.looseObject({
  format: z.literal(1),
  ...Claims.shape,
  plan: z.custom<Plan>((plan) => z.looseObject({ nodes: z.looseObject({}) }).safeParse(plan).success),
  log: z.array(z.custom<LogEntry>((entry) => z.looseObject({ seq: z.int() }).safeParse(entry).success)),
});

import * as z from "zod";
import { checkAudit } from "#domain/audit/verify.ts";
import { route } from "../route.ts";

/** For administrators. */
export const auditRoute = route({
  method: "GET",
  path: "/audit",
  scope: "audit_logs:read",
  summary: "Check that the record of security events is whole",
  query: z.object({ after: z.guid().optional().describe("The `next` of an earlier answer") }),
  response: z.object({
    chains: z.int(),
    events: z.int(),
    violations: z.array(z.object({ user_id: z.string(), id: z.int(), message: z.string() })),
    next: z.string().nullable(),
  }),
  errors: ["FORBIDDEN", "VALIDATION_ERROR"],
  handle: async (ctx, { query }) => {
    const { violations, ...rest } = await checkAudit(ctx, query.after);
    return {
      ...rest,
      violations: violations.map(({ chain, seq, message }) => ({ user_id: chain, id: seq, message })),
    };
  },
});

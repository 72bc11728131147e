import * as z from "zod";
import { checkInvariants } from "#domain/executions/invariants.ts";
import { route } from "../route.ts";

/** For administrators; see the engine's invariants E1 and E2. */
export const invariantsRoute = route({
  method: "GET",
  path: "/invariants",
  scope: "runs:read",
  summary: "Check that every execution that goes on will be looked at again",
  response: z.object({
    checked: z.int(),
    violations: z.array(z.object({ execution_id: z.string(), rule: z.string(), message: z.string() })),
  }),
  errors: ["FORBIDDEN"],
  handle: async (ctx) => {
    const { checked, violations } = await checkInvariants(ctx);
    return {
      checked,
      violations: violations.map(({ executionId, ...rest }) => ({ execution_id: executionId, ...rest })),
    };
  },
});

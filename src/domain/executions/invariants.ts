import { and, lt, notInArray } from "drizzle-orm";
import { executions } from "#store/schema/executions.ts";
import type { Ctx } from "../ctx.ts";
import { refuseUnlessAdmin } from "../principal.ts";
import { ask } from "./ask.ts";
import type { Violation } from "./engine.ts";

/** Rows of runs that the engine has had time to begin. */
const SETTLED_MS = 60_000;
const MOST_ROWS = 5000;
const FINAL = ["COMPLETED", "FAILED", "TERMINATED"];

/** Whether every execution that goes on has an owner that will look at it again. For administrators: 403 otherwise. */
export async function checkInvariants(ctx: Ctx): Promise<{ checked: number; violations: Violation[] }> {
  refuseUnlessAdmin(ctx.principal);
  const rows = await ctx.db
    .select({ id: executions.id, userId: executions.userId, createdAt: executions.createdAt })
    .from(executions)
    .where(and(notInArray(executions.status, FINAL), lt(executions.createdAt, new Date(ctx.now()))))
    .limit(MOST_ROWS);
  const violations: Violation[] = [];
  let checked = 0;
  for (const [userId, own] of Map.groupBy(rows, (row) => row.userId)) {
    const found = await ask(ctx.engine.invariants(userId));
    checked += found.checked;
    violations.push(...found.violations);
    for (const { id, createdAt } of own) {
      if (createdAt.getTime() > ctx.now() - SETTLED_MS) continue;
      if ((await ask(ctx.engine.glance({ userId, executionId: id }))) !== null) continue;
      violations.push({ executionId: id, rule: "E1", message: "Its row goes on and no object holds it" });
    }
  }
  return { checked, violations };
}

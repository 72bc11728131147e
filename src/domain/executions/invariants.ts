import { and, eq, lt, notInArray } from "drizzle-orm";
import { describeError, log } from "#lib/log.ts";
import { executions } from "#store/schema/executions.ts";
import type { Ctx } from "../ctx.ts";
import { refuseUnlessAdmin } from "../principal.ts";
import type { Violation } from "./engine.ts";

/** A run that was accepted has begun by then. */
const SETTLED_MS = 60_000;
const FINAL = ["COMPLETED", "FAILED", "TERMINATED"];

interface Checked {
  checked: number;
  violations: Violation[];
}

/** Whether every execution that goes on has an owner that will look at it again. For administrators: 403 otherwise. */
export async function checkInvariants(ctx: Ctx): Promise<Checked> {
  refuseUnlessAdmin(ctx.principal);
  const all: Checked = { checked: 0, violations: [] };
  const users = await ctx.db
    .selectDistinct({ userId: executions.userId })
    .from(executions)
    .where(notInArray(executions.status, FINAL));
  for (const { userId } of users) {
    const { checked, violations } = await checkUser(ctx, userId);
    all.checked += checked;
    all.violations.push(...violations);
  }
  return all;
}

async function checkUser(ctx: Ctx, userId: string): Promise<Checked> {
  const goOn = and(eq(executions.userId, userId), notInArray(executions.status, FINAL));
  const settled = lt(executions.createdAt, new Date(ctx.now() - SETTLED_MS));
  const rows = await ctx.db.select({ id: executions.id }).from(executions).where(and(goOn, settled));
  try {
    const { checked, violations } = await ctx.engine.invariants(userId);
    const held = new Set(await ctx.engine.living(userId));
    const lost: Violation[] = [];
    for (const { id: executionId } of rows.filter(({ id }) => !held.has(id))) {
      // One that has ended may be ahead of its row.
      if ((await ctx.engine.glance({ userId, executionId })) !== null) continue;
      lost.push({ executionId, rule: "E1", message: "Its row goes on and no object holds it" });
    }
    return { checked, violations: [...violations, ...lost] };
  } catch (error) {
    log("error", "object_silent", { user: userId, error: describeError(error) });
    const message = "Its object does not answer";
    return { checked: 0, violations: rows.map(({ id }) => ({ executionId: id, rule: "E2", message })) };
  }
}

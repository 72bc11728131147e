import { and, eq } from "drizzle-orm";
import type { Block } from "#blocks/block.ts";
import { findBlock } from "#blocks/registry.ts";
import { AppError, invalid, notFound } from "#lib/errors.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { describeError, log } from "#lib/log.ts";
import { storable } from "#lib/storable.ts";
import { blockExecutions } from "#store/schema/block-executions.ts";
import type { Ctx } from "../ctx.ts";
import type { RanBlock } from "../executions/engine.ts";
import { timeZoneOf } from "../users/profile.ts";

/** The caller waits for the answer. */
const TIMEOUT_MS = 120_000;

/**
 * Runs one block outside a graph, with the world that it has in a run. Answers its outputs by pin; a failure is its
 * message on `error`. 404 for an unknown block, 422 for an input that does not fit, 400 for a block that only a run
 * can hold. A request that may come again does it under the same key towards the world.
 */
export async function executeBlock(
  ctx: Ctx,
  blockId: string,
  input: JsonObject,
): Promise<Record<string, Json[]>> {
  const block = findBlock(blockId);
  if (block === undefined) throw notFound("Block");
  refuseUnrunnable(block);
  const parsed = block.parse(input);
  if (!parsed.ok) throw invalid([{ path: parsed.path, message: parsed.message }], parsed.message);
  const id = ctx.runId ?? crypto.randomUUID();
  const { userId } = ctx.principal;
  const [timeZone] = await Promise.all([timeZoneOf(ctx), block.pure ? null : begin(ctx, id, blockId)]);
  const zone = timeZone === null ? {} : { timeZone };
  const run = { id, userId, blockId, input, timeoutMs: TIMEOUT_MS, ...zone };
  if (block.pure) return byPin(await ctx.engine.runBlock(run));
  const ran = await ctx.engine.runBlock(run);
  await end(ctx, id, ran);
  return byPin(ran);
}

function refuseUnrunnable({ name, waits, kind }: Block): void {
  if (waits) {
    throw new AppError(
      "BAD_REQUEST",
      `${name} waits, which only a run can do: put it in a graph and execute that`,
    );
  }
  if (kind === "NOTE") throw new AppError("BAD_REQUEST", `${name} is a note and never runs`);
}

async function begin(ctx: Ctx, id: string, blockId: string): Promise<void> {
  const row = {
    id,
    userId: ctx.principal.userId,
    blockId,
    status: "RUNNING",
    createdAt: new Date(ctx.now()),
  };
  await ctx.db.insert(blockExecutions).values(row).onConflictDoNothing({ target: blockExecutions.id });
}

/** What is done is done: its caller has the outputs even when this cannot be written. */
async function end(ctx: Ctx, id: string, { error, spent }: RanBlock): Promise<void> {
  try {
    const outcome = JSON.parse(storable({ error, spent }));
    await ctx.db
      .update(blockExecutions)
      .set({ ...outcome, status: error === null ? "COMPLETED" : "FAILED", endedAt: new Date(ctx.now()) })
      .where(and(eq(blockExecutions.id, id), eq(blockExecutions.userId, ctx.principal.userId)));
  } catch (cause) {
    log("error", "block.unrecorded", { id, spent: spent && { ...spent }, error: describeError(cause) });
  }
}

function byPin({ outputs, error }: RanBlock): Record<string, Json[]> {
  const pins = Map.groupBy(outputs, ({ name }) => name);
  return {
    ...Object.fromEntries([...pins].map(([name, values]) => [name, values.map(({ data }) => data)])),
    ...(error !== null && { error: [error] }),
  };
}

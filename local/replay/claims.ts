// What a bundle says beside its log: the log tells all of it, so whatever is not the same was changed.

import * as z from "zod";
import { type Receipt, receiptsOf } from "#domain/executions/receipts.ts";
import { emptyHistory, type NodeRecord, read } from "#kernel/history.ts";
import type { LogEntry } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import { equalJson } from "#lib/equal.ts";
import type { Json } from "#lib/json.ts";
import { storable } from "#lib/storable.ts";

const Value = z.custom<Json>((value) => value !== undefined);

const Node = z.object({
  id: z.string(),
  status: z.string(),
  error: Value,
  input_data: Value,
  output_data: Value,
});

const ReceiptClaim = z.object({
  node_id: z.string(),
  ordinal: z.int(),
  block_id: z.string(),
  attempt: z.int(),
  idempotency_key: z.string(),
  outcome: z.string(),
  error: Value,
});

/** What a bundle says of its run, beside the log. */
export const Claims = z.object({
  inputs: Value,
  outputs: Value,
  execution: z.object({
    id: z.string(),
    status: z.string(),
    error: Value,
    inputs: Value,
    outputs: Value,
    node_executions: z.array(Node),
  }),
  receipts: z.array(ReceiptClaim),
});

/** A field of which the bundle says something else than its log. */
export interface FalseClaim {
  field: string;
  said: Json;
  logged: Json;
}

/** The first such field, or null. */
export function falseClaim(
  claims: z.output<typeof Claims>,
  plan: Plan,
  log: readonly LogEntry[],
): FalseClaim | null {
  const { inputs: logged, outputs, startedAt, status, error, nodes } = read(emptyHistory(), log);
  const { execution, receipts } = claims;
  // The log of a run that never had its turn does not tell what it was to begin with.
  const inputs = startedAt === null ? claims.inputs : logged;
  const told: [field: string, said: Json, logged: Json][] = [
    ["inputs", claims.inputs, inputs],
    ["outputs", claims.outputs, outputs],
    ["execution.inputs", execution.inputs, inputs],
    ["execution.outputs", execution.outputs, outputs],
    ["execution.status", execution.status, status],
    ["execution.error", execution.error, error === null ? null : { ...error }],
    ["execution.node_executions", byId(execution.node_executions), byId([...nodes.values()].map(nodeOf))],
    ["receipts", receipts, receiptsOf(execution.id, plan, log).map(receiptOf)],
  ];
  const wrong = told.find(([, said, logged]) => !equalJson(said, kept(logged)));
  return wrong === undefined ? null : { field: wrong[0], said: wrong[1], logged: wrong[2] };
}

type NodeClaim = z.output<typeof Node>;

const nodeOf = ({ nodeId, ordinal, status, error, input, output }: NodeRecord): NodeClaim => ({
  id: `${nodeId}#${ordinal}`,
  status,
  error,
  input_data: input,
  output_data: output,
});

const byId = (rows: readonly NodeClaim[]): Json =>
  Object.fromEntries(rows.map(({ id, ...row }) => [id, row]));

const receiptOf = (receipt: Receipt): z.output<typeof ReceiptClaim> => ({
  node_id: receipt.nodeId,
  ordinal: receipt.ordinal,
  block_id: receipt.blockId,
  attempt: receipt.attempt,
  idempotency_key: receipt.idempotencyKey,
  outcome: receipt.outcome,
  error: receipt.error,
});

/** As Postgres keeps it, from which a bundle is made: a character that no row can hold is another there. */
const kept = (value: Json): Json => (JSON.parse(storable([value])) as [Json])[0];

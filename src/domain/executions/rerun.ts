// What of a run a retry keeps: decisions only.

import type { NodeExecutionId } from "#kernel/execution.ts";
import type { NodeRecord } from "#kernel/history.ts";
import type { LogEntry } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import type { KeptNode } from "./engine.ts";

/** From where a run is done again: a node and all its executions, or what of some nodes did not complete. */
export type From = { node: string } | { unfinished: readonly string[] };

/** Nodes of which something failed, or was under way when the run ended. */
export function unfinishedNodes(nodes: readonly NodeRecord[]): string[] {
  const isUnfinished = ({ status }: NodeRecord) => status !== "COMPLETED" && status !== "INCOMPLETE";
  return [...new Set(nodes.filter(isUnfinished).map(({ nodeId }) => nodeId))];
}

/** Completed node executions that nothing which is done again leads to, in nodes that `plan` has with the same block. */
export function standing(plan: Plan, nodes: readonly NodeRecord[], from: From): NodeRecord[] {
  const again = downstream(plan, "node" in from ? [from.node] : from.unfinished);
  if ("node" in from) again.add(from.node);
  return nodes.filter(
    ({ nodeId, blockId, status }) =>
      status === "COMPLETED" && !again.has(nodeId) && plan.nodes[nodeId]?.blockId === blockId,
  );
}

/** Nodes that links lead to from these; one of these itself only when it is in a loop or behind another. */
function downstream(plan: Plan, from: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const open = [...from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const { sink } of Object.values(plan.nodes[id]?.links ?? {}).flat()) {
      if (reached.has(sink)) continue;
      reached.add(sink);
      open.push(sink);
    }
  }
  return reached;
}

const idOf = ({ nodeId, ordinal }: NodeRecord): NodeExecutionId => `${nodeId}#${ordinal}`;

/** What these node executions were given and gave: all in its order, as the log has it. */
export function keptFromLog(nodes: readonly NodeRecord[], log: readonly LogEntry[]): KeptNode[] {
  const kept = new Map<NodeExecutionId, KeptNode>();
  for (const node of nodes) kept.set(idOf(node), { id: idOf(node), input: node.input, outputs: [] });
  for (const entry of log) {
    const node = "ordinal" in entry ? kept.get(`${entry.node_id}#${entry.ordinal}`) : undefined;
    if (node === undefined) continue;
    // Not what a person made of it later: the new run queues it as it was queued here.
    if (entry.type === "node.queued") node.input = entry.input;
    if (entry.type === "node.output") node.outputs.push({ name: entry.output_name, data: entry.output_data });
  }
  return [...kept.values()];
}

/** The same from rows, when the log is forgotten: in order on each pin. */
export const keptFromRows = (nodes: readonly NodeRecord[]): KeptNode[] =>
  nodes.map((node) => ({
    id: idOf(node),
    input: node.input,
    outputs: Object.entries(node.output).flatMap(([name, values]) => values.map((data) => ({ name, data }))),
  }));

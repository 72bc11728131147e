// What of a run a retry keeps: decisions only.

import type { NodeExecutionId, Output } from "#kernel/execution.ts";
import type { NodeRecord } from "#kernel/history.ts";
import type { LogEntry } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import type { JsonObject } from "#lib/json.ts";
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

/** What node executions were given and gave, all in its order: gathered from the log as that is read. */
export class Keeping {
  /** In characters of JSON. */
  size = 0;
  readonly #kept = new Map<NodeExecutionId, KeptNode & { size: number }>();

  constructor(nodes: readonly NodeRecord[]) {
    for (const node of nodes) {
      const size = sizeOf(node.input);
      this.#kept.set(idOf(node), { id: idOf(node), input: node.input, outputs: [], size });
      this.size += size;
    }
  }

  take(log: readonly LogEntry[]): void {
    for (const entry of log) {
      const node = "ordinal" in entry ? this.#kept.get(`${entry.node_id}#${entry.ordinal}`) : undefined;
      if (node === undefined) continue;
      // Not what a person made of it later: the new run queues it as it was queued here.
      const input = entry.type === "node.queued" || entry.type === "node.started" ? entry.input : undefined;
      if (input !== undefined) {
        this.#grow(node, sizeOf(input) - sizeOf(node.input));
        node.input = input;
      }
      if (entry.type !== "node.output") continue;
      const output = { name: entry.output_name, data: entry.output_data };
      this.#grow(node, sizeOf(output));
      node.outputs.push(output);
    }
  }

  #grow(node: { size: number }, by: number): void {
    node.size += by;
    this.size += by;
  }

  /** One of more characters than `most`, if there is one. */
  largerThan(most: number): NodeExecutionId | null {
    for (const { id, size } of this.#kept.values()) if (size > most) return id;
    return null;
  }

  nodes(): KeptNode[] {
    return [...this.#kept.values()].map(({ size: _, ...node }) => node);
  }
}

const sizeOf = (data: JsonObject | Output): number => JSON.stringify(data).length;

/** The same from rows, when the log is forgotten: in order on each pin. */
export const keptFromRows = (nodes: readonly NodeRecord[]): KeptNode[] =>
  nodes.map((node) => ({
    id: idOf(node),
    input: node.input,
    outputs: Object.entries(node.output).flatMap(([name, values]) => values.map((data) => ({ name, data }))),
  }));

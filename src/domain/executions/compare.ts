// Two runs side by side: decisions only.

import type { NodeRecord } from "#kernel/history.ts";
import { equalJson } from "#lib/equal.ts";

export type Aspect = "input" | "output" | "status" | "error";

export type Verdict = "same" | "changed" | "only_in_a" | "only_in_b";

export interface NodeDiff {
  nodeId: string;
  verdict: Verdict;
  /** In what its executions differ. */
  changed: Aspect[];
  executions: { ordinal: number; verdict: Verdict; changed: Aspect[] }[];
}

/** Node by node, each with its executions by their order; nodes in the order in which `a`, then `b`, ran them. */
export function compareNodes(a: readonly NodeRecord[], b: readonly NodeRecord[]): NodeDiff[] {
  const [inA, inB] = [byNode(a), byNode(b)];
  return [...new Set([...inA.keys(), ...inB.keys()])].map((nodeId) =>
    compareNode(nodeId, inA.get(nodeId) ?? new Map(), inB.get(nodeId) ?? new Map()),
  );
}

type ByOrdinal = ReadonlyMap<number, NodeRecord>;

function byNode(nodes: readonly NodeRecord[]): Map<string, ByOrdinal> {
  const groups = Map.groupBy(nodes, ({ nodeId }) => nodeId);
  return new Map(
    [...groups].map(([id, group]) => [id, new Map(group.map((node) => [node.ordinal, node] as const))]),
  );
}

function compareNode(nodeId: string, a: ByOrdinal, b: ByOrdinal): NodeDiff {
  const ordinals = [...new Set([...a.keys(), ...b.keys()])].sort((x, y) => x - y);
  const executions = ordinals.map((ordinal) => ({
    ordinal,
    ...compareExecutions(a.get(ordinal), b.get(ordinal)),
  }));
  const changed = ASPECTS.filter((aspect) => executions.some((each) => each.changed.includes(aspect)));
  return { nodeId, verdict: overall(a, b, executions), changed, executions };
}

function overall(a: ByOrdinal, b: ByOrdinal, executions: readonly { verdict: Verdict }[]): Verdict {
  if (b.size === 0) return "only_in_a";
  if (a.size === 0) return "only_in_b";
  return executions.every(({ verdict }) => verdict === "same") ? "same" : "changed";
}

function compareExecutions(
  a: NodeRecord | undefined,
  b: NodeRecord | undefined,
): { verdict: Verdict; changed: Aspect[] } {
  if (b === undefined) return { verdict: "only_in_a", changed: [] };
  if (a === undefined) return { verdict: "only_in_b", changed: [] };
  const changed = ASPECTS.filter((aspect) => !equalJson(a[aspect], b[aspect]));
  return { verdict: changed.length === 0 ? "same" : "changed", changed };
}

const ASPECTS: readonly Aspect[] = ["input", "output", "status", "error"];

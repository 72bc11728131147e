import * as z from "zod";

/**
 * One run, in terms that every engine can be asked for: nodes one after the other, or all at once and then a join. They
 * hand their value on; with a URL they post it there and go on with what is echoed.
 */
export const Job = z.object({
  shape: z.enum(["chain", "fan"]),
  nodes: z.int().positive(),
  effectUrl: z.string().nullable(),
  value: z.number(),
});

export type Job = z.infer<typeof Job>;

/** A job without what differs from run to run. */
export interface Workload {
  id: string;
  what: string;
  shape: Job["shape"];
  nodes: number;
  effects: boolean;
}

const workload = (
  id: string,
  what: string,
  shape: Job["shape"],
  nodes: number,
  effects = false,
): Workload => ({
  id,
  what,
  shape,
  nodes,
  effects,
});

export const W0 = workload("W0", "one-node run", "chain", 1);
export const W1 = workload("W1", "chain of 10", "chain", 10);
export const W2 = workload("W2", "chain of 100", "chain", 100);
export const W3 = workload("W3", "50 branches and a join", "fan", 50);
export const E1 = workload("E1", "chain of 10 effects", "chain", 10, true);
export const E2 = workload("E2", "chain of 100 effects", "chain", 100, true);
export const E3 = workload("E3", "50 effects at once and a join", "fan", 50, true);

export const WORKLOADS: readonly Workload[] = [W0, W1, W2, W3, E1, E2, E3];

/** By its id; `C<n>` for a chain of any other length. */
export function workloadOf(id: string): Workload {
  const nodes = Number(/^C(\d+)$/.exec(id)?.[1]);
  const found =
    nodes > 0 ? workload(id, `chain of ${nodes}`, "chain", nodes) : WORKLOADS.find((each) => each.id === id);
  if (found === undefined) throw new Error(`There is no workload ${id}`);
  return found;
}

/** What a run of this job must come to: the value itself, or after a join the sum of all branches. */
export const expected = ({ shape, nodes, value }: Job): number => (shape === "chain" ? value : value * nodes);

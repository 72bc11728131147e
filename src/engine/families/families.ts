// How many node executions runs of a family hold of each other's budgets (K16). Read off the runs themselves when the
// object wakes, and kept by every commit: a run may take what is left in the moment of its step, and nobody else can.

import { isFinal } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import type { Run } from "../runs/run.ts";
import { childrenOf, type Find } from "./family.ts";

interface Member {
  parent: Member | null;
  root: string;
  /** Node executions that it may have, with all below it. */
  limit: number;
  /** Those that it has itself; once it has ended, those that began. */
  held: number;
  /** Those of the runs below it. */
  below: number;
}

export class Families {
  readonly #find: Find;
  readonly #members = new Map<string, Member>();
  /** By the run that began it all. */
  readonly #families = new Map<string, { members: Set<string>; living: Set<string> }>();

  constructor(find: Find) {
    this.#find = find;
  }

  /** The run's plan with the tightest of the budgets that it takes from: its own, or that of one above it. */
  planOf(run: Run): Plan {
    const { plan } = run;
    if (run.facts.parent === undefined && this.#isAlone(run)) return plan;
    const own = this.#join(run);
    let { limit: nodeExecutions } = own;
    let elsewhere = own.below;
    for (let above = own.parent; above !== null; above = above.parent) {
      const others = above.held + above.below - own.held;
      if (above.limit - others >= nodeExecutions - elsewhere) continue;
      nodeExecutions = above.limit;
      elsewhere = others;
    }
    return { ...plan, limits: { ...plan.limits, nodeExecutions, elsewhere } };
  }

  /** Takes note of what a commit made of a run. */
  follow(run: Run): void {
    const own = this.#members.get(run.id);
    if (own === undefined) return;
    const held = heldBy(run);
    for (let above = own.parent; above !== null; above = above.parent) above.below += held - own.held;
    own.held = held;
    if (isFinal(run.execution.status)) this.#leave(run.id, own.root);
  }

  #isAlone(run: Run): boolean {
    const { spent } = run.execution.used;
    return !this.#members.has(run.id) && spent.nodes === 0 && childrenOf(run).length === 0;
  }

  #join(run: Run): Member {
    const known = this.#members.get(run.id);
    if (known !== undefined) return known;
    const { parent: link } = run.facts;
    const parentRun = link === undefined ? null : this.#find(link.executionId);
    const parent = parentRun === null ? null : this.#join(parentRun);
    // Whoever reads the parent reads the children that it has; a new one adds nothing yet.
    return this.#members.get(run.id) ?? this.#add(run, parent, parent?.root ?? run.id);
  }

  #add(run: Run, parent: Member | null, root: string): Member {
    const { limits } = run.plan;
    const { spent } = run.execution.used;
    const member = { parent, root, limit: limits.nodeExecutions, held: heldBy(run), below: spent.nodes };
    this.#members.set(run.id, member);
    const family = this.#families.get(root) ?? { members: new Set(), living: new Set() };
    this.#families.set(root, family);
    family.members.add(run.id);
    if (!isFinal(run.execution.status)) family.living.add(run.id);
    for (const [of, children] of Map.groupBy(childrenOf(run), (child) => child.of)) {
      // What it was told of them is counted in what it was charged.
      member.below -= run.execution.live.get(of)?.children?.nodes ?? 0;
      for (const { id } of children) {
        const child = this.#find(id);
        if (child === null) continue;
        const { held, below } = this.#add(child, member, root);
        member.below += held + below;
      }
    }
    return member;
  }

  /** The last of a family to end takes it along. */
  #leave(id: string, root: string): void {
    const family = this.#families.get(root);
    family?.living.delete(id);
    if (family === undefined || family.living.size > 0) return;
    for (const member of family.members) this.#members.delete(member);
    this.#families.delete(root);
  }
}

const heldBy = ({ execution: { status, used } }: Run): number =>
  isFinal(status) ? used.began : used.nodeExecutions;

import * as z from "zod";

/** As the inspector's `Profiler.stop` answers it. */
export const CpuProfile = z.object({
  nodes: z.array(
    z.object({
      id: z.int(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.int() }),
      children: z.array(z.int()).optional(),
    }),
  ),
  samples: z.array(z.int()),
  timeDeltas: z.array(z.int()),
});

export type CpuProfile = z.infer<typeof CpuProfile>;

export interface Share {
  name: string;
  /** Milliseconds in the function itself, and with all that it called. */
  selfMs: number;
  totalMs: number;
}

const OUTSIDE = new Set(["(root)", "(idle)"]);

/** Time by function, functions of the same name together; recursion counts once. */
export function sharesOf(profile: CpuProfile): Share[] {
  const stackOf = stacks(profile);
  const shares = new Map<string, Share>();
  for (const [index, sample] of profile.samples.entries()) {
    const ms = (profile.timeDeltas[index] ?? 0) / 1000;
    const stack = stackOf(sample);
    for (const name of new Set(stack)) {
      const share = shares.get(name) ?? { name, selfMs: 0, totalMs: 0 };
      share.totalMs += ms;
      if (name === stack[0]) share.selfMs += ms;
      shares.set(name, share);
    }
  }
  return [...shares.values()].filter(({ name }) => !OUTSIDE.has(name));
}

const nameOf = ({ functionName, url, lineNumber }: CpuProfile["nodes"][number]["callFrame"]): string =>
  functionName === "" ? `${url.split("/").at(-1)}:${lineNumber + 1}` : functionName;

/** The names on the stack of a node, innermost first. */
function stacks({ nodes }: CpuProfile): (id: number) => string[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const parents = new Map(nodes.flatMap(({ id, children }) => (children ?? []).map((child) => [child, id])));
  const known = new Map<number, string[]>();
  const stackOf = (id: number): string[] => {
    const parent = parents.get(id);
    const stack = known.get(id) ?? [names.get(id) ?? "", ...(parent === undefined ? [] : stackOf(parent))];
    known.set(id, stack);
    return stack;
  };
  return stackOf;
}

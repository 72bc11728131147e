export interface FilterArguments {
  positional: unknown[];
  named: Map<string, unknown>;
}

/** An argument by its place or its name. Throws when it is no number. */
export function numberOf(args: FilterArguments, index: number, name: string, fallback: number): number {
  const value = args.positional[index] ?? args.named.get(name) ?? fallback;
  if (typeof value !== "number") throw new Error(`The filter takes a number as ${name}`);
  return value;
}

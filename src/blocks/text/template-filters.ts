import type { Json } from "#lib/json.ts";
import { type FilterArguments, numberOf } from "./filter-arguments.ts";
import { textFilter } from "./template-text-filters.ts";
import { runtimeValue, type Value } from "./template-values.ts";

const ALIASES: Record<string, string> = { d: "default", count: "length", e: "escape", forceescape: "escape" };

export const standardName = (filter: string): string =>
  Object.hasOwn(ALIASES, filter) ? (ALIASES[filter] ?? filter) : filter;

/** Jinja filters that the library lacks; undefined for those that it has. */
export function applyExtraFilter(name: string, operand: Value, args: FilterArguments): Value | undefined {
  const { value } = operand;
  if (name === "escape") return runtimeValue(escapeHtml(operand.toString()));
  if (typeof value === "string") return result(textFilter(name, value, args));
  if (typeof value === "number") return name === "round" ? rounded(value, args) : undefined;
  if (Array.isArray(value)) return listFilter(name, value);
  return value instanceof Map && name === "list" ? runtimeValue([...value.keys()]) : undefined;
}

export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => HTML_ENTITIES[character] ?? character);

const HTML_ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};

const result = (value: Json | undefined): Value | undefined =>
  value === undefined ? undefined : runtimeValue(value);

/** Always a float, as in Python: 2 prints as 2.0 unless it was whole before. */
function rounded(value: number, args: FilterArguments): Value {
  const precision = numberOf(args, 0, "precision", 0);
  const method = args.positional[1] ?? args.named.get("method") ?? "common";
  const round = method === "ceil" ? Math.ceil : method === "floor" ? Math.floor : Math.round;
  const factor = 10 ** Math.min(Math.max(precision, -300), 300);
  return runtimeValue(round(value * factor) / factor);
}

function listFilter(name: string, items: Value[]): Value | undefined {
  if (name === "sum") return runtimeValue(items.reduce((sum, item) => sum + numeric(item), 0));
  if (name !== "min" && name !== "max") return undefined;
  const sign = name === "min" ? -1 : 1;
  return items.reduce<Value | undefined>(
    (best, item) => (best === undefined || sign * order(item, best) > 0 ? item : best),
    undefined,
  );
}

function order(a: Value, b: Value): number {
  if (typeof a.value === "string" && typeof b.value === "string") return a.value < b.value ? -1 : 1;
  return numeric(a) - numeric(b);
}

function numeric({ value, type }: Value): number {
  if (typeof value !== "number") throw new Error(`A ${type} is no number`);
  return value;
}

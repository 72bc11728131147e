import type { Json } from "#lib/json.ts";
import { runtimeValue, type Value } from "./template-values.ts";

export interface FilterArguments {
  positional: unknown[];
  named: Map<string, unknown>;
}

const ALIASES: Record<string, string> = { d: "default", count: "length", e: "escape" };

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

function textFilter(name: string, text: string, args: FilterArguments): Json | undefined {
  switch (name) {
    case "truncate":
      return truncated(text, args);
    case "wordcount":
      return text.match(/\w+/g)?.length ?? 0;
    case "list":
      return [...text];
    case "reverse":
      return [...text].reverse().join("");
    case "first":
      return text.slice(0, 1);
    case "last":
      return text.slice(-1);
    case "urlencode":
      return encodeURIComponent(text.toWellFormed()).replaceAll("%2F", "/");
    default:
      return undefined;
  }
}

function truncated(text: string, args: FilterArguments): string {
  const length = numberOf(args, 0, "length", 255);
  const cutsWords = args.positional[1] ?? args.named.get("killwords") ?? false;
  const end = args.positional[2] ?? args.named.get("end") ?? "...";
  const leeway = numberOf(args, 3, "leeway", 5);
  if (typeof end !== "string") throw new Error("The filter truncate takes a text as end");
  if (text.length <= length + leeway) return text;
  const cut = text.slice(0, Math.max(0, length - end.length));
  const lastSpace = cut.lastIndexOf(" ");
  return (cutsWords || lastSpace < 0 ? cut : cut.slice(0, lastSpace)) + end;
}

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

function numberOf(args: FilterArguments, index: number, name: string, fallback: number): number {
  const value = args.positional[index] ?? args.named.get(name) ?? fallback;
  if (typeof value !== "number") throw new Error(`The filter takes a number as ${name}`);
  return value;
}

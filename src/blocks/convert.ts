import type { Json, JsonObject } from "#lib/json.ts";

/** Values nested deeper are refused: recursion over them could exhaust the stack. */
export const MAX_DEPTH = 64;

/** A value as each JSON type, by the rules of `coerce.ts`. None of them throws; a value of that type is returned as it is. */
export const convert = {
  string: (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value)),
  number: (value: Json): Json => (typeof value === "number" ? value : toNumber(value)),
  integer: (value: Json): Json => {
    const number = typeof value === "number" ? value : toNumber(value);
    return typeof number === "number" ? Math.trunc(number) + 0 : number; // + 0: no negative zero
  },
  boolean: (value: Json): boolean => {
    if (typeof value === "string") return /^\s*(true|1)\s*$/i.test(value);
    if (Array.isArray(value)) return value.length > 0;
    return isDict(value) ? Object.keys(value).length > 0 : Boolean(value);
  },
  array: (value: Json): Json[] => {
    if (Array.isArray(value)) return value;
    if (isDict(value)) return Object.entries(value);
    const parsed = typeof value === "string" ? parseJson(value, "[", "]") : undefined;
    return Array.isArray(parsed) ? parsed : [value];
  },
  object: (value: Json): JsonObject => {
    if (isDict(value)) return value;
    if (Array.isArray(value)) return Object.fromEntries(value.entries());
    const parsed = typeof value === "string" ? parseJson(value, "{", "}") : undefined;
    return isDict(parsed) ? parsed : { value };
  },
};

export const isDict = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isTooDeep = (value: Json): boolean => isDeeperThan(value, MAX_DEPTH);

/** The number that a text spells in decimal notation, else undefined. */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.trim();
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return undefined;
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : undefined;
}

function isDeeperThan(value: Json, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  for (const item of Array.isArray(value) ? value : Object.values(value)) {
    if (isDeeperThan(item, levels - 1)) return true;
  }
  return false;
}

/** Null stays null: it is no number of anything. */
function toNumber(value: Json): Json {
  if (typeof value === "string") return parseNumber(value) ?? 0;
  if (typeof value === "boolean") return Number(value);
  if (Array.isArray(value)) return value.length;
  return isDict(value) ? Object.keys(value).length : value;
}

function parseJson(text: string, opening: string, closing: string): Json | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith(opening) || !trimmed.endsWith(closing)) return undefined;
  try {
    return JSON.parse(trimmed);
  } catch {
    return undefined;
  }
}

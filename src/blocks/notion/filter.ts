import type { Json, JsonObject } from "#lib/json.ts";
import { BlockError } from "../block.ts";

/** How a property of each type is compared with a text. A query whose comparison is not of the property's type is refused. */
const COMPARISONS: Readonly<Record<string, (value: string) => JsonObject>> = {
  title: containing,
  rich_text: containing,
  url: containing,
  email: containing,
  phone_number: containing,
  multi_select: containing,
  people: containing,
  created_by: containing,
  last_edited_by: containing,
  relation: containing,
  select: equal,
  status: equal,
  date: equal,
  number: (value) => equal(numberIn(value)),
  unique_id: (value) => equal(numberIn(value)),
  checkbox: (value) => equal(/^(true|yes|1)$/i.test(value)),
  formula: (value) => ({ string: containing(value) }),
};

/** Times are no properties to Notion's filters: they name themselves. */
const TIMES: readonly string[] = ["created_time", "last_edited_time"];

/** Entries whose property holds a value, by the types of the database's properties. */
export function filterOf(
  types: Readonly<Record<string, string>>,
  property: string,
  value: string,
): JsonObject {
  const type = types[property];
  if (type === undefined) throw new BlockError(`The database has no property "${property}"`);
  if (TIMES.includes(type)) return { timestamp: type, [type]: { equals: value } };
  const comparison = COMPARISONS[type];
  if (comparison === undefined)
    throw new BlockError(`Notion cannot filter by "${property}": it is a ${type}`);
  return { property, [type]: comparison(value) };
}

function containing(value: string): JsonObject {
  return { contains: value };
}

function equal(value: Json): JsonObject {
  return { equals: value };
}

function numberIn(value: string): number {
  const number = Number(value);
  if (value.trim() === "" || !Number.isFinite(number)) throw new BlockError(`"${value}" is no number`);
  return number;
}

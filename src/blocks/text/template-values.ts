import { Environment, type Interpreter } from "@huggingface/jinja";
import type { Json } from "#lib/json.ts";

/** A value inside the template engine. */
export type Value = ReturnType<Interpreter["evaluate"]>;

const MAX_ELEMENTS = 300_000;
const MAX_NESTING = 100;

export interface Measure {
  /** Elements of all nested lists and dictionaries. */
  elements: number;
  /** Characters of all texts. */
  characters: number;
  levels: number;
}

export const runtimeValue = (value: Json): Value => new Environment().set("value", value);

/** How big a value is in all its depth; a part that is held twice counts twice, because printing it would. */
export function measure(value: Value): Measure {
  const total: Measure = { elements: 0, characters: 0, levels: 0 };
  add(value, 0, total);
  return total;
}

function add(value: Value, level: number, total: Measure): void {
  if (level > MAX_NESTING) throw new Error(`A value is nested deeper than ${MAX_NESTING} levels`);
  total.levels = Math.max(total.levels, level);
  const { value: inner } = value;
  if (typeof inner === "string") {
    total.characters += inner.length;
    return;
  }
  total.elements += 1;
  if (total.elements > MAX_ELEMENTS) throw new Error(`A value has more than ${MAX_ELEMENTS} elements`);
  if (Array.isArray(inner)) for (const item of inner) add(item, level + 1, total);
  if (inner instanceof Map) {
    for (const [key, item] of inner) {
      total.characters += key.length;
      add(item, level + 1, total);
    }
  }
}

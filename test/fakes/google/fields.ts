import { isDict } from "#blocks/convert.ts";
import type { Json, JsonObject } from "#lib/json.ts";

interface Mask {
  [name: string]: Mask;
}

/** A partial response: what a `fields` parameter such as `a.b,c(d,e)` leaves of an answer. */
export function masked(answer: JsonObject, fields: string | null): JsonObject {
  if (fields === null || fields === "*") return answer;
  const kept = project(answer, maskOf(fields));
  return isDict(kept) ? kept : {};
}

function project(value: Json, mask: Mask): Json {
  if (Object.keys(mask).length === 0) return value;
  if (Array.isArray(value)) return value.map((item) => project(item, mask));
  if (!isDict(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => {
      const below = mask[name];
      return below === undefined ? [] : [[name, project(each, below)]];
    }),
  );
}

function maskOf(fields: string): Mask {
  const mask: Mask = {};
  const stack: Mask[] = [];
  let current = mask;
  let base = mask;
  for (const [token] of fields.matchAll(/[\w*]+|[.,/()]/g)) {
    if (token === "(") {
      stack.push(base);
      base = current;
    } else if (token === ")") base = stack.pop() ?? mask;
    else if (token === ",") current = base;
    else if (token !== "." && token !== "/") {
      current[token] ??= {};
      current = current[token];
    }
  }
  return mask;
}

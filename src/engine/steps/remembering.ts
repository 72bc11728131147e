import { BlockError, type BlockIo } from "#blocks/block.ts";
import type { Json } from "#lib/json.ts";

/** What one node execution may note, in characters of JSON. */
export const MAX_NOTES = 8_000_000;

/**
 * `once` of a step: the n-th call answers the n-th note if there is one, else it is made and noted, without the secrets
 * that were used, so that every attempt is given the same.
 */
export function remembering(
  noted: readonly Json[],
  note: (entry: Json) => Promise<void>,
  hide: (value: Json) => Json,
): BlockIo["once"] {
  let calls = 0;
  let size = noted.reduce<number>((total, entry) => total + JSON.stringify(entry).length, 0);
  return async <T>(make: () => Promise<T>): Promise<T> => {
    const known = noted[calls];
    calls += 1;
    if (known !== undefined) return asNoted<T>(known);
    const made: Json = hide(JSON.parse(JSON.stringify((await make()) ?? null)));
    size += JSON.stringify(made).length;
    if (size > MAX_NOTES)
      throw new BlockError(`What it has to remember is longer than ${MAX_NOTES} characters`);
    await note(made);
    return asNoted<T>(made);
  };
}

/** A note is what the same call gave, as JSON: the type was lost on its way through storage. */
const asNoted = <T>(entry: Json): T => entry as T;

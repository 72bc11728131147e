import { BlockError } from "#blocks/block.ts";
import type { Memory, MemoryScope } from "#blocks/ports.ts";
import { MAX_VALUE_CHARACTERS, recall, remember } from "#domain/memory/memory.ts";
import type { Db } from "#store/db.ts";

const MAX_KEY_CHARACTERS = 500;

/** What the runs of one user leave for later ones. */
export function userMemory(db: Db, { userId, graphId }: { userId: string; graphId: string }): Memory {
  const placeOf = (scope: MemoryScope, key: string) => {
    if (key.length > MAX_KEY_CHARACTERS) {
      throw new BlockError(`A key has at most ${MAX_KEY_CHARACTERS} characters`);
    }
    return { userId, owner: scope === "within_agent" ? graphId : "", key };
  };
  return {
    recall: (scope, key) => recall(db, placeOf(scope, key)),
    remember: async (scope, key, value) => {
      const place = placeOf(scope, key);
      if (JSON.stringify(value).length > MAX_VALUE_CHARACTERS) {
        throw new BlockError(`A value to remember has at most ${MAX_VALUE_CHARACTERS} characters as JSON`);
      }
      await remember(db, place, value);
    },
  };
}

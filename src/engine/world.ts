import { BlockError, type BlockIo } from "#blocks/block.ts";
import type { RunRef } from "#domain/executions/engine.ts";
import type { FileStore } from "#domain/files/store.ts";
import { makeEgress } from "#lib/egress/egress.ts";
import { EgressError } from "#lib/egress/error.ts";
import type { Db } from "#store/db.ts";
import { workspaceFiles } from "./world/files.ts";
import { userMemory } from "./world/memory.ts";

export interface WorldConfig {
  /** Hosts that blocks may reach although they are not public. */
  egressAllow: readonly string[];
  db: Db;
  files: FileStore;
}

/** Where in the world a step stands. */
export interface Place extends RunRef {
  graphId: string;
  idempotencyKey: string;
}

/** The world as the block of one step may see it. */
export type World = (place: Place) => Pick<BlockIo, "fetch" | "files" | "memory" | "random">;

export function makeWorld(config: WorldConfig): World {
  const fetch = guardedFetch(config.egressAllow);
  return (place) => ({
    random: Math.random,
    fetch,
    files: workspaceFiles(config.files, fetch, place),
    memory: userMemory(config.db, place),
  });
}

/** What did not reach its host may be tried again; what was refused may not. */
function guardedFetch(allow: readonly string[]): BlockIo["fetch"] {
  const egress = makeEgress({ allow, fetch });
  return async (url, { using, ...init } = {}) => {
    if (using !== undefined) throw new BlockError("This deployment keeps no credentials");
    try {
      return await egress(url, init);
    } catch (error) {
      if (!(error instanceof EgressError)) throw error;
      const retryable = error.reason === "unreachable" || error.reason === "timeout";
      throw new BlockError(error.message, { retryable, cause: error });
    }
  };
}

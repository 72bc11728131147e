import { BlockError, type BlockIo } from "#blocks/block.ts";
import type { Vault } from "#domain/credentials/vault.ts";
import type { RunRef } from "#domain/executions/engine.ts";
import type { FileStore } from "#domain/files/store.ts";
import type { Clock } from "#lib/clock.ts";
import { parseAllowList } from "#lib/egress/destination.ts";
import { makeEgress } from "#lib/egress/egress.ts";
import { EgressError } from "#lib/egress/error.ts";
import { type Connect, makeDial } from "#lib/egress/socket.ts";
import type { Json } from "#lib/json.ts";
import { sharedLater } from "#lib/later.ts";
import type { Db } from "#store/db.ts";
import { makeBroker } from "./broker.ts";
import { workspaceFiles } from "./files.ts";
import { userMail } from "./mail.ts";
import { userMemory } from "./memory.ts";
import { type ModelSettings, makeModelWorld, modelHosts } from "./models.ts";
import { userSql } from "./sql.ts";

export interface WorldConfig {
  /** Hosts that blocks may reach although they are not public. */
  egressAllow: readonly string[];
  models: ModelSettings;
  db: Db;
  files: FileStore;
  vault: Vault;
  /** Opens TCP connections. */
  connect: Connect;
  now: Clock;
}

/** Where in the world a step stands. */
export interface Place extends RunRef {
  graphId: string;
  idempotencyKey: string;
}

/** The world as the block of one step may see it. */
export type World = (place: Place) => Pick<
  BlockIo,
  "fetch" | "files" | "mail" | "memory" | "models" | "random" | "sql"
> & {
  /** A value without the secrets that the step has used. */
  hide(value: Json): Json;
};

/** Good for one request. */
export function makeWorld(config: WorldConfig): World {
  const later = sharedLater(config.now);
  const egress = makeEgress({ allow: config.egressAllow, fetch, later });
  const isOpened = parseAllowList(config.egressAllow);
  const ownAllow = [...config.egressAllow, ...modelHosts(config.models)];
  const ownEgress = makeEgress({ allow: ownAllow, fetch, later });
  const models = makeModelWorld(config.models, guardedFetch(ownEgress));
  const dial = makeDial(config.connect, isOpened);
  return (place) => {
    const broker = makeBroker({ ...config, fetch: egress, sleep, isOpened }, place.userId);
    const guarded = guardedFetch(broker.fetch);
    return {
      random: Math.random,
      fetch: guarded,
      files: workspaceFiles(config, guarded, place),
      memory: userMemory(config.db, place),
      models,
      sql: userSql(dial, broker),
      mail: userMail(dial, broker, place, config.now),
      hide: broker.hide,
    };
  };
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** What did not reach its host may be tried again; what was refused may not. */
function guardedFetch(fetch: BlockIo["fetch"]): BlockIo["fetch"] {
  return async (url, init) => {
    try {
      return await fetch(url, init);
    } catch (error) {
      if (!(error instanceof EgressError)) throw error;
      const retryable = error.reason === "unreachable" || error.reason === "timeout";
      throw new BlockError(error.message, { retryable, cause: error });
    }
  };
}

// What an object is made of, and how its parts are joined.

import { systemClock } from "#lib/clock.ts";
import { newUuid } from "#lib/crypto.ts";
import { systemLater } from "#lib/later.ts";
import { log } from "#lib/log.ts";
import { connectDb } from "#store/db.ts";
import { Executor } from "./executor.ts";
import { Subscribers } from "./follow/subscribers.ts";
import { Courier } from "./outbox/courier.ts";
import { openQueue } from "./outbox/queue.ts";
import { Recorder } from "./postgres/recorder.ts";
import { Sessions } from "./sessions.ts";
import { engineSettings } from "./settings.ts";
import { Starter } from "./starter.ts";
import { openReviews, type Reviews } from "./storage/review-table.ts";
import { NewerTables, upgrade } from "./storage/schema.ts";
import { openSignals, type Signals } from "./storage/signal-table.ts";
import { openTables, type Tables } from "./storage/tables.ts";

export interface ObjectEnv {
  DATABASE_URL: string;
  NEON_LOCAL?: string;
  QSTASH_URL: string;
  QSTASH_TOKEN: string;
  PUBLIC_URL: string;
}

/** All of them work on the tables of one object. */
export interface Parts {
  tables: Tables;
  reviews: Reviews;
  signals: Signals;
  executor: Executor;
  subscribers: Subscribers;
  courier: Courier;
  starter: Starter;
  sessions: Sessions;
}

/** Answers what the object cannot work for, instead of its parts, where its tables are of a later version. */
export function openParts(ctx: DurableObjectState, env: ObjectEnv): Parts | NewerTables {
  const { storage } = ctx;
  const { sql } = storage;
  const atomically = (write: () => void) => storage.transactionSync(write);
  try {
    upgrade({ sql, transactionSync: atomically });
  } catch (error) {
    if (!(error instanceof NewerTables)) throw error;
    log("error", "tables_too_new", { object: ctx.id.toString(), error: error.message });
    return error;
  }
  const settings = engineSettings(env);
  const [tables, reviews, signals] = [openTables(sql), openReviews(sql), openSignals(sql)];
  const executor: Executor = new Executor({
    tables,
    reviews,
    signals,
    newId: () => newUuid(systemClock()),
    atomically,
    now: systemClock,
    settings,
    committed: (commit) => {
      courier.carry(commit);
      subscribers.tell(commit.run, commit.log);
    },
    left: (at) => courier.left(at),
  });
  const subscribers = new Subscribers({ ctx, tables, find: (id) => executor.find(id) });
  const db = () => connectDb(env.DATABASE_URL, env.NEON_LOCAL);
  const courier = new Courier({
    tables,
    executor,
    queue: openQueue({ url: env.QSTASH_URL, token: env.QSTASH_TOKEN, publicUrl: env.PUBLIC_URL }, settings),
    db,
    now: systemClock,
    later: systemLater,
    setAlarm: (at) => void storage.setAlarm(at),
    settings,
  });
  const starter = new Starter({ recorder: new Recorder(db), executor, later: systemLater });
  const sessions = new Sessions({ executor, later: systemLater });
  return { tables, reviews, signals, executor, subscribers, courier, starter, sessions };
}

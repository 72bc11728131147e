import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import type { Broker, Counters } from "./qstash/broker.ts";
import type { Chaos } from "./qstash/chaos.ts";
import { type Clock, systemClock } from "./qstash/clock.ts";
import { Courier } from "./qstash/courier.ts";
import { DeadLetterTable } from "./qstash/dead-letters.ts";
import { DeduplicationTable } from "./qstash/deduplication.ts";
import { Dispatcher } from "./qstash/dispatcher.ts";
import { FlowControls, type FlowSettings } from "./qstash/flow-control.ts";
import { type KeyPair, SigningKeys } from "./qstash/keys.ts";
import { LogTable } from "./qstash/log.ts";
import { MessageTable } from "./qstash/messages.ts";
import { touchQueue } from "./qstash/publish.ts";
import { type QueueSettings, Queues } from "./qstash/queues.ts";
import { Records } from "./qstash/records.ts";
import type { Schedule } from "./qstash/schedule.ts";
import { Schedules } from "./qstash/schedules.ts";
import { Sender } from "./qstash/sender.ts";
import { serve } from "./qstash/server.ts";
import { settle } from "./qstash/settle.ts";
import { Store } from "./qstash/store.ts";
import type { UrlGroup } from "./qstash/url-groups.ts";

const DEFAULT_PARALLELISM = 500;

export interface QstashOptions {
  /** A SQLite file, made when there is none, or ":memory:". */
  file: string;
  /** Default: a free one. */
  port?: number | undefined;
  /** Default: made at the first start and kept in the file, as are the signing keys. */
  token?: string | undefined;
  signingKeys?: KeyPair | undefined;
  chaos?: Chaos | null | undefined;
  /** Retries, failures and faults of the emulator, a line each. */
  onLog?: ((line: string) => void) | undefined;
  /** How many attempts may be under way at once. */
  parallelism?: number | undefined;
  clock?: Clock | undefined;
}

type BrokerOptions = QstashOptions & { onLog: (line: string) => void };

interface BrokerParts {
  clock: Clock;
  store: Store;
  sender: Sender;
  schedules: Schedules;
}

export interface Qstash {
  url: string;
  token: string;
  currentSigningKey: string;
  nextSigningKey: string;
  /** Ends at once; an attempt under way is made again after the next start. */
  stop(): Promise<void>;
  counters(): Counters;
  setChaos(chaos: Chaos | null): void;
  /** Resolves when nothing that is due is pending. */
  idle(): Promise<void>;
}

/**
 * Starts an emulator of QStash for the official client, on 127.0.0.1. What it acknowledged is delivered at
 * least once, also after a SIGKILL.
 */
export async function startQstash(options: QstashOptions): Promise<Qstash> {
  const clock = options.clock ?? systemClock;
  const onLog = options.onLog ?? (() => undefined);
  const store = new Store(options.file, (error) =>
    onLog(`cannot write to ${options.file}: ${String(error)}`),
  );
  const sender = new Sender(clock);
  const schedules = new Schedules(new Records<Schedule>(store, "schedule"));
  const broker = makeBroker({ ...options, onLog }, { clock, store, sender, schedules });
  const settings = new Records<string>(store, "setting");
  const token = options.token ?? settings.get("token") ?? randomBytes(32).toString("base64url");
  settings.set("token", token);
  const setChaos = (chaos: Chaos | null) => {
    broker.dispatcher.setChaos(chaos);
    if (chaos !== null) onLog(`faults on: ${JSON.stringify(chaos)}`);
  };
  setChaos(options.chaos ?? null);
  const server = await serve(broker, token, options.port ?? 0).catch((error) => {
    store.close();
    throw error;
  });
  for (const message of broker.messages.all()) {
    if (message.envelope.queue !== undefined) touchQueue(broker, message.envelope.queue);
    broker.dispatcher.admit(message);
  }
  schedules.start(broker);
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    token,
    get currentSigningKey() {
      return broker.keys.pair.current;
    },
    get nextSigningKey() {
      return broker.keys.pair.next;
    },
    counters: () => ({ ...broker.counters }),
    setChaos,
    idle: () => broker.dispatcher.idle(),
    stop: async () => {
      broker.dispatcher.stop();
      schedules.stop();
      sender.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      store.close();
    },
  };
}

function makeBroker(options: BrokerOptions, { clock, store, sender, schedules }: BrokerParts): Broker {
  const queueRecords = new Records<QueueSettings>(store, "queue");
  const flowRecords = new Records<FlowSettings>(store, "flow");
  const keys = new SigningKeys(new Records<KeyPair>(store, "key"), options.signingKeys);
  const queues = new Queues(queueRecords.list());
  const flows = new FlowControls(flowRecords.list());
  const log = new LogTable(store);
  const counters: Counters = {
    published: 0,
    delivered: 0,
    attempts: 0,
    duplicated: 0,
    dropped: 0,
    deduplicated: 0,
    failed: 0,
  };
  const dispatcher = new Dispatcher({
    clock,
    courier: new Courier({ clock, sender, signingKey: () => keys.pair.current }),
    queues,
    flows,
    parallelism: options.parallelism ?? DEFAULT_PARALLELISM,
    onAttempt: (message) => {
      counters.attempts += 1;
      log.add("ACTIVE", message, clock.now());
    },
    onDuplicate: () => {
      counters.duplicated += 1;
    },
    onLost: () => {
      counters.dropped += 1;
    },
    settle: (message, outcome) => settle(broker, message, outcome),
  });
  const broker: Broker = {
    clock,
    store,
    messages: new MessageTable(store),
    deduplication: new DeduplicationTable(store),
    deadLetters: new DeadLetterTable(store),
    log,
    queueRecords,
    flowRecords,
    urlGroups: new Records<UrlGroup>(store, "url group"),
    queues,
    flows,
    dispatcher,
    schedules,
    keys,
    counters,
    onLog: options.onLog,
    onEnd: ({ id, envelope: { scheduleId } }, result) => {
      if (scheduleId !== undefined) store.later(() => schedules.end(scheduleId, id, result));
    },
  };
  return broker;
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === "string") throw new Error("QStash is not listening on a port");
  return address.port;
}

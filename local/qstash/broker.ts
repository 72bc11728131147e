import type { Clock } from "./clock.ts";
import type { DeadLetterTable } from "./dead-letters.ts";
import type { DeduplicationTable } from "./deduplication.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { FlowControls, FlowSettings } from "./flow-control.ts";
import type { SigningKeys } from "./keys.ts";
import type { LogTable } from "./log.ts";
import type { Message } from "./message.ts";
import type { MessageTable } from "./messages.ts";
import type { QueueSettings, Queues } from "./queues.ts";
import type { Records } from "./records.ts";
import type { ScheduleTable } from "./schedule.ts";
import type { Store } from "./store.ts";
import type { UrlGroup } from "./url-groups.ts";

/** What happened since the start. */
export interface Counters {
  /** Messages made by a publisher, a schedule, a callback or a retried dead letter. */
  published: number;
  /** Messages that their destination answered with 2xx. */
  delivered: number;
  /** Attempts, lost ones included, repetitions by chaos not. */
  attempts: number;
  /** Requests that chaos repeated. */
  duplicated: number;
  /** Attempts that chaos lost. */
  dropped: number;
  /** Publishes answered with the id of an earlier message. */
  deduplicated: number;
  /** Messages moved to the dead letters. */
  failed: number;
}

/** The parts of the emulator, as its API and its schedules use them. */
export interface Broker {
  clock: Clock;
  store: Store;
  messages: MessageTable;
  deduplication: DeduplicationTable;
  deadLetters: DeadLetterTable;
  log: LogTable;
  queueRecords: Records<QueueSettings>;
  flowRecords: Records<FlowSettings>;
  urlGroups: Records<UrlGroup>;
  queues: Queues;
  flows: FlowControls;
  dispatcher: Dispatcher;
  schedules: ScheduleTable;
  keys: SigningKeys;
  counters: Counters;
  onLog: (line: string) => void;
  /** A message has ended. */
  onEnd: (message: Message, result: "SUCCESS" | "FAIL") => void;
}

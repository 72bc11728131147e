/** Header values by canonical name, as QStash's API shows them. */
export type Header = Record<string, string[]>;

export interface FlowControl {
  key: string;
  parallelism?: number | undefined;
  rate?: number | undefined;
  periodMs?: number | undefined;
}

/** How a message is delivered; a callback has its own. */
export interface Delivery {
  method: string;
  header: Header;
  retries?: number | undefined;
  retryDelay?: string | undefined;
  timeoutMs?: number | undefined;
  delayMs?: number | undefined;
}

export interface CallbackTarget {
  url: string;
  delivery: Delivery;
}

/** What the publisher asked for; never changes. Times are milliseconds since the epoch. */
export interface Envelope {
  url: string;
  delivery: Delivery;
  createdAt: number;
  notBefore: number;
  callerIp: string;
  callback?: CallbackTarget | undefined;
  failureCallback?: CallbackTarget | undefined;
  labels?: string[] | undefined;
  redact?: string[] | undefined;
  flow?: FlowControl | undefined;
  queue?: string | undefined;
  topic?: string | undefined;
  endpoint?: string | undefined;
  scheduleId?: string | undefined;
  /** The queue whose next message waits until this callback has ended. */
  holdsQueue?: string | undefined;
}

export interface Message {
  /** Place in the order of publishing. */
  order: number;
  id: string;
  envelope: Envelope;
  body: Buffer;
  /** When the next attempt may start. */
  due: number;
  retried: number;
}

/** What came of one attempt; status 0 and `error` when there was no answer. */
export interface Outcome {
  status: number;
  header: Header;
  body: Buffer;
  error?: string | undefined;
}

const DEFAULT_RETRIES = 3;

export const maxRetries = (envelope: Envelope): number => envelope.delivery.retries ?? DEFAULT_RETRIES;

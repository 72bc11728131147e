import { retryDelayMs } from "./backoff.ts";
import type { Broker } from "./broker.ts";
import type { Settlement } from "./dispatcher.ts";
import { type CallbackTarget, type Envelope, type Message, maxRetries, type Outcome } from "./message.ts";

const NON_RETRYABLE_STATUS = 489;
const NON_RETRYABLE_HEADER = "Upstash-Nonretryable-Error";

type SettleDeps = Pick<
  Broker,
  "clock" | "store" | "messages" | "deadLetters" | "log" | "counters" | "onLog" | "onEnd"
>;

/** Records what came of an attempt: the end of the message, or its next attempt; and what the callbacks are told. */
export function settle(deps: SettleDeps, message: Message, outcome: Outcome): Settlement {
  const now = deps.clock.now();
  if (isSuccess(outcome)) return deliver(deps, message, outcome, now);
  const { error, status, body } = outcome;
  deps.log.add("ERROR", message, now, {
    error: error ?? `${status}`,
    responseStatus: status,
    responseBody: body.toString("base64"),
  });
  if (isFinal(message, outcome)) return fail(deps, message, outcome, now);
  const callbacks = callBack(deps, message.envelope.callback, message, outcome, now);
  return { due: retry(deps, message, outcome, now), callbacks };
}

const isSuccess = ({ status }: Outcome): boolean => status >= 200 && status <= 299;

function isFinal({ retried, envelope }: Message, { status, header }: Outcome): boolean {
  const isNonRetryable = status === NON_RETRYABLE_STATUS && header[NON_RETRYABLE_HEADER]?.[0] === "true";
  return isNonRetryable || retried >= maxRetries(envelope);
}

function deliver(deps: SettleDeps, message: Message, outcome: Outcome, now: number): Settlement {
  deps.counters.delivered += 1;
  deps.log.add("DELIVERED", message, now);
  deps.store.later(() => deps.messages.delete(message.order));
  deps.onEnd(message, "SUCCESS");
  return { due: undefined, callbacks: callBack(deps, message.envelope.callback, message, outcome, now) };
}

function retry(deps: SettleDeps, message: Message, outcome: Outcome, now: number): number {
  const { retryDelay } = message.envelope.delivery;
  const delay = retryDelayMs({ retried: message.retried, retryDelay, header: outcome.header }, now);
  message.retried += 1;
  message.due = Math.round(now + delay);
  const { order, due, retried } = message;
  deps.store.later(() => deps.messages.retry(order, due, retried));
  deps.log.add("RETRY", message, now, { nextDeliveryTime: due });
  deps.onLog(
    `${message.id} to ${message.envelope.url}: ${reason(outcome)}, again in ${Math.round(delay)} ms`,
  );
  return due;
}

function fail(deps: SettleDeps, message: Message, outcome: Outcome, now: number): Settlement {
  deps.counters.failed += 1;
  deps.log.add("FAILED", message, now);
  const dlqId = deps.deadLetters.bury(message, outcome, now);
  deps.store.later(() => deps.messages.delete(message.order));
  deps.onEnd(message, "FAIL");
  deps.onLog(`${message.id} to ${message.envelope.url}: ${reason(outcome)}, moved to the dead letters`);
  const { callback, failureCallback } = message.envelope;
  return {
    due: undefined,
    callbacks: [
      ...callBack(deps, callback, message, outcome, now),
      ...callBack(deps, failureCallback, message, outcome, now, dlqId),
    ],
  };
}

const reason = ({ error, status }: Outcome): string => error ?? `status ${status}`;

/** A message that carries the outcome to the callback; it goes out after this turn, when it is stored. */
function callBack(
  deps: SettleDeps,
  target: CallbackTarget | undefined,
  source: Message,
  outcome: Outcome,
  now: number,
  dlqId?: string,
): Message[] {
  if (target === undefined) return [];
  const body = Buffer.from(JSON.stringify(callbackBody(source, outcome, dlqId)));
  const callback = deps.messages.create(callbackEnvelope(target, source.envelope, now), body);
  deps.counters.published += 1;
  deps.store.later(() => deps.messages.insert(callback));
  deps.log.add("CREATED", callback, now);
  return [callback];
}

function callbackEnvelope({ url, delivery }: CallbackTarget, source: Envelope, now: number): Envelope {
  return {
    url,
    delivery,
    createdAt: now,
    notBefore: now + (delivery.delayMs ?? 0),
    callerIp: source.callerIp,
    labels: source.labels,
    holdsQueue: source.queue,
  };
}

// https://upstash.com/docs/qstash/features/callbacks
function callbackBody({ id, envelope, retried, body }: Message, outcome: Outcome, dlqId?: string): object {
  return {
    status: outcome.status,
    header: outcome.header,
    body: (outcome.error === undefined ? outcome.body : Buffer.from(outcome.error)).toString("base64"),
    retried,
    maxRetries: maxRetries(envelope),
    dlqId,
    sourceMessageId: id,
    topicName: envelope.topic,
    endpointName: envelope.endpoint,
    url: envelope.url,
    method: envelope.delivery.method,
    sourceHeader: envelope.delivery.header,
    sourceBody: body.toString("base64"),
    notBefore: envelope.notBefore,
    createdAt: envelope.createdAt,
    scheduleId: envelope.scheduleId,
    callerIP: envelope.callerIp,
  };
}

import { createHash } from "node:crypto";
import type { DeadLetter } from "./dead-letters.ts";
import type { Flow } from "./flow-control.ts";
import { type Envelope, type Header, type Message, maxRetries } from "./message.ts";
import { readOptions } from "./options.ts";
import type { Schedule } from "./schedule.ts";

/** A message as `GET /v2/messages/{messageId}` shows it. */
export function presentMessage({ id, envelope, body }: Pick<Message, "id" | "envelope" | "body">) {
  const { delivery, flow, labels } = envelope;
  return {
    messageId: id,
    url: envelope.url,
    topicName: envelope.topic,
    endpointName: envelope.endpoint,
    method: delivery.method,
    header: redactedHeader(delivery.header, envelope.redact),
    ...presentBody("body", body, isRedacted(envelope, "body")),
    maxRetries: maxRetries(envelope),
    retryDelayExpression: delivery.retryDelay,
    notBefore: envelope.notBefore,
    createdAt: envelope.createdAt,
    callback: envelope.callback?.url,
    failureCallback: envelope.failureCallback?.url,
    queueName: envelope.queue,
    scheduleId: envelope.scheduleId,
    callerIP: envelope.callerIp,
    label: labels?.[0],
    labels,
    flowControlKey: flow?.key,
    parallelism: flow?.parallelism,
    rate: flow?.rate,
    period: flow?.periodMs === undefined ? undefined : flow.periodMs / 1000,
  };
}

export function presentDeadLetter(letter: DeadLetter) {
  return {
    ...presentMessage({
      id: letter.messageId,
      envelope: letter.envelope,
      body: Buffer.from(letter.body, "base64"),
    }),
    dlqId: letter.dlqId,
    responseStatus: letter.responseStatus,
    responseHeader: letter.responseHeader,
    ...presentBody("responseBody", Buffer.from(letter.responseBody, "base64"), false),
  };
}

export function presentSchedule(schedule: Schedule) {
  const { delivery, callback, failureCallback, labels, flow, redact } = readOptions(
    new Map(schedule.headers),
  );
  return {
    scheduleId: schedule.scheduleId,
    cron: schedule.cron,
    createdAt: schedule.createdAt,
    destination: schedule.destination,
    method: delivery.method,
    header: redactedHeader(delivery.header, redact),
    ...presentBody("body", Buffer.from(schedule.body, "base64"), redact?.includes("body") === true),
    retries: delivery.retries ?? 3,
    retryDelayExpression: delivery.retryDelay,
    delay: delivery.delayMs === undefined ? undefined : delivery.delayMs / 1000,
    callback: callback?.url,
    failureCallback: failureCallback?.url,
    callerIP: schedule.callerIp,
    isPaused: schedule.isPaused,
    queueName: new Map(schedule.headers).get("upstash-queue-name"),
    flowControlKey: flow?.key,
    parallelism: flow?.parallelism,
    rate: flow?.rate,
    period: flow?.periodMs === undefined ? undefined : flow.periodMs / 1000,
    label: labels?.[0],
    labels,
    lastScheduleTime: schedule.lastScheduleTime,
    nextScheduleTime: schedule.nextScheduleTime,
    lastScheduleStates: schedule.lastScheduleStates,
  };
}

export function presentFlow(flow: Flow, isPending: (message: Message) => boolean) {
  return {
    flowControlKey: flow.key,
    waitListSize: flow.waiting.toArray().filter(isPending).length,
    parallelismMax: flow.parallelism ?? 0,
    parallelismCount: flow.active,
    rateMax: flow.rate ?? 0,
    rateCount: flow.started,
    ratePeriod: flow.periodMs / 1000,
    ratePeriodStart: Math.floor(flow.periodStart / 1000),
    isPaused: flow.isPaused,
    isPinnedParallelism: flow.isPinnedParallelism,
    isPinnedRate: flow.isPinnedRate,
  };
}

/** `{ body }` for UTF-8, `{ bodyBase64 }` for the rest. */
function presentBody(name: string, body: Buffer, hidden: boolean): Record<string, string> {
  if (hidden) return { [name]: redacted(body) };
  const text = body.toString("utf8");
  return Buffer.from(text).equals(body) ? { [name]: text } : { [`${name}Base64`]: body.toString("base64") };
}

function isRedacted({ redact }: Envelope, field: string): boolean {
  return redact?.includes(field) === true;
}

function redactedHeader(header: Header, redact: string[] = []): Header {
  const hidden = redact.map((field) => field.toLowerCase());
  const shown = Object.entries(header).map(([name, values]): [string, string[]] =>
    hidden.includes("header") || hidden.includes(`header[${name.toLowerCase()}]`)
      ? [name, values.map((value) => redacted(value))]
      : [name, values],
  );
  return Object.fromEntries(shown);
}

function redacted(value: string | Buffer): string {
  return `REDACTED:${createHash("sha256").update(value).digest("hex")}`;
}

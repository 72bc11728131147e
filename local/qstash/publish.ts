import { createHash } from "node:crypto";
import { ApiError, badRequest, notFound } from "./api-error.ts";
import type { Broker } from "./broker.ts";
import type { Envelope, Message } from "./message.ts";
import { checkUrl, type HeaderMap, type PublishOptions, readOptions } from "./options.ts";
import type { Endpoint } from "./url-groups.ts";

const NAME = /^[\w.-]+$/;

/** A request to publish, before it is checked. */
export interface Publication {
  /** An http(s) URL, or the name of a URL group. */
  destination: string;
  headers: HeaderMap;
  body: Buffer;
  callerIp: string;
  queue?: string | undefined;
  scheduleId?: string | undefined;
}

export interface Published {
  messageId: string;
  deduplicated?: true;
  /** The endpoint, for a URL group. */
  url?: string;
}

/** A message that is checked and not yet stored. */
export interface Draft {
  envelope: Envelope;
  body: Buffer;
  deduplicationKey?: string | undefined;
}

/**
 * The messages a publication stands for: one, or one for each endpoint of a URL group.
 * @throws ApiError for a header, a destination or a queue name that is wrong.
 */
export function draft(broker: Broker, publication: Publication): Draft[] {
  const options = readOptions(publication.headers);
  const now = broker.clock.now();
  if (publication.queue !== undefined) checkName("queue", publication.queue);
  if (/^https?:/i.test(publication.destination)) {
    return [draftOne(publication, options, { url: checkUrl(publication.destination) }, now)];
  }
  const group = broker.urlGroups.get(publication.destination);
  if (group === undefined) {
    if (publication.destination.includes(":")) checkUrl(publication.destination);
    throw notFound(`url group ${publication.destination} not found`);
  }
  return group.endpoints.map((endpoint) => draftOne(publication, options, endpoint, now, group.name));
}

/** Stores the drafts and hands them to delivery; answers in their order, when they are on disk. */
export async function publish(broker: Broker, drafts: Draft[]): Promise<Published[]> {
  const admitted: Message[] = [];
  const published = await broker.store.commit(() => drafts.map((draft) => store(broker, draft, admitted)));
  admit(broker, drafts, admitted);
  return published;
}

/** As `publish`, at once and together with what `also` writes. */
export function publishWith(
  broker: Broker,
  drafts: Draft[],
  also: (published: Published[]) => void,
): Published[] {
  const admitted: Message[] = [];
  const published = broker.store.transaction(() => {
    const answers = drafts.map((draft) => store(broker, draft, admitted));
    also(answers);
    return answers;
  });
  admit(broker, drafts, admitted);
  return published;
}

/** @throws ApiError (400) for a name that QStash would not take. */
export function checkName(what: string, name: string): void {
  if (!NAME.test(name)) {
    throw badRequest(
      `invalid ${what} name: ${name}: only alphanumeric characters, hyphens, periods and underscores are allowed`,
    );
  }
}

/** The queue, made with a parallelism of 1 when there is none. */
export function touchQueue(broker: Broker, name: string): void {
  if (broker.queues.get(name) !== undefined) return;
  const now = broker.clock.now();
  const settings = { name, parallelism: 1, paused: false, createdAt: now, updatedAt: now };
  broker.queueRecords.set(name, settings);
  broker.queues.set(settings);
}

export function refusal(error: unknown): { error: string } {
  if (error instanceof ApiError) return { error: error.message };
  throw error;
}

function admit({ counters, dispatcher }: Broker, drafts: Draft[], admitted: Message[]): void {
  counters.published += admitted.length;
  counters.deduplicated += drafts.length - admitted.length;
  for (const message of admitted) dispatcher.admit(message);
}

function draftOne(
  { destination, headers, body, callerIp, queue, scheduleId }: Publication,
  options: PublishOptions,
  endpoint: Endpoint,
  now: number,
  topic?: string,
): Draft {
  const { deduplicationId, contentBasedDeduplication, notBefore, ...asked } = options;
  const envelope: Envelope = {
    ...asked,
    url: endpoint.url,
    endpoint: endpoint.name,
    topic,
    createdAt: now,
    notBefore: Math.max(now, notBefore ?? now + (asked.delivery.delayMs ?? 0)),
    callerIp,
    queue: queue ?? headers.get("upstash-queue-name"),
    scheduleId,
  };
  const key = contentBasedDeduplication ? contentKey(destination, envelope, body) : deduplicationId;
  const perEndpoint = topic === undefined ? key : `${key} ${endpoint.url}`;
  return { envelope, body, deduplicationKey: key === undefined ? undefined : perEndpoint };
}

/** Destination, body and forwarded headers; https://upstash.com/docs/qstash/features/deduplication */
function contentKey(destination: string, { delivery }: Envelope, body: Buffer): string {
  const header = Object.entries(delivery.header).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([destination, header]))
    .update(body)
    .digest("base64url");
}

function store(broker: Broker, { envelope, body, deduplicationKey }: Draft, admitted: Message[]): Published {
  const url = envelope.topic === undefined ? {} : { url: envelope.url };
  const now = envelope.createdAt;
  const known = deduplicationKey === undefined ? undefined : broker.deduplication.find(deduplicationKey, now);
  if (known !== undefined) return { messageId: known, ...url, deduplicated: true };
  if (envelope.queue !== undefined) touchQueue(broker, envelope.queue);
  const message = broker.messages.create(envelope, body);
  broker.messages.insert(message);
  if (deduplicationKey !== undefined) broker.deduplication.remember(deduplicationKey, message.id, now);
  broker.log.add("CREATED", message, now);
  admitted.push(message);
  return { messageId: message.id, ...url };
}

import * as z from "zod";
import { badRequest, notFound } from "./api-error.ts";
import type { Broker } from "./broker.ts";
import { readFilter } from "./filter.ts";
import type { Message } from "./message.ts";
import { presentMessage } from "./present.ts";
import { type Draft, draft, type Published, publish, refusal } from "./publish.ts";
import { type ApiRequest, ok, type Reply, type Route } from "./route.ts";

const Batch = z.array(
  z.object({
    destination: z.string(),
    body: z.string().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    queue: z.string().optional(),
  }),
);

export const messageRoutes: Route[] = [
  { method: "POST", pattern: /^\/v2\/publish\/(?=.)/, handle: publishOne },
  { method: "POST", pattern: /^\/v2\/enqueue\/([^/]+)\/(?=.)/, handle: publishOne },
  { method: "POST", pattern: /^\/v2\/batch$/, handle: publishBatch },
  { method: "GET", pattern: /^\/v2\/messages\/([^/]+)$/, handle: getMessage },
  { method: "DELETE", pattern: /^\/v2\/messages\/([^/]+)$/, handle: cancelOne },
  { method: "DELETE", pattern: /^\/v2\/messages$/, handle: cancelMatching },
];

/** Takes a message out of delivery; an attempt under way may still arrive. Committed by the caller. */
export function cancel(broker: Broker, message: Message): void {
  const now = broker.clock.now();
  broker.messages.delete(message.order);
  broker.log.add("CANCEL_REQUESTED", message, now);
  broker.log.add("CANCELED", message, now);
  broker.dispatcher.drop(message);
}

async function publishOne(
  broker: Broker,
  { params: [queue], destination, headers, body, callerIp }: ApiRequest,
): Promise<Reply> {
  const drafts = draft(broker, { destination, headers, body, callerIp, queue });
  const published = await publish(broker, drafts);
  const [first] = published;
  if (drafts[0]?.envelope.topic !== undefined) return { status: 201, body: published };
  return { status: first?.deduplicated ? 202 : 201, body: first ?? {} };
}

/** One that cannot be published gets its own error; the others are published. */
async function publishBatch(broker: Broker, { body, callerIp }: ApiRequest): Promise<Reply> {
  const checked = readBatch(body).map(
    ({ destination, headers = {}, body: text = "", queue }): Draft[] | { error: string } => {
      const lower = Object.entries(headers).map(([name, value]): [string, string] => [
        name.toLowerCase(),
        value,
      ]);
      try {
        return draft(broker, {
          destination,
          headers: new Map(lower),
          body: Buffer.from(text),
          callerIp,
          queue,
        });
      } catch (error) {
        return refusal(error);
      }
    },
  );
  const published = await publish(
    broker,
    checked.flatMap((drafts) => ("error" in drafts ? [] : drafts)),
  );
  return ok(checked.map((drafts) => ("error" in drafts ? drafts : answerTo(drafts, published))));
}

function answerTo(drafts: Draft[], published: Published[]): object {
  const answers = published.splice(0, drafts.length);
  return drafts[0]?.envelope.topic === undefined ? (answers[0] ?? {}) : answers;
}

function readBatch(body: Buffer): z.infer<typeof Batch> {
  return readJson(body, Batch);
}

/** @throws ApiError (400) when the body is not JSON of that shape. */
export function readJson<T>(body: Buffer, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(body.toString("utf8")));
  } catch (error) {
    throw badRequest(`invalid body: ${error instanceof z.ZodError ? z.prettifyError(error) : "not JSON"}`);
  }
}

function getMessage(broker: Broker, { params: [id = ""] }: ApiRequest): Reply {
  return ok(presentMessage(pendingMessage(broker, id)));
}

function cancelOne(broker: Broker, { params: [id = ""] }: ApiRequest): Reply {
  const message = pendingMessage(broker, id);
  broker.store.transaction(() => cancel(broker, message));
  return ok({ cancelled: 1 });
}

function cancelMatching(broker: Broker, { query }: ApiRequest): Reply {
  const matches = readFilter(query);
  const cancelled = broker.dispatcher
    .pending()
    .filter((message) => matches({ ...presentMessage(message), time: message.envelope.createdAt }));
  broker.store.transaction(() => {
    for (const message of cancelled) cancel(broker, message);
  });
  return ok({ cancelled: cancelled.length });
}

function pendingMessage(broker: Broker, id: string): Message {
  const message = broker.dispatcher.get(id);
  if (message === undefined) throw notFound(`message ${id} not found`);
  return message;
}

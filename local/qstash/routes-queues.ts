import * as z from "zod";
import { notFound } from "./api-error.ts";
import type { Broker } from "./broker.ts";
import { checkName, touchQueue } from "./publish.ts";
import type { QueueSettings } from "./queues.ts";
import { type ApiRequest, ok, type Reply, type Route } from "./route.ts";
import { cancel, readJson } from "./routes-messages.ts";

const Upsert = z.object({
  queueName: z.string(),
  parallelism: z.int().min(1).default(1),
  paused: z.boolean().default(false),
});

export const queueRoutes: Route[] = [
  { method: "POST", pattern: /^\/v2\/queues\/?$/, handle: upsert },
  { method: "GET", pattern: /^\/v2\/queues\/?$/, handle: list },
  { method: "GET", pattern: /^\/v2\/queues\/([^/]+)$/, handle: get },
  { method: "DELETE", pattern: /^\/v2\/queues\/([^/]+)$/, handle: remove },
  {
    method: "POST",
    pattern: /^\/v2\/queues\/([^/]+)\/pause$/,
    handle: (broker, request) => pause(broker, request, true),
  },
  {
    method: "POST",
    pattern: /^\/v2\/queues\/([^/]+)\/resume$/,
    handle: (broker, request) => pause(broker, request, false),
  },
];

function upsert(broker: Broker, { body }: ApiRequest): Reply {
  const { queueName, parallelism, paused } = readJson(body, Upsert);
  checkName("queue", queueName);
  change(broker, queueName, { parallelism, paused });
  return ok();
}

function list(broker: Broker): Reply {
  return ok(broker.queues.names().map((name) => present(broker, name)));
}

function get(broker: Broker, { params: [name = ""] }: ApiRequest): Reply {
  return ok(present(broker, name));
}

/** A deleted queue delivers nothing more: its messages are canceled. */
function remove(broker: Broker, { params: [name = ""] }: ApiRequest): Reply {
  broker.store.transaction(() => {
    for (const message of broker.dispatcher.pending()) {
      if (message.envelope.queue === name) cancel(broker, message);
    }
    broker.queueRecords.delete(name);
  });
  broker.queues.delete(name);
  return ok();
}

function pause(broker: Broker, { params: [name = ""] }: ApiRequest, paused: boolean): Reply {
  checkName("queue", name);
  change(broker, name, { paused });
  return ok();
}

function change(broker: Broker, name: string, settings: Partial<QueueSettings>): void {
  touchQueue(broker, name);
  const changed = { ...settingsOf(broker, name), ...settings, updatedAt: broker.clock.now() };
  broker.queueRecords.set(name, changed);
  broker.queues.set(changed);
  broker.dispatcher.wake();
}

function present(broker: Broker, name: string): object {
  const lag = broker.dispatcher.pending().filter(({ envelope }) => envelope.queue === name).length;
  return { ...settingsOf(broker, name), lag };
}

function settingsOf(broker: Broker, name: string): QueueSettings {
  const settings = broker.queues.get(name);
  if (settings === undefined) throw notFound(`queue ${name} not found`);
  return settings;
}

import { badRequest, notFound } from "./api-error.ts";
import type { Broker } from "./broker.ts";
import type { Flow, FlowSettings } from "./flow-control.ts";
import type { Message } from "./message.ts";
import { presentFlow } from "./present.ts";
import { type ApiRequest, ok, type Reply, type Route } from "./route.ts";

export const flowControlRoutes: Route[] = [
  { method: "GET", pattern: /^\/v2\/globalParallelism$/, handle: globalParallelism },
  { method: "GET", pattern: /^\/v2\/flowControl$/, handle: list },
  { method: "GET", pattern: /^\/v2\/flowControl\/(.+)$/, handle: get },
  change("pause", (flow) => {
    flow.isPaused = true;
  }),
  change("resume", (flow) => {
    flow.isPaused = false;
  }),
  change("pin", pin),
  change("unpin", (flow, query) => {
    if (query.get("parallelism") === "true") flow.isPinnedParallelism = false;
    if (query.get("rate") === "true") flow.isPinnedRate = false;
  }),
  change("resetRate", resetRate),
];

function globalParallelism({ dispatcher }: Broker): Reply {
  return ok({ parallelismMax: dispatcher.parallelism, parallelismCount: dispatcher.underWay });
}

function list(broker: Broker): Reply {
  return ok(broker.flows.list().map((flow) => presentFlow(flow, isPendingIn(broker))));
}

function get(broker: Broker, { params: [key = ""] }: ApiRequest): Reply {
  const flow = broker.flows.get(key);
  if (flow === undefined) throw notFound(`flow control key ${key} not found`);
  return ok(presentFlow(flow, isPendingIn(broker)));
}

function change(verb: string, apply: (flow: Flow, query: URLSearchParams, now: number) => void): Route {
  return {
    method: "POST",
    pattern: new RegExp(`^/v2/flowControl/(.+)/${verb}$`),
    handle: (broker, { params: [key = ""], query }) => {
      const flow = broker.flows.touch(key);
      apply(flow, query, broker.clock.now());
      broker.flowRecords.set(key, settingsOf(flow));
      broker.dispatcher.wake();
      return ok();
    },
  };
}

function pin(flow: Flow, query: URLSearchParams, now: number): void {
  const [parallelism, rate, period] = ["parallelism", "rate", "period"].map((name) => positive(query, name));
  if (parallelism === undefined && rate === undefined) throw badRequest("pin needs a parallelism or a rate");
  if (parallelism !== undefined) {
    flow.parallelism = parallelism;
    flow.isPinnedParallelism = true;
  }
  if (rate !== undefined) {
    flow.rate = rate;
    flow.periodMs = (period ?? 1) * 1000;
    flow.isPinnedRate = true;
  }
  resetRate(flow, query, now);
}

function resetRate(flow: Flow, _query: URLSearchParams, now: number): void {
  flow.started = 0;
  flow.periodStart = now;
}

function positive(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  if (!/^[1-9]\d*$/.test(value)) throw badRequest(`invalid ${name}: ${value}`);
  return Number(value);
}

function settingsOf(flow: Flow): FlowSettings {
  const { key, parallelism, rate, periodMs, isPaused, isPinnedParallelism, isPinnedRate } = flow;
  return { key, parallelism, rate, periodMs, isPaused, isPinnedParallelism, isPinnedRate };
}

function isPendingIn({ dispatcher }: Broker): (message: Message) => boolean {
  return (message) => dispatcher.get(message.id) === message;
}

import type { Broker } from "./broker.ts";
import { readFilter, readPage } from "./filter.ts";
import { type ApiRequest, ok, type Reply, type Route } from "./route.ts";

export const logRoutes: Route[] = [
  { method: "GET", pattern: /^\/v2\/events$/, handle: (broker, request) => list(broker, request, "events") },
  { method: "GET", pattern: /^\/v2\/logs$/, handle: (broker, request) => list(broker, request, "logs") },
];

function list(broker: Broker, { query }: ApiRequest, name: "events" | "logs"): Reply {
  const { count, cursor } = readPage(query);
  const page = broker.log.list(readFilter(query), count, cursor);
  return ok({ [name]: page.entries, cursor: page.cursor });
}

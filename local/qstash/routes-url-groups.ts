import * as z from "zod";
import { notFound } from "./api-error.ts";
import type { Broker } from "./broker.ts";
import { checkUrl } from "./options.ts";
import { checkName } from "./publish.ts";
import { type ApiRequest, ok, type Reply, type Route } from "./route.ts";
import { readJson } from "./routes-messages.ts";
import { type UrlGroup, withEndpoints, withoutEndpoints } from "./url-groups.ts";

const Added = z.object({
  endpoints: z.array(z.object({ url: z.string(), name: z.string().optional() })).min(1),
});
const Removed = z.object({
  endpoints: z.array(z.object({ url: z.string().optional(), name: z.string().optional() })).min(1),
});

export const urlGroupRoutes: Route[] = [
  { method: "GET", pattern: /^\/v2\/topics$/, handle: ({ urlGroups }) => ok(urlGroups.list()) },
  { method: "GET", pattern: /^\/v2\/topics\/([^/]+)$/, handle: get },
  { method: "DELETE", pattern: /^\/v2\/topics\/([^/]+)$/, handle: remove },
  { method: "POST", pattern: /^\/v2\/topics\/([^/]+)\/endpoints$/, handle: addEndpoints },
  { method: "DELETE", pattern: /^\/v2\/topics\/([^/]+)\/endpoints$/, handle: removeEndpoints },
];

function get(broker: Broker, { params: [name = ""] }: ApiRequest): Reply {
  return ok(groupOf(broker, name));
}

function remove(broker: Broker, { params: [name = ""] }: ApiRequest): Reply {
  broker.urlGroups.delete(name);
  return ok();
}

function addEndpoints(broker: Broker, { params: [name = ""], body }: ApiRequest): Reply {
  checkName("url group", name);
  const { endpoints } = readJson(body, Added);
  for (const { url } of endpoints) checkUrl(url);
  const now = broker.clock.now();
  const group = broker.urlGroups.get(name) ?? { name, createdAt: now, updatedAt: now, endpoints: [] };
  broker.urlGroups.set(name, withEndpoints(group, endpoints, now));
  return ok();
}

/** A group whose last endpoint goes is deleted. */
function removeEndpoints(broker: Broker, { params: [name = ""], body }: ApiRequest): Reply {
  const { endpoints } = readJson(body, Removed);
  const group = withoutEndpoints(groupOf(broker, name), endpoints, broker.clock.now());
  if (group.endpoints.length === 0) broker.urlGroups.delete(name);
  else broker.urlGroups.set(name, group);
  return ok();
}

function groupOf(broker: Broker, name: string): UrlGroup {
  const group = broker.urlGroups.get(name);
  if (group === undefined) throw notFound(`url group ${name} not found`);
  return group;
}

import { ok, type Route } from "./route.ts";

export const keyRoutes: Route[] = [
  { method: "GET", pattern: /^\/v2\/keys$/, handle: ({ keys }) => ok(keys.pair) },
  { method: "POST", pattern: /^\/v2\/keys\/rotate$/, handle: ({ keys }) => ok(keys.rotate()) },
];

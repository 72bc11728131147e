import { createGraph } from "#domain/graphs/create.ts";
import { route } from "../../../route.ts";
import { draftOf, GraphBody, GraphInput, presentGraph } from "../../../v2/graphs/present.ts";

export const createGraphRoute = route({
  method: "POST",
  path: "/graphs",
  scope: "WRITE_GRAPH",
  limit: "external",
  summary: "Create a graph, or import an exported one",
  body: GraphInput,
  response: GraphBody,
  status: 201,
  errors: ["VALIDATION_ERROR"],
  handle: async (ctx, { body }) => presentGraph(await createGraph(ctx, draftOf(body), body.id ?? undefined)),
});

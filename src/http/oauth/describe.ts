import { FORM } from "../body.ts";
import { failures, type Part, parameters, toSchema } from "../openapi.ts";
import type { Endpoint } from "./endpoint.ts";

/** Endpoints as the API's document has them, by path and method. */
export const describeEndpoints =
  (endpoints: readonly Endpoint[]) =>
  (errorName: string): Record<string, Record<string, Part>> =>
    Object.fromEntries(
      endpoints.map((endpoint) => [
        endpoint.path,
        Object.fromEntries(
          endpoint.methods.map((method) => [method.toLowerCase(), operation(endpoint, method, errorName)]),
        ),
      ]),
    );

function operation(endpoint: Endpoint, method: "GET" | "POST", errorName: string): Part {
  const { path, summary, caller } = endpoint;
  return {
    operationId: `${method.toLowerCase()}${path.replaceAll(/[/:.-]+/g, "_")}`,
    summary,
    tags: ["oauth"],
    security: SECURITY[caller],
    parameters: method === "GET" ? parameters("query", endpoint.query?.()) : [],
    ...(method === "POST" && requestBody(endpoint)),
    responses: { ...success(endpoint), ...refusals(endpoint, errorName) },
  };
}

/** A client that keeps no secret says its id in the form, as others may too. */
const SECURITY: Record<Endpoint["caller"], Part[]> = {
  public: [],
  client: [{ client: [] }, {}],
  application: [{ application: ["openid"] }],
  session: [{ session: [] }],
};

function requestBody({ form, body }: Endpoint): Part {
  if (body !== undefined) return sent("application/json", toSchema(body(), "input"));
  return form === undefined ? {} : sent(FORM, toSchema(form(), "input"));
}

const sent = (type: string, schema: Part): Part => ({
  requestBody: { required: true, content: { [type]: { schema } } },
});

/** A person is told on a page. */
function refusals({ response, errors, form, body }: Endpoint, errorName: string): Part {
  const isSent = form !== undefined || body !== undefined;
  const reading = isSent ? (["PAYLOAD_TOO_LARGE"] as const) : [];
  const all = failures([...errors, ...reading, "UNAVAILABLE"], errorName);
  if (response !== undefined) return all;
  return Object.fromEntries(
    Object.keys(all).map((status) => [status, { description: "Why not", content: { "text/html": {} } }]),
  );
}

function success({ summary, response, status = 200 }: Endpoint): Part {
  if (response !== undefined) {
    const schema = toSchema(response(), "output");
    return { [status]: { description: summary, content: { "application/json": { schema } } } };
  }
  return {
    200: { description: "A page that asks the person", content: { "text/html": {} } },
    303: {
      description: "Where the person goes on, with the answer to the application in the query",
      headers: { Location: { required: true, schema: { type: "string", format: "uri" } } },
    },
  };
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { ApiError, notFound } from "./api-error.ts";
import type { Broker } from "./broker.ts";
import type { HeaderMap } from "./options.ts";
import type { Reply, Route } from "./route.ts";
import { deadLetterRoutes } from "./routes-dead-letters.ts";
import { flowControlRoutes } from "./routes-flow-control.ts";
import { keyRoutes } from "./routes-keys.ts";
import { logRoutes } from "./routes-logs.ts";
import { messageRoutes } from "./routes-messages.ts";
import { queueRoutes } from "./routes-queues.ts";
import { scheduleRoutes } from "./routes-schedules.ts";
import { urlGroupRoutes } from "./routes-url-groups.ts";

const MAX_BODY_BYTES = 10 * 1024 * 1024;
// Longer than clients keep an idle connection, so that they close it and no request is lost to ours.
const KEEP_ALIVE_MS = 120_000;

const ROUTES: Route[] = [
  ...messageRoutes,
  ...deadLetterRoutes,
  ...queueRoutes,
  ...scheduleRoutes,
  ...flowControlRoutes,
  ...urlGroupRoutes,
  ...logRoutes,
  ...keyRoutes,
];

/** The HTTP API, on 127.0.0.1. */
export function serve(broker: Broker, token: string, port: number): Promise<Server> {
  const authorization = `Bearer ${token}`;
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 }, (request, response) => {
    readBody(request, async (body) => send(response, await answer(broker, authorization, request, body)));
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

async function answer(
  broker: Broker,
  authorization: string,
  request: IncomingMessage,
  body: Buffer | "too large",
): Promise<Reply> {
  try {
    if (request.headers.authorization !== authorization)
      throw new ApiError(401, "unauthorized: invalid token");
    if (body === "too large") throw new ApiError(413, `body is larger than ${MAX_BODY_BYTES} bytes`);
    return await route(broker, request, body);
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, body: { error: error.message } };
    broker.onLog(`${request.method} ${request.url}: ${error instanceof Error ? error.stack : String(error)}`);
    return { status: 500, body: { error: "internal server error" } };
  }
}

function route(broker: Broker, request: IncomingMessage, body: Buffer): Reply | Promise<Reply> {
  const url = request.url ?? "/";
  const [path = "", ...rest] = url.split("?");
  for (const { method, pattern, handle } of ROUTES) {
    if (method !== request.method) continue;
    const match = pattern.exec(path);
    if (match === null) continue;
    return handle(broker, {
      params: match.slice(1).map(decode),
      query: new URLSearchParams(rest.join("?")),
      headers: headersOf(request),
      body,
      callerIp: request.socket.remoteAddress ?? "",
      destination: url.slice(match[0].length),
    });
  }
  throw notFound(`no route for ${request.method} ${path}`);
}

function headersOf(request: IncomingMessage): HeaderMap {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return headers;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function readBody(request: IncomingMessage, done: (body: Buffer | "too large") => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  });
  request.on("end", () => done(size > MAX_BODY_BYTES ? "too large" : Buffer.concat(chunks)));
}

function send(response: ServerResponse, { status, body }: Reply): void {
  const text = body === undefined ? "" : JSON.stringify(body);
  response.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text),
  });
  response.end(text);
}

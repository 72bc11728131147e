import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { type Credentials, seedDemoUser } from "../../local/seed.ts";
import { type Stack, type StackOptions, startStack } from "../../local/stack.ts";

/** The whole platform for one test file, and a client of its demo user. */
export interface Platform {
  stack: Stack;
  credentials: Credentials;
  /** A GET is asked again while the Worker is away; whoever sends anything else decides that. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Makes a graph; answers its id. */
  graph(graph: GraphJson): Promise<string>;
  /** Starts a run; answers its id. */
  start(graphId: string, inputs?: object): Promise<string>;
  /** The execution once it has ended. */
  ended(executionId: string, withinMs?: number): Promise<Execution>;
  /** What /internal/invariants finds broken. */
  violations(): Promise<unknown[]>;
  /** Rejects when an invariant is broken. */
  unbroken(): Promise<void>;
  /** Rejects, once everything has ended, when an invariant is broken: so the file fails. */
  stop(): Promise<void>;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

export interface GraphJson {
  name: string;
  nodes: { id: string; block_id: string; input_default?: object; metadata?: object }[];
  links: { source_id: string; source_name: string; sink_id: string; sink_name: string }[];
  settings?: object;
}

const NodeExecution = z.looseObject({
  node_id: z.string(),
  status: z.string(),
  input_data: z.record(z.string(), z.unknown()),
  output_data: z.record(z.string(), z.array(z.unknown())),
});

const Execution = z.looseObject({
  id: z.string(),
  status: z.string(),
  inputs: z.record(z.string(), z.unknown()),
  outputs: z.record(z.string(), z.array(z.unknown())),
  node_executions: z.array(NodeExecution),
});

export type Execution = z.infer<typeof Execution>;

type PlatformOptions = Partial<Pick<StackOptions, "env" | "chaos" | "onLog" | "entry" | "via">>;

const FINAL = new Set(["COMPLETED", "FAILED", "TERMINATED"]);

export async function startPlatform({ env = {}, ...options }: PlatformOptions = {}): Promise<Platform> {
  const stateDir = await mkdtemp(join(tmpdir(), "gossamer-"));
  const stack = await startStack({
    stateDir,
    port: 0,
    env: { RATE_LIMITS: "off", ADMIN_EMAILS: DEMO_EMAIL, ...env },
    ...options,
  });
  const { databaseUrl, credentialsFile, origin } = stack;
  const jwtSecret = stack.env["SUPABASE_JWT_SECRET"] ?? "";
  const credentials = await seedDemoUser({ databaseUrl, credentialsFile, origin, jwtSecret });
  const call = caller(origin, { "X-API-Key": credentials.apiKey });
  const asAdmin = caller(origin, { Authorization: `Bearer ${credentials.bearerToken}` });
  const violations = async () =>
    Checked.parse((await asAdmin("GET", "/internal/invariants")).body).violations;
  const unbroken = async () => {
    const found = await violations();
    if (found.length > 0) throw new Error(`Invariants are broken: ${JSON.stringify(found)}`);
  };
  return {
    stack,
    credentials,
    call,
    graph: async (graph) => Id.parse((await call("POST", "/api/v2/builder/graphs", graph)).body).id,
    start: async (graphId, inputs = {}) => {
      const { body } = await call("POST", `/api/v2/builder/graphs/${graphId}/execute`, {
        input_data: inputs,
      });
      return Started.parse(body).execution_id;
    },
    ended: (id, withinMs = 30_000) => untilEnded(call, id, withinMs),
    violations,
    unbroken,
    stop: async () => {
      await unbroken()
        .finally(() => stack.stop())
        .finally(() => rm(stateDir, { recursive: true, force: true }));
    },
  };
}

const Id = z.looseObject({ id: z.uuid() });
const Started = z.object({ execution_id: z.uuid() });
const Checked = z.object({ checked: z.int(), violations: z.array(z.unknown()) });
const DEMO_EMAIL = "demo@example.com";

/** How long a Worker that was killed may take to be back. */
const AWAY_MS = 10_000;

function caller(origin: string, credential: Record<string, string>): Platform["call"] {
  return async (method, path, body, headers = {}) => {
    const until = Date.now() + (method === "GET" ? AWAY_MS : 0);
    for (;;) {
      try {
        const response = await fetch(origin + path, {
          method,
          headers: { ...credential, "Content-Type": "application/json", ...headers },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        return { status: response.status, headers: response.headers, body: await response.json() };
      } catch (error) {
        if (Date.now() >= until) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  };
}

async function untilEnded(call: Platform["call"], id: string, withinMs: number): Promise<Execution> {
  const until = Date.now() + withinMs;
  let status = "nothing";
  while (Date.now() < until) {
    const answer = await call("GET", `/api/v2/executions/${id}`);
    if (answer.status === 200) {
      const execution = Execution.parse(answer.body);
      if (FINAL.has(execution.status)) return execution;
      status = JSON.stringify(execution);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Execution ${id} has not ended within ${withinMs} ms: ${status}`);
}

/** Something outside that has effects: counts requests by their Idempotency-Key, and answers with its body's text. */
export interface Outside {
  url: string;
  /** How often each key came. */
  calls: Map<string, number>;
  /** Holds answers back, all or those for one run, until it is opened again. */
  close(executionId?: string): void;
  open(): void;
  stop(): void;
}

export async function startOutside(delayMs = 0): Promise<Outside> {
  const calls = new Map<string, number>();
  const held = new Set<string | undefined>();
  let opening = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    const key = String(request.headers["idempotency-key"]);
    calls.set(key, (calls.get(key) ?? 0) + 1);
    const text = await read(request);
    if (held.has(undefined) || held.has(key.split(":")[0])) await opening.promise;
    setTimeout(() => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ echo: text === "" ? null : JSON.parse(text) }));
    }, delayMs);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    calls,
    close: (executionId) => void held.add(executionId),
    open: () => {
      held.clear();
      opening.resolve();
      opening = Promise.withResolvers();
    },
    stop: () => void server.close(),
  };
}

/** An address that hangs up at its first request, and then answers as Outside does to `{ x: "it" }`. */
export async function hangsUpOnce(): Promise<string> {
  let isWell = false;
  const server = createServer((request, response) => {
    if (isWell) response.setHeader("content-type", "application/json").end('{"echo":{"x":"it"}}');
    else request.socket.destroy();
    isWell = true;
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  server.unref();
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/`;
}

async function read(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

export const BLOCK = {
  input: "c0a8e994-ebf1-4a9c-a4d8-89d09c86741b",
  output: "363ae599-353e-4804-937e-b2ee3cef3da4",
  store: "1ff065e9-88e8-4358-9d82-8dc91f622ba9",
  request: "6595ae1f-b924-42cb-9a41-551a0611c4b4",
  step: "f66a3543-28d3-4ab5-8945-9b336371e2ce",
  timer: "d67a9c52-5e4e-11e2-bcfd-0800200c9a71",
  human: "8b2a7b3c-6e9d-4a5f-8c1b-2e3f4a5b6c7d",
  agent: "e189baac-8c20-45a1-94a7-55177ea42565",
  event: "7ecad40f-7ce2-45d7-8a68-54e4b8d42779",
};

/** One node whose defaults are all its input, and output `y`, fed from a pin of it. */
export const single = (name: string, block_id: string, input_default: object, pin: string): GraphJson => ({
  name,
  nodes: [
    { id: "it", block_id, input_default },
    { id: "out", block_id: BLOCK.output, input_default: { name: "y" } },
  ],
  links: [{ source_id: "it", source_name: pin, sink_id: "out", sink_name: "value" }],
});

/** Input `x`, then `length` requests to a URL, each with what the one before it echoed, then output `y`. */
export function requestChain(length: number, url: string): GraphJson {
  const ids = Array.from({ length }, (_, index) => `request-${index + 1}`);
  const last = ids.at(-1) ?? "in";
  return {
    name: `Chain of ${length} requests`,
    nodes: [
      { id: "in", block_id: BLOCK.input, input_default: { name: "x" } },
      ...ids.map((id) => ({ id, block_id: BLOCK.request, input_default: { url, method: "POST" } })),
      { id: "out", block_id: BLOCK.output, input_default: { name: "y" } },
    ],
    links: [
      { source_id: "in", source_name: "result", sink_id: ids[0] ?? "out", sink_name: "body_#_x" },
      ...ids.slice(1).map((id, index) => ({
        source_id: ids[index] ?? "",
        source_name: "response_#_echo_#_x",
        sink_id: id,
        sink_name: "body_#_x",
      })),
      { source_id: last, source_name: "response_#_echo_#_x", sink_id: "out", sink_name: "value" },
    ],
  };
}

import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { resolve } from "node:path";
import { WebSocket } from "ws";
import * as z from "zod";
import { command } from "./command.ts";
import { readEnvironment } from "./environment.ts";
import { type Credentials, readCredentials, seedDemoUser } from "./seed.ts";
import { startStack } from "./stack.ts";
import { StartError } from "./start-error.ts";

/** `npm run demo`: runs an example graph on the server of this state directory, or on one of its own. */
async function demo(): Promise<void> {
  const env = readEnvironment();
  const stateDir = resolve(env["STATE_DIR"] ?? ".local");
  const running = await readCredentials(resolve(stateDir, "credentials.json"));
  if (running !== null && (await isUp(running.origin))) {
    await show(running);
    return;
  }
  console.log("No server runs on this state directory: starting one for the demo.");
  const stack = await startStack({ stateDir, port: 0, env, chaos: null, fresh: false, onLog: () => {} });
  try {
    const jwtSecret = stack.env["SUPABASE_JWT_SECRET"] ?? "";
    const { databaseUrl, credentialsFile, origin } = stack;
    await show(await seedDemoUser({ databaseUrl, credentialsFile, origin, jwtSecret }));
  } finally {
    await stack.stop();
  }
}

const isUp = (origin: string): Promise<boolean> =>
  fetch(`${origin}/health`).then(
    ({ ok }) => ok,
    () => false,
  );

async function show(credentials: Credentials): Promise<void> {
  const call = caller(credentials);
  const example = resolve(import.meta.dirname, "../docs/examples/order-desk.json");
  const graph = Created.parse(await call("/builder/graphs", JSON.parse(await readFile(example, "utf8"))));
  console.log(`Imported "${graph.name}": ${graph.nodes.length} nodes, ${graph.links.length} links`);
  const input_data = {
    customer: "Ada",
    orders: [
      { item: "Lamp", price: 60, quantity: 2 },
      { item: "Bulb", price: 4.5, quantity: 6 },
      { item: "Desk", price: 310, quantity: 1 },
    ],
    carrier: `${credentials.origin}/health`,
    backup_carrier: `http://localhost:${await closedPort()}/`,
  };
  const { execution_id } = Started.parse(await call(`/builder/graphs/${graph.id}/execute`, { input_data }));
  console.log(`Started execution ${execution_id}\n`);
  await follow(credentials, execution_id);
  const { status, outputs, stats } = Ended.parse(await call(`/executions/${execution_id}`));
  console.log(`\n${status}: ${stats.total_nodes} node executions in ${stats.total_run_time} s\n`);
  for (const [name, values] of Object.entries(outputs)) {
    for (const value of values) console.log(`  ${name.padEnd(10)} ${plain(value)}`);
  }
  if (status !== "COMPLETED") throw new StartError(`the execution ended ${status}`);
}

const Created = z.object({
  id: z.string(),
  name: z.string(),
  nodes: z.array(z.unknown()),
  links: z.array(z.unknown()),
});
const Started = z.object({ execution_id: z.string() });
const Ended = z.object({
  status: z.string(),
  outputs: z.record(z.string(), z.array(z.unknown())),
  stats: z.object({ total_nodes: z.number(), total_run_time: z.number() }),
});

/** Calls the platform API: a POST when there is a body. */
function caller({ origin, apiKey }: Credentials) {
  return async (path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${origin}/api/v2${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { "X-API-Key": apiKey, "Content-Type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new StartError(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  };
}

/** Prints the execution's events as they come over the socket, from the first to the last. */
function follow({ origin, apiKey }: Credentials, executionId: string): Promise<void> {
  const url = new URL("/ws", origin);
  url.protocol = url.protocol.replace("http", "ws");
  url.searchParams.set("token", apiKey);
  const socket = new WebSocket(url.href);
  return new Promise((done, fail) => {
    socket.on("open", () => socket.send(JSON.stringify({ type: "subscribe", execution_id: executionId })));
    socket.on("error", (error) => fail(new StartError(`the socket failed: ${error.message}`)));
    socket.on("close", (code, reason) => fail(new StartError(`the socket was closed: ${code} ${reason}`)));
    socket.on("message", (data) => {
      const event = Event.parse(JSON.parse(String(data)));
      if (event.seq === undefined) return;
      console.log(line(event));
      if (event.type !== "execution.completed" && event.type !== "execution.failed") return;
      done();
      socket.close();
    });
  });
}

const Event = z.looseObject({
  type: z.string(),
  seq: z.number().optional(),
  node_id: z.string().optional(),
  output_name: z.string().optional(),
  output_data: z.unknown().optional(),
  error: z.unknown().optional(),
});

function line({ seq, type, node_id = "", output_name, output_data, error }: z.infer<typeof Event>): string {
  const what = output_name === undefined ? "" : `${output_name} = ${plain(output_data)}`;
  const why = error === undefined ? "" : plain(error);
  return `${String(seq).padStart(4)}  ${type.padEnd(20)} ${node_id.padEnd(13)} ${what}${why}`.trimEnd();
}

function plain(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}

/** A port that was free a moment ago: nobody answers there. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

await command("gossamer demo", demo);

import { once } from "node:events";
import { WebSocket } from "ws";
import * as z from "zod";

export interface Followed {
  /** When the first event came, on performance.now()'s clock. */
  firstAt: number;
  endedAt: number;
  events: number;
  /** What its outputs received, in order. */
  outputs: unknown[];
}

/** What is wanted of a run: all events, or its start, its outputs and its end. */
export type Events = "all" | "own";

/** Open sockets of one user, as a client that shows runs has them: a run's end is heard, never asked for. */
export interface Followers {
  /** Subscribes from the beginning of the log, to all of it or to the run's own events; resolves at its end. */
  follow(executionId: string, events: Events): Promise<Followed>;
  close(): void;
}

const Frame = z.looseObject({
  type: z.string(),
  execution_id: z.string(),
  output_data: z.unknown().optional(),
});

/** Read without parsing, so that the client's own work on a long log does not count as the platform's. */
const EXECUTION = /"execution_id":"([^"]+)"/;

interface Following extends Followed {
  over: PromiseWithResolvers<Followed>;
}

interface Line {
  socket: WebSocket;
  runs: Map<string, Following>;
}

export async function openFollowers(origin: string, apiKey: string, sockets: number): Promise<Followers> {
  const lines = await Promise.all(Array.from({ length: sockets }, () => openLine(origin, apiKey)));
  return {
    follow: (executionId, events) => {
      const line = lines.reduce((least, each) => (each.runs.size < least.runs.size ? each : least));
      const over = Promise.withResolvers<Followed>();
      line.runs.set(executionId, { firstAt: 0, endedAt: 0, events: 0, outputs: [], over });
      line.socket.send(subscription(executionId, events));
      return over.promise;
    },
    close: () => {
      for (const { socket } of lines) socket.terminate();
    },
  };
}

export const subscription = (executionId: string, events: Events): string =>
  JSON.stringify({ type: "subscribe", execution_id: executionId, after: 0, nodes: events === "all" });

export async function openSocket(origin: string, apiKey: string): Promise<WebSocket> {
  const url = new URL("/ws", origin.replace("http", "ws"));
  const socket = new WebSocket(url.href, ["gossamer", apiKey], { perMessageDeflate: false });
  await once(socket, "open");
  return socket;
}

async function openLine(origin: string, apiKey: string): Promise<Line> {
  const line: Line = { socket: await openSocket(origin, apiKey), runs: new Map() };
  line.socket.on("message", (data) => hear(line, String(data)));
  line.socket.on("close", () => {
    for (const { over } of line.runs.values()) over.reject(new Error("The socket was closed"));
  });
  return line;
}

function hear({ socket, runs }: Line, text: string): void {
  const id = EXECUTION.exec(text)?.[1] ?? "";
  const run = runs.get(id);
  if (run === undefined || text.startsWith('{"type":"subscribed"')) return;
  run.events += 1;
  if (run.firstAt === 0) run.firstAt = performance.now();
  if (!text.includes('"type":"execution.') && !text.includes('"type":"error"')) return;
  const { type, output_data: output } = Frame.parse(JSON.parse(text));
  if (type === "execution.output") run.outputs.push(output);
  if (type === "error" || type === "execution.failed") run.over.reject(new Error(text));
  if (type !== "execution.completed") return;
  runs.delete(id);
  run.endedAt = performance.now();
  setImmediate(() => socket.send(JSON.stringify({ type: "unsubscribe", execution_id: id })));
  run.over.resolve(run);
}

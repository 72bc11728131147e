import { afterAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { requestChain, startOutside, startPlatform } from "./platform.ts";

const SOCKETS = Number(process.env["SOCKETS"] ?? 1000);

const outside = await startOutside(100);
const platform = await startPlatform({ env: { EGRESS_ALLOW: "127.0.0.1", LEASE_MS: "3000" } });
afterAll(async () => {
  await platform.stop();
  outside.stop();
});

interface Event {
  seq: number;
  type: string;
}

const isLast = ({ type }: Event) => type === "execution.completed" || type === "execution.failed";

/** Follows a run over a socket; resolves with its events at the last one, or when `until` says so. */
function follow(executionId: string, after = 0, until: (event: Event) => boolean = isLast) {
  const url = new URL("/ws", platform.stack.origin.replace("http", "ws"));
  url.searchParams.set("token", platform.credentials.apiKey);
  const socket = new WebSocket(url.href);
  const events: Event[] = [];
  const subscribed = Promise.withResolvers<void>();
  const over = Promise.withResolvers<Event[]>();
  socket.on("open", () =>
    socket.send(JSON.stringify({ type: "subscribe", execution_id: executionId, after })),
  );
  socket.on("error", over.reject);
  socket.on("message", (data) => {
    const event = JSON.parse(String(data));
    if (event.type === "subscribed") subscribed.resolve();
    if (event.seq === undefined) return;
    events.push(event);
    if (!until(event)) return;
    over.resolve(events);
    socket.close();
  });
  return { subscribed: subscribed.promise, events: over.promise };
}

async function poll(executionId: string, after: number): Promise<{ events: Event[]; final: boolean }> {
  const { body } = await platform.call(
    "GET",
    `/api/v2/executions/${executionId}/events?after=${after}&wait=5`,
  );
  return body as { events: Event[]; final: boolean };
}

/** The whole stream as the server sends it, parsed by the standard's rules for what it uses of them. */
async function stream(executionId: string, after: number): Promise<Event[]> {
  const response = await fetch(`${platform.stack.origin}/api/v2/executions/${executionId}/events`, {
    headers: { "X-API-Key": platform.credentials.apiKey, "Last-Event-ID": String(after) },
  });
  const text = await response.text();
  return text
    .split("\n\n")
    .flatMap((block) => /^data: (.*)$/m.exec(block)?.[1] ?? [])
    .map((data) => JSON.parse(data));
}

const graph = await platform.graph(requestChain(5, outside.url));

describe("the log of a run", () => {
  it(`reaches ${SOCKETS} sockets whole and in order`, async () => {
    outside.close();
    const id = await platform.start(graph, { x: "many" });
    const followers: ReturnType<typeof follow>[] = [];
    while (followers.length < SOCKETS) {
      const wave = Array.from({ length: 50 }, () => follow(id));
      await Promise.all(wave.map(({ subscribed }) => subscribed));
      followers.push(...wave);
    }
    outside.open();
    const logs = await Promise.all(followers.map(({ events }) => events));
    const seqs = logs[0]?.map(({ seq }) => seq) ?? [];
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => index + 1));
    for (const log of logs) expect(log.map(({ seq }) => seq)).toEqual(seqs);
  }, 90_000);

  it("is the same over socket, server-sent events and polling, from any cursor (E4)", async () => {
    const id = await platform.start(graph, { x: "same" });
    const whole = await follow(id).events;
    for (let cursor = 0; cursor < whole.length; cursor += 1) {
      const rest = whole.slice(cursor);
      expect(await stream(id, cursor)).toEqual(rest);
      expect((await poll(id, cursor)).events).toEqual(rest);
    }
    expect(await follow(id, whole.length - 1).events).toEqual(whole.slice(-1));
  });

  it("continues on another transport where a socket was cut, also after the worker was killed", async () => {
    const id = await platform.start(graph, { x: "cut" });
    const before = await follow(id, 0, ({ seq }) => seq === 7).events;
    platform.stack.worker.kill("SIGKILL");
    await platform.ended(id, 60_000);
    const after = await stream(id, 7);
    expect([...before.slice(0, 7), ...after].map(({ seq }) => seq)).toEqual(
      Array.from({ length: 7 + after.length }, (_, index) => index + 1),
    );
    expect(after.at(-1)?.type).toBe("execution.completed");
  }, 90_000);

  it("is nobody else's: a socket of another user hears that there is no such execution", async () => {
    const socket = new WebSocket(`${platform.stack.origin.replace("http", "ws")}/ws?token=agpt_wrong`);
    const code = await new Promise((closed) => socket.on("close", closed));
    expect(code).toBe(4003);
  });
});

import { Client } from "@upstash/qstash";
import { afterAll, expect, it } from "vitest";
import { query } from "../database.ts";
import { requestChain, startOutside, startPlatform } from "./platform.ts";
import { logOf } from "./rows.ts";

const logged: string[] = [];
const outside = await startOutside();
const platform = await startPlatform({
  env: { EGRESS_ALLOW: "127.0.0.1" },
  onLog: (_source, line) => void logged.push(line),
});
afterAll(async () => {
  await platform.stop();
  outside.stop();
});

const { QSTASH_URL = "", QSTASH_TOKEN = "" } = platform.stack.env;
const client = new Client({ baseUrl: QSTASH_URL, token: QSTASH_TOKEN, enableTelemetry: false });
const url = `${platform.stack.origin}/internal/steps`;

/** How much the queue has done since then. */
function counted(since?: { attempts: number; failed: number; published: number; delivered: number }) {
  const now = platform.stack.qstash?.counters();
  if (now === undefined) throw new Error("The queue is not the stack's own");
  const { attempts, failed, published, delivered } = now;
  return {
    attempts: attempts - (since?.attempts ?? 0),
    failed: failed - (since?.failed ?? 0),
    published: published - (since?.published ?? 0),
    delivered: delivered - (since?.delivered ?? 0),
  };
}

it("gives up at once what cannot be read", async () => {
  const before = counted();
  const unreadable = ["{", '{"wake":1}', "x".repeat(100_000)];
  await client.batch(unreadable.map((body) => ({ url, body, retries: 3 })));
  const n = unreadable.length;
  await expect.poll(() => counted(before)).toEqual({ attempts: n, failed: n, published: n, delivered: 0 });
  const { messages } = await client.dlq.listMessages();
  expect(messages.map(({ responseStatus }) => responseStatus)).toEqual(unreadable.map(() => 489));
  const unreadableLines = () => logged.filter((line) => line.includes("queue_message_unreadable"));
  await expect.poll(unreadableLines).toHaveLength(n);
});

it("finds nothing to do for nobody's run, nor for one that has ended, however often it is asked", async () => {
  const run = await platform.start(await platform.graph(requestChain(2, outside.url)), { x: "it" });
  await platform.ended(run);
  const whole = await logOf(platform, run);
  const owners = `select user_id as "userId" from executions where id = '${run}'`;
  const [owner] = await query<{ userId: string }>(platform.stack.databaseUrl, owners);
  await platform.stack.qstash?.idle();
  const before = counted();
  const calls = new Map(outside.calls);
  const wakes = [
    { userId: crypto.randomUUID(), executionId: crypto.randomUUID(), wake: 1 },
    { ...owner, executionId: crypto.randomUUID(), wake: 1 },
    ...Array.from({ length: 100 }, () => ({ ...owner, executionId: run, wake: 1 })),
  ];
  await client.batchJSON(wakes.map((body) => ({ url, body, retries: 3 })));
  const n = wakes.length;
  await expect
    .poll(() => counted(before), { timeout: 20_000 })
    .toEqual({ attempts: n, failed: 0, published: n, delivered: n });
  expect(new Map(outside.calls)).toEqual(calls);
  expect(await logOf(platform, run)).toEqual(whole);
});

import { afterAll, expect, it } from "vitest";
import { query } from "../database.ts";
import { requestChain, startOutside, startPlatform } from "./platform.ts";

const ROUNDS = Number(process.env["IDEMPOTENCY_ROUNDS"] ?? 4);
const AT_ONCE = 50;
const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);

const outside = await startOutside();
const platform = await startPlatform({ env: { EGRESS_ALLOW: "127.0.0.1", LEASE_MS: "3000" } });
afterAll(async () => {
  await platform.stop();
  outside.stop();
});

const { databaseUrl } = platform.stack;
const graph = await platform.graph(requestChain(1, outside.url));

/** The id of the run, or null when the Worker was away or an earlier request is in progress. */
async function execute(key: string): Promise<string | null> {
  const path = `/api/v2/builder/graphs/${graph}/execute`;
  const body = { input_data: { x: key } };
  const answer = await platform
    .call("POST", path, body, { "Idempotency-Key": key })
    .catch(() => ({ status: 0, body: null }));
  if (answer.status === 200) return JSON.stringify(answer.body).split('"')[3] ?? null;
  expect([0, 409, 500, 502, 503]).toContain(answer.status);
  return null;
}

/** A request that was taken by a Worker that died is in progress for a minute: this is the minute. */
const aMinuteLater = () =>
  query(
    databaseUrl,
    "update idempotency_keys set taken_at = taken_at - interval '1 minute' where answer is null",
  );

const salvo = (key: string) => Promise.all(Array.from({ length: AT_ONCE }, () => execute(key)));

it(`${AT_ONCE} identical starts at once are one run, though the Worker is killed between (seed ${seed})`, async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const key = `round ${round}`;
    const first = salvo(key);
    await new Promise((resolve) => setTimeout(resolve, (seed * (round + 1)) % 120));
    platform.stack.worker.kill("SIGKILL");
    const ids: (string | null)[] = await first;
    while (!ids.some((id) => id !== null)) {
      await aMinuteLater();
      ids.push(...(await salvo(key)));
    }
    ids.push(...(await salvo(key)));
    const [id, ...others] = new Set(ids.filter((id) => id !== null));
    expect(others).toEqual([]);
    expect(await platform.ended(id ?? "")).toMatchObject({ status: "COMPLETED", outputs: { y: [key] } });
  }
  const rows = await query(databaseUrl, "select id from executions");
  expect(rows).toHaveLength(ROUNDS);
  const runs = new Set([...outside.calls.keys()].map((key) => key.split(":")[0]));
  expect(runs.size).toBe(ROUNDS);
}, 180_000);

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { startRedisBridge } from "../../local/redis-bridge.ts";
import { startStack } from "../../local/stack.ts";
import { freshDatabase, query } from "../database.ts";
import { freePort } from "../free-port.ts";

const stateDir = await mkdtemp(join(tmpdir(), "stack-test-"));
const port = await freePort();

const DATABASE_URL = "postgresql://ada@127.0.0.1:1/db";
const failure = await startStack({ stateDir, port, env: { DATABASE_URL } }).catch(String);

describe("a stack with a database and a Redis from the environment", async () => {
  const redis = await startRedisBridge();
  const env = {
    DATABASE_URL: await freshDatabase(),
    UPSTASH_REDIS_REST_URL: redis.url,
    UPSTASH_REDIS_REST_TOKEN: redis.token,
    RATE_LIMITS: "off",
  };
  const stack = await startStack({ stateDir, port, env });
  afterAll(async () => {
    await stack.stop();
    await redis.stop();
    await rm(stateDir, { recursive: true, force: true });
  });
  const status = async () => (await fetch(`${stack.origin}/health/ready`)).json();

  it("has the directory and the port that an earlier one could not start with", () => {
    expect(failure).toMatch(/DATABASE_URL: no connection/);
    expect(stack.origin).toBe(`http://localhost:${port}`);
  });

  it("starts no other ones, and tells the Worker", async () => {
    expect(stack).toMatchObject({ postgres: null, redis: null, env });
    expect(await status()).toMatchObject({ status: "ready" });
    const rows = await query(env.DATABASE_URL, "SELECT 1 FROM drizzle.__drizzle_migrations");
    expect(rows.length).toBeGreaterThan(0);
  });

  it("is ready again after its Worker was killed", async () => {
    await stack.worker.restart();
    expect(await status()).toMatchObject({ status: "ready" });
  });

  it("says which part is missing", async () => {
    await redis.stop();
    expect(await status()).toMatchObject({
      status: "unavailable",
      database: "ok",
      redis: "unavailable",
      queue: "ok",
    });
  });
});

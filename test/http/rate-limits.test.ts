import { afterAll, describe, expect, it } from "vitest";
import { startRedisBridge } from "../../local/redis-bridge.ts";
import { greeting } from "../graphs.ts";
import { linkTo } from "../link.ts";
import { nobody, person, session, textOf, world } from "../world.ts";

const redis = await startRedisBridge();
const line = await linkTo(redis.url);
afterAll(async () => {
  await line.stop();
  await redis.stop();
});
const numbers = { general: 5, execute: 2 };
const { api, key, isolate } = await world({ limits: { numbers, url: line.origin, token: redis.token } });
const GRAPHS = "/api/v2/builder/graphs";

const remaining = (headers: Headers) => headers.get("x-ratelimit-remaining");

describe("a limited route", () => {
  it("counts down in headers, then refuses and says when to come back", async () => {
    const ada = await session(person("ada"));
    for (const left of ["4", "3", "2", "1", "0"]) {
      const { status, headers } = await api(ada).get(GRAPHS);
      expect([status, headers.get("x-ratelimit-limit"), remaining(headers)]).toEqual([200, "5", left]);
      const reset = Number(headers.get("x-ratelimit-reset"));
      expect(reset - Date.now() / 1000).toBeGreaterThan(0);
      expect(reset - Date.now() / 1000).toBeLessThanOrEqual(121);
    }
    const over = await api(ada).get(GRAPHS);
    expect(over).toMatchObject({ status: 429, body: { error: { code: "RATE_LIMITED" } } });
    expect(remaining(over.headers)).toBe("0");
    expect(Number(over.headers.get("retry-after"))).toBeGreaterThan(0);
    isolate();
    expect((await api(ada).get(GRAPHS)).status).toBe(429);
  });

  it("carries the headers on answers that are errors, too", async () => {
    const ada = await session(person("ada"));
    const missing = await api(ada).get(`${GRAPHS}/${crypto.randomUUID()}`);
    expect([missing.status, remaining(missing.headers)]).toEqual([404, "4"]);
    const invalid = await api(ada).get(`${GRAPHS}?page=0`);
    expect([invalid.status, remaining(invalid.headers)]).toEqual([422, "3"]);
    const unknown = await api(nobody).get(GRAPHS, { "cf-connecting-ip": "192.0.2.1" });
    expect([unknown.status, remaining(unknown.headers)]).toEqual([401, "4"]);
  });

  it("counts executions apart from everything else", async () => {
    const ada = await session(person("ada"));
    const graph = textOf(await api(ada).post(GRAPHS, greeting()), "id");
    const run = () => api(ada).post(`${GRAPHS}/${graph}/execute`, { input_data: { who: "x" } });
    const first = await run();
    expect([first.headers.get("x-ratelimit-limit"), remaining(first.headers)]).toEqual(["2", "1"]);
    await run();
    expect((await run()).status).toBe(429);
    expect((await api(ada).get(GRAPHS)).status).toBe(200);
  });

  it("counts each key for itself, and the address of those who are nobody", async () => {
    const owner = person("owner");
    const [one, two] = [await key(owner, ["READ_GRAPH"]), await key(owner, ["READ_GRAPH"])];
    await api(one).get(GRAPHS);
    expect(remaining((await api(one).get(GRAPHS)).headers)).toBe("3");
    expect(remaining((await api(two).get(GRAPHS)).headers)).toBe("4");
    const guess = (address: string) =>
      api({ "x-api-key": "agpt_guess" }).get(GRAPHS, { "cf-connecting-ip": address });
    for (let tries = 0; tries < 5; tries++) await guess("192.0.2.2");
    expect((await guess("192.0.2.2")).status).toBe(429);
    expect((await guess("192.0.2.3")).status).toBe(401);
  });

  it("does not count together those who are nobody and come from nowhere", async () => {
    for (let tries = 0; tries < 10; tries++) {
      const { status, headers } = await api(nobody).get(GRAPHS);
      expect([status, remaining(headers)]).toEqual([401, "5"]);
    }
  });

  it.each(["cut", "hanging"] as const)("goes on when Redis is %s", async (state) => {
    const ada = await session(person("ada"));
    line.state = state;
    const answer = await api(ada).get(GRAPHS);
    line.state = "up";
    expect([answer.status, answer.headers.get("x-ratelimit-limit")]).toEqual([200, "5"]);
  });
});

it("an open route is not limited", async () => {
  const { headers } = await api(nobody).get("/health");
  expect(headers.has("x-ratelimit-limit")).toBe(false);
});

it("without limits there are no headers, and Redis is not asked", async () => {
  const unlimited = await world();
  const before = line.requests;
  const { status, headers } = await unlimited.api(await session(person("ada"))).get(GRAPHS);
  expect([status, headers.has("x-ratelimit-limit")]).toEqual([200, false]);
  expect(line.requests).toBe(before);
});

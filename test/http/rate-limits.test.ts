import { Hono } from "hono";
import { afterAll, describe, expect, it } from "vitest";
import { DEFAULT_LIMITS, type LimitNumbers, noCountsYet, redisLimiter } from "#auth/rate-limit.ts";
import { takeClientAllowance } from "#http/allowance.ts";
import type { HttpEnv } from "#http/app-deps.ts";
import { errorResponse, platformErrorBody } from "#http/errors.ts";
import { frame } from "#http/middleware.ts";
import { publicFace } from "#lib/errors.ts";
import { connectRedis } from "#store/redis.ts";
import { startRedisBridge } from "../../local/redis-bridge.ts";
import { greeting } from "../graphs.ts";
import { linkTo } from "../link.ts";
import { untilMinuteHas } from "../minute.ts";
import { nobody, person, session, textOf, world } from "../world.ts";

const redis = await startRedisBridge();
const line = await linkTo(redis.url);
afterAll(async () => {
  await line.stop();
  await redis.stop();
});
const numbers = { general: { minute: 5 }, execute: { minute: 2 } };
const { api, key, isolate } = await world({ limits: { numbers, url: line.origin, token: redis.token } });
const GRAPHS = "/api/v2/builder/graphs";

const remaining = (headers: Headers) => headers.get("x-ratelimit-remaining");

const limiterOf = (limits: Partial<LimitNumbers>) =>
  redisLimiter(connectRedis(line.origin, redis.token), { ...DEFAULT_LIMITS, ...limits }, noCountsYet());

describe("the numbers", () => {
  it("are those of the contracts", () => {
    expect(DEFAULT_LIMITS).toEqual({
      general: { minute: 100 },
      execute: { minute: 20 },
      external: { minute: 60 },
      authorize: { minute: 30 },
      token: { minute: 20 },
      "app-execute": { minute: 10, hour: 100 },
      "app-read": { minute: 60, hour: 1000 },
      agents: { minute: 100 },
    });
  });
});

describe("the token endpoint", async () => {
  const token = { minute: 3 };
  const busy = await world({ limits: { numbers: { token }, url: line.origin, token: redis.token } });
  const ask = (client_id: string, address: string) =>
    busy.send(
      new Request("https://gossamer.test/oauth/token", {
        method: "POST",
        headers: { "cf-connecting-ip": address },
        body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: "x", client_id }),
      }),
    );

  it("counts a client at an address, and nobody can lock out another or the same one elsewhere", async () => {
    await untilMinuteHas();
    const own = crypto.randomUUID();
    const left = [];
    for (let tries = 0; tries < 3; tries++) left.push(remaining((await ask(own, "198.51.100.1")).headers));
    expect(left).toEqual(["2", "1", "0"]);
    const refused = await ask(own, "198.51.100.1");
    expect(refused).toMatchObject({ status: 429, body: { error: "rate_limited" } });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await ask(crypto.randomUUID(), "198.51.100.1")).status).toBe(401);
    expect((await ask(own, "198.51.100.2")).status).toBe(401);
  });

  it.each([
    ["/oauth/token", "application/json", "{}"],
    ["/oauth/revoke", "text/plain", ""],
    ["/api/oauth/token", "application/json", "{"],
  ])("counts for its address what %s cannot read", async (path, type, body) => {
    await untilMinuteHas();
    const headers = { "cf-connecting-ip": crypto.randomUUID(), "content-type": type };
    const send = () =>
      busy.send(new Request(`https://gossamer.test${path}`, { method: "POST", headers, body }));
    for (const left of ["2", "1", "0"]) {
      const answer = await send();
      expect([answer.status, remaining(answer.headers)]).toEqual([400, left]);
    }
    expect((await send()).status).toBe(429);
  });

  it("lets nobody try secrets while nothing can be counted", async () => {
    line.state = "cut";
    const refused = await ask(crypto.randomUUID(), "198.51.100.3");
    line.state = "up";
    expect(refused).toMatchObject({ status: 503, body: { error: "temporarily_unavailable" } });
  });
});

describe("a limit of a minute and an hour", () => {
  it("tells of the one with less left, and what the minute refuses is not counted against the hour", async () => {
    await untilMinuteHas();
    const limiter = limiterOf({ "app-execute": { minute: 3, hour: 4 } });
    const caller = crypto.randomUUID();
    const told = async () => {
      const { allowed, limit, remaining, resetsAt } = await limiter.take("app-execute", caller);
      return [allowed, limit, remaining, resetsAt - Date.now() / 1000 > 121];
    };
    expect([await told(), await told(), await told()]).toEqual([
      [true, 3, 2, false],
      [true, 3, 1, false],
      [true, 3, 0, false],
    ]);
    for (let tries = 0; tries < 5; tries++) expect(await told()).toEqual([false, 3, 0, false]);
    const hourly = limiterOf({ "app-execute": { minute: 100, hour: 4 } });
    const [allowed, limit, remaining] = Object.values(await hourly.take("app-execute", caller));
    expect([allowed, limit, remaining]).toEqual([true, 4, 0]);
    expect(await hourly.take("app-execute", caller)).toMatchObject({ allowed: false, limit: 4 });
  });
});

describe("a caller to whom plenty is left", () => {
  it("is let in without waiting until half is gone, and is never let in more often than is allowed", async () => {
    await untilMinuteHas();
    const limiter = limiterOf({ general: { minute: 6 } });
    const caller = crypto.randomUUID();
    const seen: [plenty: boolean, allowed: boolean, remaining: number][] = [];
    for (let tries = 0; tries < 7; tries++) {
      const plenty = limiter.isPlenty("general", caller);
      const { allowed, remaining } = await limiter.take("general", caller);
      seen.push([plenty, allowed, remaining]);
    }
    expect(seen).toEqual([
      [false, true, 5],
      [true, true, 4],
      [true, true, 3],
      [false, true, 2],
      [false, true, 1],
      [false, true, 0],
      [false, false, 0],
    ]);
  });

  it("counts down for requests whose count is not there yet", async () => {
    const limiter = limiterOf({ general: { minute: 6 } });
    const caller = crypto.randomUUID();
    await limiter.take("general", caller);
    const taking = [1, 2].map(() => limiter.take("general", caller));
    expect(limiter.isPlenty("general", caller)).toBe(false);
    await Promise.all(taking);
  });

  it("has to wait where secrets can be guessed, and after Redis was away", async () => {
    const limiter = limiterOf({});
    const caller = crypto.randomUUID();
    await limiter.take("token", caller);
    await limiter.take("general", caller);
    expect([limiter.isPlenty("token", caller), limiter.isPlenty("general", caller)]).toEqual([false, true]);
    line.state = "cut";
    await limiter.take("general", caller);
    line.state = "up";
    expect(limiter.isPlenty("general", caller)).toBe(false);
  });

  it("is served while the count is on its way, which only the answer waits for", async () => {
    const ada = await session(person("ada"));
    const eager = await world({
      limits: { numbers: { general: { minute: 9 } }, url: line.origin, token: redis.token },
    });
    expect(remaining((await eager.api(ada).post(GRAPHS, greeting())).headers)).toBe("8");
    line.state = "hanging";
    const answer = eager.api(ada).post(GRAPHS, greeting());
    const made = async () => (await eager.sql("select id from graphs")).length;
    await expect.poll(made).toBe(2);
    line.state = "up";
    expect((await answer).status).toBe(201);
  });
});

describe("an endpoint that clients call", () => {
  const limiter = limiterOf({ token: { minute: 2 }, general: { minute: 6 } });
  const door = new Hono<HttpEnv>();
  door.use(frame);
  door.onError((error) => errorResponse(publicFace(error), { errorBody: platformErrorBody }));
  door.get("/token/:client?", async (c) => {
    const source = { address: c.req.header("cf-connecting-ip") ?? null, userAgent: null };
    await takeClientAllowance(c, { limiter, ctx: { source } }, "token", c.req.param("client") ?? null);
    return c.json({});
  });
  const ask = async (client: string, address: string) =>
    (await door.request(`/token/${client}`, { headers: { "cf-connecting-ip": address } })).status;

  it("counts each client apart at each address: none can lock out another", async () => {
    await untilMinuteHas();
    for (let tries = 0; tries < 2; tries++) expect(await ask("app_one", "192.0.2.10")).toBe(200);
    expect(await ask("app_one", "192.0.2.10")).toBe(429);
    expect(await ask("app_two", "192.0.2.10")).toBe(200);
    expect(await ask("app_one", "192.0.2.11")).toBe(200);
  });

  it("adds up made-up clients under their address", async () => {
    await untilMinuteHas();
    const statuses: number[] = [];
    for (let tries = 0; tries < 8; tries++) statuses.push(await ask(`app_${tries}`, "192.0.2.12"));
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
  });

  it.each(["cut", "hanging"] as const)("refuses what it cannot count when Redis is %s", async (state) => {
    line.state = state;
    const refused = await door.request("/token/app_three", { headers: { "cf-connecting-ip": "192.0.2.13" } });
    line.state = "up";
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});

describe("a limited route", () => {
  it("counts down in headers, then refuses and says when to come back", async () => {
    await untilMinuteHas();
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
    await untilMinuteHas();
    const ada = await session(person("ada"));
    const missing = await api(ada).get(`${GRAPHS}/${crypto.randomUUID()}`);
    expect([missing.status, remaining(missing.headers)]).toEqual([404, "4"]);
    const invalid = await api(ada).get(`${GRAPHS}?page=0`);
    expect([invalid.status, remaining(invalid.headers)]).toEqual([422, "3"]);
    const unknown = await api(nobody).get(GRAPHS, { "cf-connecting-ip": "192.0.2.1" });
    expect([unknown.status, remaining(unknown.headers)]).toEqual([401, "4"]);
  });

  it("counts executions apart from everything else", async () => {
    await untilMinuteHas();
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
    await untilMinuteHas();
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

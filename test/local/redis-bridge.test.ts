import { Ratelimit } from "@upstash/ratelimit";
import { Redis } from "@upstash/redis";
import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { startRedisBridge } from "../../local/redis-bridge.ts";

const bridge = await startRedisBridge();
const redis = new Redis({ url: bridge.url, token: bridge.token, enableTelemetry: false });
afterAll(() => bridge.stop());

describe("commands", () => {
  it("keep strings, numbers and documents, and let them expire", async () => {
    expect(await redis.set("text", "é OK")).toBe("OK");
    expect(await redis.get("text")).toBe("é OK");
    expect(await redis.set("text", "other", { nx: true })).toBeNull();
    await redis.set("doc", { list: [1, "two"], nothing: null });
    expect(await redis.get("doc")).toEqual({ list: [1, "two"], nothing: null });
    expect(await redis.incrby("count", 41)).toBe(41);
    expect(await redis.incrbyfloat("ratio", 0.5)).toBe(0.5);
    expect(await redis.mget("count", "absent")).toEqual([41, null]);
    await redis.set("brief", 1, { px: 600_000 });
    expect(await redis.pttl("brief")).toBeGreaterThan(0);
    await redis.pexpire("brief", 50);
    await expect.poll(() => redis.exists("brief")).toBe(0);
    expect(await redis.type("text")).toBe("string");
    expect(await redis.getdel("text")).toBe("é OK");
  });

  it("keep hashes and lists", async () => {
    expect(await redis.hset("hash", { a: 1, b: "two" })).toBe(2);
    expect(await redis.hgetall("hash")).toEqual({ a: 1, b: "two" });
    expect(await redis.hincrby("hash", "a", 4)).toBe(5);
    expect(await redis.hmget("hash", "a", "c")).toEqual({ a: 5, c: null });
    expect(await redis.hgetall("absent")).toBeNull();
    expect(await redis.rpush("list", "a", "b", "c")).toBe(3);
    expect(await redis.lrange("list", 0, -1)).toEqual(["a", "b", "c"]);
    expect(await redis.lpop("list")).toBe("a");
  });

  it("keep sets and sorted sets", async () => {
    expect(await redis.sadd("set", "a", "b", "a")).toBe(2);
    expect((await redis.smembers("set")).sort()).toEqual(["a", "b"]);
    await redis.zadd("board", { score: 2, member: "bob" }, { score: 1.5, member: "ada" });
    expect(await redis.zrange("board", 0, -1, { withScores: true })).toEqual(["ada", 1.5, "bob", 2]);
    expect(await redis.zrange("board", 2, "+inf", { byScore: true })).toEqual(["bob"]);
    expect(await redis.zscore("board", "ada")).toBe(1.5);
    expect(await redis.zremrangebyscore("board", 0, 1.9)).toBe(1);
  });

  it("scan keys page by page", async () => {
    await redis.mset(Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`page:${at}`, at])));
    const found = new Set<string>();
    let cursor = "0";
    do {
      const [next, keys] = await redis.scan(cursor, { match: "page:*", count: 10 });
      for (const key of keys) found.add(key);
      cursor = next;
    } while (cursor !== "0");
    expect(found.size).toBe(50);
  });

  it("report errors as Redis words them", async () => {
    await redis.set("word", "x");
    await expect(redis.lpush("word", "y")).rejects.toThrow("WRONGTYPE Operation against a key");
    await expect(redis.exec(["NOPE"])).rejects.toThrow("ERR unknown command");
  });

  it.each([["MULTI"], ["SUBSCRIBE", "news"], ["BLPOP", "list", "0"], ["select", "1"]])(
    "that need a connection are refused: %s",
    async (...command) => {
      const answer = await ask("/", { body: command });
      expect(answer).toEqual({
        status: 400,
        body: { error: `ERR Command is not available: '${command[0]}'` },
      });
    },
  );
});

describe("several commands in one request", () => {
  it("run as a pipeline, each with its own outcome", async () => {
    const pipeline = redis.pipeline().set("p", 1).lpush("p", "x").incr("p");
    expect(await pipeline.exec({ keepErrors: true })).toMatchObject([
      { result: "OK" },
      { error: expect.stringContaining("WRONGTYPE") },
      { result: 2 },
    ]);
  });

  it("run as a transaction that others see all at once", async () => {
    await redis.mset({ left: 0, right: 0 });
    const writes = Array.from({ length: 20 }, () => redis.multi().incr("left").incr("right").exec());
    const reads = Array.from({ length: 20 }, () => redis.mget<number[]>("left", "right"));
    for (const [left, right] of await Promise.all(reads)) expect(left).toBe(right);
    await Promise.all(writes);
    expect(await redis.multi().get("left").set("word", "x").exec()).toEqual([20, "OK"]);
  });

  it("run as a transaction whose failures do not undo the rest", async () => {
    const { body } = await ask("/multi-exec", {
      body: [
        ["SET", "m", "1"],
        ["LPUSH", "m", "x"],
        ["INCR", "m"],
      ],
    });
    expect(body).toEqual([{ result: "OK" }, { error: expect.stringContaining("WRONGTYPE") }, { result: 2 }]);
  });

  it("run not at all when one of the transaction is refused", async () => {
    const answer = await ask("/multi-exec", { body: [["SET", "none", "1"], ["GET"]] });
    expect(answer).toMatchObject({ status: 400, body: { error: expect.stringContaining("EXECABORT") } });
    expect(await redis.get("none")).toBeNull();
  });
});

describe("scripts", () => {
  it("run by their text and by their hash", async () => {
    const script = "redis.call('SET', KEYS[1], ARGV[1]); return {KEYS[1], tonumber(ARGV[2]), false}";
    expect(await redis.eval(script, ["scripted"], ["v", 3])).toEqual(["scripted", 3, null]);
    const hash = await redis.scriptLoad("return redis.call('GET', KEYS[1])");
    expect(await redis.evalsha(hash, ["scripted"], [])).toBe("v");
    expect(await redis.scriptExists(hash, "0".repeat(40))).toEqual([1, 0]);
    await expect(redis.evalsha("0".repeat(40), [], [])).rejects.toThrow("NOSCRIPT");
    await expect(redis.eval("return redis.call('LPUSH', KEYS[1], 1)", ["scripted"], [])).rejects.toThrow(
      "WRONGTYPE",
    );
  });

  it("with Upstash's own first line run too, and keep the hash of their text", async () => {
    const script = redis.createScript<string>("#!lua flags=allow-key-locking\nreturn ARGV[1]");
    expect(await script.exec([], ["first"])).toBe("first");
    expect(await script.evalsha([], ["second"])).toBe("second");
    expect(await redis.scriptLoad("#!lua flags=allow-key-locking\nreturn 1")).toMatch(/^[0-9a-f]{40}$/);
    const hash = await redis.scriptLoad("#!lua flags=allow-key-locking\nreturn ARGV[1]");
    expect(hash).toBe(script.sha1);
    expect(await redis.scriptExists(hash)).toEqual([1]);
  });
});

describe("rate limits", () => {
  it.each<[string, ReturnType<typeof Ratelimit.fixedWindow>]>([
    ["a fixed window", Ratelimit.fixedWindow(3, "1000 d")],
    ["a sliding window", Ratelimit.slidingWindow(3, "1000 d")],
    ["a token bucket", Ratelimit.tokenBucket(3, "1000 d", 3)],
  ])("let three through in %s, whoever comes first, and no more", async (name, limiter) => {
    const limit = new Ratelimit({ redis, limiter, prefix: name, analytics: false, ephemeralCache: false });
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => limit.limit("ada")));
    expect(outcomes.filter(({ success }) => success)).toHaveLength(3);
    expect(await limit.limit("ada")).toMatchObject({ success: false, limit: 3, remaining: 0 });
    expect(await limit.limit("eve")).toMatchObject({ success: true, remaining: 2 });
    expect((await limit.getRemaining("eve")).remaining).toBe(2);
    await limit.resetUsedTokens("ada");
    expect((await limit.limit("ada")).success).toBe(true);
  });

  it("open again when a fixed window has passed", async () => {
    const limiter = Ratelimit.fixedWindow(1, "200 ms");
    const limit = new Ratelimit({ redis, limiter, prefix: "short", analytics: false, ephemeralCache: false });
    await expect.poll(async () => (await limit.limit("ada")).success).toBe(true);
    await expect.poll(async () => (await limit.limit("ada")).success).toBe(false);
    await expect.poll(async () => (await limit.limit("ada")).success).toBe(true);
  });
});

describe("the REST protocol", () => {
  it("takes commands as paths, with options in the query and the value as a body", async () => {
    expect(await ask("/set/path%20key/a%2Fb?EX=10000")).toEqual({ status: 200, body: { result: "OK" } });
    expect(await ask("/get/path%20key")).toEqual({ status: 200, body: { result: "a/b" } });
    const { result: seconds } = z.object({ result: z.int() }).parse((await ask("/ttl/path%20key")).body);
    expect(Math.ceil(seconds / 100)).toBe(100);
    expect(await ask("/set/path%20key?NX=", { text: "by body" })).toEqual({
      status: 200,
      body: { result: null },
    });
    expect(await ask("/set/path%20key?XX", { text: "by body" })).toEqual({
      status: 200,
      body: { result: "OK" },
    });
    expect((await ask("/get/path%20key")).body).toEqual({ result: "by body" });
  });

  it("encodes every string but OK when asked for base64", async () => {
    await redis.rpush("encoded", "OK", "é");
    const headers = { "upstash-encoding": "base64" };
    expect((await ask("/lrange/encoded/0/-1", { headers })).body).toEqual({ result: ["T0s=", "w6k="] });
    expect((await ask("/ping", { headers })).body).toEqual({ result: "UE9ORw==" });
    expect((await ask("/set/other/x", { headers })).body).toEqual({ result: "OK" });
    const plain = new Redis({
      url: bridge.url,
      token: bridge.token,
      responseEncoding: false,
      enableTelemetry: false,
    });
    expect(await plain.lrange("encoded", 0, -1)).toEqual(["OK", "é"]);
  });

  it.each<[string, Parameters<typeof ask>[1]]>([
    ["without a token", { headers: { authorization: undefined } }],
    ["with a wrong token", { headers: { authorization: "Bearer wrong" } }],
  ])("refuses a request %s", async (_what, request) => {
    expect(await ask("/get/x", request)).toEqual({
      status: 401,
      body: { error: "WRONGPASS invalid or missing auth token" },
    });
  });

  it("takes the token from the query", async () => {
    const answer = await ask(`/get/absent?_token=${bridge.token}`, { headers: { authorization: undefined } });
    expect(answer).toEqual({ status: 200, body: { result: null } });
  });

  it.each<[string, string, object | string]>([
    ["no JSON", "/", "{"],
    ["an empty command", "/", []],
    ["a command inside a command", "/", ["SET", "x", ["y"]]],
    ["a pipeline that is one command", "/pipeline", ["GET", "x"]],
    ["a path that is no path", "//", ""],
    ["a path that is no text", "/get/%ff", ""],
  ])("refuses %s", async (_what, path, given) => {
    const answer = await ask(path, typeof given === "string" ? { text: given } : { body: given });
    expect(answer).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining("failed to parse") },
    });
  });
});

interface Request {
  body?: object;
  text?: string;
  headers?: Record<string, string | undefined>;
}

async function ask(path: string, { body, text, headers = {} }: Request = {}) {
  const all = Object.entries({ authorization: `Bearer ${bridge.token}`, ...headers });
  const response = await fetch(`${bridge.url}${path}`, {
    method: "POST",
    headers: all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
    body: text ?? (body === undefined ? null : JSON.stringify(body)),
  });
  return { status: response.status, body: await response.json() };
}

import { randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import * as z from "zod";
import { openRedis, type Redis } from "./redis-bridge/redis.ts";
import type { Reply } from "./redis-bridge/reply.ts";

export interface RedisBridgeOptions {
  port?: number;
  /** The bearer token clients must send; random unless given. */
  token?: string;
}

export interface RedisBridge {
  url: string;
  token: string;
  stop(): Promise<void>;
}

interface Answer {
  status: number;
  body: Reply | Reply[];
}

const Command = z.array(z.union([z.string(), z.number(), z.boolean()]).transform(String)).min(1);
const Commands = z.array(Command);

class BadRequest extends Error {}

/** A Redis in this process's memory behind Upstash's REST protocol; it forgets everything when it stops. */
export async function startRedisBridge(options: RedisBridgeOptions = {}): Promise<RedisBridge> {
  const token = options.token ?? randomBytes(24).toString("base64url");
  const redis = openRedis();
  const server = createServer({ keepAliveTimeout: 300_000 }, async (request, response) => {
    const { status, body } = await answer(request, redis, token);
    const text = JSON.stringify(body);
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
    response.writeHead(status, headers).end(text);
  });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The bridge has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    token,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      redis.close();
    },
  };
}

async function answer(request: IncomingMessage, redis: Redis, token: string): Promise<Answer> {
  try {
    const url = parseUrl(request.url ?? "/");
    if (!isAuthorized(request, url, token)) {
      return { status: 401, body: { error: "WRONGPASS invalid or missing auth token" } };
    }
    const base64 = request.headers["upstash-encoding"] === "base64";
    return await dispatch(url, await readBody(request), redis, base64);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { status: error instanceof BadRequest ? 400 : 500, body: { error: `ERR ${message}` } };
  }
}

async function dispatch(url: URL, body: string, redis: Redis, base64: boolean): Promise<Answer> {
  switch (url.pathname) {
    case "/":
      return single(await redis.run(parse(Command, body), base64));
    case "/pipeline":
      return { status: 200, body: await redis.runAll(parse(Commands, body), base64) };
    case "/multi-exec": {
      const replies = await redis.transaction(parse(Commands, body), base64);
      return Array.isArray(replies) ? { status: 200, body: replies } : { status: 400, body: replies };
    }
    default:
      return single(await redis.run(pathCommand(url, body), base64));
  }
}

function single(reply: Reply): Answer {
  return { status: "error" in reply ? 400 : 200, body: reply };
}

/** `/set/key/value?EX=100`; a body is the last argument before the options. */
function pathCommand(url: URL, body: string): string[] {
  const words = url.pathname.split("/").filter(Boolean).map(decodeWord);
  const flags = [...url.searchParams].filter(([name]) => name !== "_token").flat();
  return [...words, ...(body === "" ? [] : [body]), ...flags.filter((word) => word !== "")];
}

function parseUrl(path: string): URL {
  const url = URL.parse(path, "http://bridge");
  if (url === null) throw new BadRequest(`failed to parse the path ${path}`);
  return url;
}

function decodeWord(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    throw new BadRequest(`failed to parse the path's word ${word}`);
  }
}

function isAuthorized({ headers }: IncomingMessage, url: URL, token: string): boolean {
  const given = headers.authorization?.replace(/^Bearer /i, "") ?? url.searchParams.get("_token") ?? "";
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function parse<T>(schema: z.ZodType<T>, text: string): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new BadRequest("failed to parse the request body: not JSON");
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success)
    throw new BadRequest(`failed to parse the request body: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

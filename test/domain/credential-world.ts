import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { afterAll } from "vitest";
import { locating } from "#domain/credentials/settings.ts";
import type { Vault } from "#domain/credentials/vault.ts";
import { makeWorld } from "#engine/world/world.ts";
import { connectDb } from "#store/db.ts";
import { memoryFiles } from "../memory-files.ts";
import { nodeConnect } from "../node-connect.ts";
import { KEYRING, type Person, type World, world } from "../world.ts";

export interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
}

interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: object | string;
}

/** A server that stands for every provider, each under a path of its own. */
export async function providersServer(answer: (seen: Seen) => Reply | Promise<Reply>) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = "", url = "", headers } = request;
    const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
    seen.push(one);
    const { status = 200, headers: more = {}, body = {} } = await answer(one);
    response.writeHead(status, { "content-type": "application/json", ...more });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return { seen, origin: `http://127.0.0.1:${address.port}` };
}

export const vaultAt = (origin: string): Vault => ({
  keyring: KEYRING,
  clients: {
    google: { clientId: "client-of-google", clientSecret: "client-secret-of-google" },
    notion: { clientId: "client-of-notion", clientSecret: "client-secret-of-notion" },
  },
  locate: locating({
    "https://api.github.com": `${origin}/github`,
    "https://gmail.googleapis.com": `${origin}/gmail`,
    "https://oauth2.googleapis.com": `${origin}/google`,
    "https://api.notion.com": `${origin}/notion`,
    "https://api.telegram.org": `${origin}/telegram`,
    "https://api.openweathermap.org": `${origin}/weather`,
  }),
});

/** The platform with providers, and the world as blocks of somebody see it. */
export async function credentialWorld(answer: (seen: Seen) => Reply | Promise<Reply>) {
  const providers = await providersServer(answer);
  const vault = vaultAt(providers.origin);
  const platform: World = await world({ vault });
  const now = () => Date.now() + platform.clock.ahead;
  return {
    ...platform,
    providers,
    /** Each call is another worker: nothing is remembered between them. */
    blocksOf: ({ id }: Person) =>
      makeWorld({
        egressAllow: ["127.0.0.1"],
        models: { providers: {}, models: [], stubUrl: undefined },
        db: connectDb(platform.databaseUrl, platform.link.origin),
        files: memoryFiles(),
        vault,
        connect: nodeConnect(),
        now,
      })({ userId: id, executionId: "run", graphId: "graph", idempotencyKey: "key" }),
  };
}

import { createServer } from "node:http";
import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { sendAuthenticatedWebRequest } from "#blocks/http/send-authenticated-web-request.ts";
import { filesWith, rowsWith } from "./planted.ts";
import { BLOCK, startPlatform } from "./platform.ts";

const SECRET = "planted-secret-4c0ffee5";
const logs: string[] = [];
const api = await echoingApi();
const platform = await startPlatform({ onLog: (_source, line) => void logs.push(line) });
afterAll(async () => {
  api.close();
  await platform.stop();
});

/** An API that repeats what it was sent, and fails loudly when it is asked to. */
async function echoingApi() {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const key = String(request.headers["x-key"]);
    seen.push(key);
    response.statusCode = request.url === "/fails" ? 400 : 200;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ youSent: request.headers, key, [key]: [`Bearer ${key}`] }));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The API has no port");
  return { seen, host: `127.0.0.1:${address.port}`, close: () => server.close() };
}

const Stored = z.looseObject({ id: z.string() });

async function storedCredential() {
  const draft = { provider: "http", type: "host_scoped", host: api.host, headers: { "X-Key": SECRET } };
  const answer = await platform.call("POST", "/api/v2/integrations/credentials", draft);
  expect(answer.status).toBe(201);
  return { id: Stored.parse(answer.body).id, provider: "http", type: "host_scoped" };
}

const asking = (credentials: object) => ({
  name: "Asks",
  nodes: ["fine", "fails"].map((path) => ({
    id: path,
    block_id: sendAuthenticatedWebRequest.id,
    input_default: { credentials, url: `http://${api.host}/${path}`, method: "GET" },
  })),
  links: [],
});

describe("a secret that a run uses", () => {
  it("reaches its host and is found nowhere else, though the host repeats it", async () => {
    const graph = await platform.graph(asking(await storedCredential()));
    const run = await platform.start(graph);
    const execution = await platform.ended(run);
    expect(execution.status).toBe("COMPLETED");
    expect(api.seen).toEqual([SECRET, SECRET]);
    expect(JSON.stringify(execution)).toContain("[hidden]");
    const bundle = await platform.call("GET", `/api/v2/executions/${run}/bundle`);
    expect(JSON.stringify([execution, bundle.body])).not.toContain(SECRET);
    expect(await rowsWith(platform, SECRET)).toEqual([]);
    expect(filesWith(platform, SECRET)).toEqual([]);
    expect(logs.join("\n")).not.toContain(SECRET);
  });

  it("is found where it is planted: the search does look", async () => {
    const marker = "marker-of-the-search-91c2";
    const graph = await platform.graph({
      name: "Marker",
      nodes: [{ id: "a", block_id: BLOCK.store, input_default: { input: marker } }],
      links: [],
    });
    await platform.ended(await platform.start(graph));
    expect(await rowsWith(platform, marker)).toEqual(
      expect.arrayContaining(["graph_versions", "executions"]),
    );
    expect(filesWith(platform, marker).length).toBeGreaterThan(0);
  });

  it("stops the next node when its credential is deleted in the middle of the run", async () => {
    const credentials = await storedCredential();
    const graph = await platform.graph({
      name: "Waits, then asks",
      nodes: [
        { id: "wait", block_id: BLOCK.event, input_default: { event: "deleted" } },
        ...asking(credentials).nodes.slice(0, 1),
      ],
      links: [{ source_id: "wait", source_name: "payload", sink_id: "fine", sink_name: "body_#_x" }],
    });
    const run = await platform.start(graph);
    const before = api.seen.length;
    // Deleted: the answer has no body.
    await platform.call("DELETE", `/api/v2/integrations/credentials/${credentials.id}`).catch(() => null);
    expect((await platform.call("POST", "/api/v2/events", { name: "deleted", payload: "it" })).status).toBe(
      202,
    );
    const { node_executions } = await platform.ended(run);
    expect(node_executions.find(({ node_id }) => node_id === "fine")).toMatchObject({
      status: "FAILED",
      error: "You have no such http credential",
    });
    expect(api.seen).toHaveLength(before);
  });
});

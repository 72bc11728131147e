import { createServer, type IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { openQueue } from "#engine/outbox/queue.ts";
import { engineSettings } from "#engine/settings.ts";

const Batch = z.array(
  z.object({ destination: z.string(), headers: z.record(z.string(), z.string()), body: z.string() }),
);

interface Asked {
  path: string | undefined;
  headers: IncomingHttpHeaders;
  messages: z.output<typeof Batch>;
}

const asked: Asked[] = [];
let status = 200;
const server = createServer((request, response) => {
  void text(request).then((body) => {
    const messages = Batch.parse(JSON.parse(body));
    asked.push({ path: request.url, headers: request.headers, messages });
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(messages.map((_, index) => ({ messageId: `msg_${index}` }))));
  });
});
await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
afterAll(() => void server.close());

const address = server.address();
if (address === null || typeof address === "string") throw new Error("There is no port");
const queue = openQueue(
  { url: `http://127.0.0.1:${address.port}`, token: "token", publicUrl: "https://gossamer.test" },
  engineSettings({ USER_PARALLELISM: "7" }),
);

const wakeOf = (wake: number) => ({ userId: "ada", executionId: "run", wake });

describe("a call for workers", () => {
  it("is a message of ids, which the queue takes once and hands over so many of a user's at a time", async () => {
    await queue.call([wakeOf(3)]);
    expect(asked.splice(0)).toMatchObject([
      {
        path: "/v2/batch",
        headers: { authorization: "Bearer token" },
        messages: [
          {
            destination: "https://gossamer.test/internal/steps",
            body: JSON.stringify(wakeOf(3)),
            headers: {
              "upstash-deduplication-id": "run-3",
              "upstash-flow-control-key": "ada",
              "upstash-flow-control-value": "parallelism=7",
              "upstash-retries": "1",
            },
          },
        ],
      },
    ]);
  });

  it("is a hundred of them at a time, each once", async () => {
    await queue.call(Array.from({ length: 201 }, (_, index) => wakeOf(index + 1)));
    const batches = asked.splice(0).map(({ messages }) => messages.map(({ body }) => JSON.parse(body).wake));
    expect(batches.map(({ length }) => length)).toEqual([100, 100, 1]);
    expect(batches.flat()).toEqual(Array.from({ length: 201 }, (_, index) => index + 1));
  });

  it("throws when the queue does not take it", async () => {
    status = 400;
    await expect(queue.call([wakeOf(1)])).rejects.toThrow();
  });
});

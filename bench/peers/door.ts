import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { Job } from "../job.ts";

export interface Peer {
  /** Resolves with the result at the end. */
  run(job: Job): Promise<number>;
  /** Resolves once the run is durable. */
  start(job: Job): Promise<unknown>;
}

/** The same HTTP door for peers that are libraries: POST /run answers at the end, POST /start at the acknowledgement. */
export async function openDoor(peer: Peer): Promise<{ url: string; close(): void }> {
  const server = createServer({ keepAliveTimeout: 300_000 }, (request, response) => {
    serve(peer, request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The door has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function serve(peer: Peer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const job = Job.parse(JSON.parse(await text(request)));
  const isWhole = request.url === "/run";
  const answer = await (isWhole ? peer.run(job) : peer.start(job));
  response.writeHead(200, { "content-type": "application/json" }).end(isWhole ? String(answer) : "null");
}

import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

/** A server to have effects on: it echoes `{x}` as `{echo: {x}}`. Its gate holds answers back. */
export interface Outside {
  url: string;
  requests(): number;
  shut(): void;
  /** Lets go what waits. */
  open(): void;
  stop(): void;
}

export async function startOutside(): Promise<Outside> {
  let requests = 0;
  let gate = Promise.withResolvers<void>();
  gate.resolve();
  const server = createServer({ keepAliveTimeout: 300_000 }, async (request, response) => {
    requests += 1;
    const body = await text(request);
    await gate.promise;
    const answer = `{"echo":${body === "" ? "null" : body}}`;
    response.writeHead(200, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(answer),
    });
    response.end(answer);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return {
    url: `http://127.0.0.1:${address.port}/`,
    requests: () => requests,
    shut: () => {
      gate = Promise.withResolvers();
    },
    open: () => gate.resolve(),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

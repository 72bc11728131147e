import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** A line to an HTTP service that counts what crosses it and that a test can cut. */
export interface Link {
  origin: string;
  requests: number;
  state: "up" | "cut" | "hanging";
  /** Holds the answer to the next request back; resolves when it is there. */
  holdNext(): Promise<{ release(): void }>;
  stop(): Promise<void>;
}

export async function linkTo(target: string): Promise<Link> {
  const server = createServer((request, response) => void pass(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The link has no port");

  let holder: PromiseWithResolvers<{ release(): void }> | null = null;
  const link: Link = {
    origin: `http://127.0.0.1:${address.port}`,
    requests: 0,
    state: "up",
    holdNext: () => {
      holder = Promise.withResolvers();
      return holder.promise;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
    },
  };

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    link.requests += 1;
    if (link.state === "hanging") return;
    if (link.state === "cut") return void request.socket.destroy();
    const heldBy = holder;
    holder = null;
    const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method ?? "GET",
      headers: new Headers(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      ...(body.length > 0 && { body }),
    });
    const type = answer.headers.get("content-type") ?? "application/json";
    const text = await answer.text();
    if (heldBy !== null) await new Promise<void>((release) => heldBy.resolve({ release }));
    response.writeHead(answer.status, { "content-type": type }).end(text);
  }
  return link;
}

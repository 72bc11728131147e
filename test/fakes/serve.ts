import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";

/** A service that listens on a port of its own. */
export interface Fake {
  url: string;
  /** What it was asked, in order: method and path, without the query. */
  asked: string[];
  /** The next request is one too many. */
  tire(): void;
  close(): void;
}

interface Service {
  fetch(request: Request): Response | Promise<Response>;
}

/** Serves a fake; `tired` is what its service answers to one request too many. */
export async function serve(app: Service, tired: () => Response): Promise<Fake> {
  const asked: string[] = [];
  let isTired = false;
  const server = createServer(async (incoming, outgoing) => {
    const request = await requestOf(incoming);
    asked.push(`${request.method} ${new URL(request.url).pathname}`);
    const answer = isTired ? tired() : await app.fetch(request);
    isTired = false;
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
    outgoing.end(Buffer.from(await answer.arrayBuffer()));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The fake has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    tire: () => {
      isTired = true;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const { method = "GET", url = "/" } = incoming;
  const headers = new Headers(
    Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]),
  );
  const body = method === "GET" || method === "HEAD" ? null : Buffer.concat(chunks);
  return new Request(`http://fake${url}`, { method, headers, body });
}

import { createServer, type IncomingMessage } from "node:http";
import type { BlockIo } from "#blocks/block.ts";

/** Something that answers for an origin. */
export interface Answering {
  origin: string;
  answer(request: Request): Promise<Response>;
}

/** Several that share an origin: each answers for paths that begin as it says, the last for all others. */
export const sharing = (origin: string, parts: readonly (readonly [string, Answering])[]): Answering => ({
  origin,
  answer: async (request) => {
    const { pathname } = new URL(request.url);
    const found = parts.find(([prefix]) => pathname.startsWith(prefix)) ?? parts.at(-1);
    return found === undefined ? new Response(null, { status: 404 }) : found[1].answer(request);
  },
});

export interface Served {
  /** What `PROVIDER_BASE_URLS` must say for requests to come here. */
  baseUrls: Record<string, string>;
  close(): void;
}

/** Serves several origins at one port, each below its host's name. */
export async function serve(apis: readonly Answering[]): Promise<Served> {
  const byHost = new Map(apis.map((api) => [new URL(api.origin).host, api]));
  const server = createServer(async (incoming, outgoing) => {
    const [, host = "", path = ""] = /^\/([^/]+)(\/.*)$/.exec(incoming.url ?? "") ?? [];
    const api = byHost.get(host);
    const answer =
      api === undefined
        ? new Response(null, { status: 404 })
        : await api.answer(await requestOf(incoming, api.origin + path)).catch((error: unknown) => {
            return Response.json({ error: { message: String(error) } }, { status: 501 });
          });
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
    outgoing.end(new Uint8Array(await answer.arrayBuffer()));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const baseUrls = Object.fromEntries(
    apis.map(({ origin }) => [origin, `http://127.0.0.1:${port}/${new URL(origin).host}`]),
  );
  return { baseUrls, close: () => void server.close() };
}

async function requestOf(incoming: IncomingMessage, url: string): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const { method = "GET", headers } = incoming;
  const given = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  const hasBody = chunks.length > 0;
  return new Request(url, { method, headers: given, ...(hasBody && { body: Buffer.concat(chunks) }) });
}

/** How a block reaches the services without a network, with one access token. */
export function reaching(apis: readonly Answering[], token: string): Pick<BlockIo, "fetch"> {
  const byOrigin = new Map(apis.map((api) => [api.origin, api]));
  return {
    fetch: async (url, { using, timeoutMs: _timeoutMs, ...init } = {}) => {
      const api = byOrigin.get(new URL(url).origin);
      if (api === undefined) throw new TypeError(`nothing answers at ${url}`);
      const headers = new Headers(init.headers);
      if (using !== undefined) headers.set("authorization", `Bearer ${token}`);
      return api.answer(new Request(url, { ...init, headers }));
    },
  };
}

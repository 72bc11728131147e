import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { brotliCompressSync, constants, createBrotliCompress, gzipSync } from "node:zlib";

export interface HostileServer {
  host: string;
  seen: { path: string; headers: IncomingHttpHeaders }[];
  /** Paths whose connection has ended. */
  closed: string[];
  close: () => void;
}

/** A server on a free port of 127.0.0.1; `moved` says where /moved/… redirects to. */
export async function hostileServer(
  moved: (path: string) => string = (path) => path,
): Promise<HostileServer> {
  const bombs = await makeBombs();
  const seen: HostileServer["seen"] = [];
  const closed: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    seen.push({ path, headers: request.headers });
    response.on("close", () => closed.push(path));
    const bomb = bombs[path];
    if (bomb) response.writeHead(200, { "content-encoding": bomb.encoding }).end(bomb.bytes);
    else if (path.startsWith("/moved")) response.writeHead(307, { location: moved(path) }).end("moved");
    else (ANSWERS[path] ?? fine)(response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    host: `127.0.0.1:${portOf(server.address())}`,
    seen,
    closed,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const fine = (response: ServerResponse) => response.end("fine");

const ANSWERS: { [path: string]: (response: ServerResponse) => unknown } = {
  "/gzip": (response) => response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("unpacked")),
  "/brotli": (response) =>
    response.writeHead(200, { "content-encoding": "br" }).end(brotliCompressSync("unpacked")),
  "/not-gzip": (response) => response.writeHead(200, { "content-encoding": "gzip" }).end("not gzip"),
  "/exactly-1000": (response) => response.end("x".repeat(1000)),
  "/declared-1001": (response) => response.writeHead(200, { "content-length": "1001" }).write("x"),
  "/head": (response) => response.writeHead(200, { "content-length": "1000000000" }).end(),
  "/no-content": (response) => response.writeHead(204).end(),
  "/reset-content": (response) => response.writeHead(205).end(),
  "/not-modified": (response) => response.writeHead(304, { "content-length": "1000000000" }).end(),
  "/status-999": (response) => response.writeHead(999).end(),
  "/silent": () => undefined,
  "/endless": (response) => every(1, response, () => response.write("x".repeat(64 * 1024))),
  "/drip": (response) => every(20, response, () => response.write("x")),
  "/slow-headers": (response) =>
    every(20, response, (at) => response.socket?.write(at === 0 ? "HTTP/1.1 200 OK\r\nx-a: " : "a")),
  "/breaks-off": (response) =>
    response.writeHead(200).write("x", () => setTimeout(() => response.destroy(), 50)),
};

function every(ms: number, response: ServerResponse, act: (at: number) => void): void {
  let at = 0;
  const timer = setInterval(() => act(at++), ms);
  response.on("close", () => clearInterval(timer));
}

interface Bomb {
  encoding: string;
  bytes: Buffer;
}

/** Three answers of one gibibyte of zeros. */
async function makeBombs(): Promise<{ [path: string]: Bomb }> {
  const zeros = Buffer.alloc(8 * 1024 * 1024);
  const member = gzipSync(zeros, { level: 9 });
  const gzip = Buffer.concat(new Array<Buffer>(128).fill(member));
  const brotli = createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
  return {
    "/bomb/gzip": { encoding: "gzip", bytes: gzip },
    "/bomb/gzip-in-gzip": { encoding: "gzip, gzip", bytes: gzipSync(gzip, { level: 9 }) },
    "/bomb/brotli": {
      encoding: "br",
      bytes: await buffer(Readable.from(new Array(128).fill(zeros)).pipe(brotli)),
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return address.port;
}

import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { type WebSocket, WebSocketServer } from "ws";
import { relay } from "./neon-bridge/relay.ts";
import { sqlEndpoint } from "./neon-bridge/sql-endpoint.ts";

export interface NeonBridgeOptions {
  port?: number;
  /** Whose TLS settings WebSockets to its host and port get; requests over HTTP bring theirs. */
  databaseUrl?: string;
  /** Milliseconds to wait for a connection (10 s), and for a statement or batch over HTTP (60 s). */
  connectMs?: number;
  queryMs?: number;
}

export interface NeonBridge {
  /** `http://127.0.0.1:<port>`: the driver's fetchEndpoint is `/sql` below it, its wsProxy `/v1`. */
  origin: string;
  stop(): Promise<void>;
}

const GOODBYE_MS = 500;

/** Speaks to any PostgreSQL for @neondatabase/serverless, in both of its transports. */
export async function startNeonBridge(options: NeonBridgeOptions = {}): Promise<NeonBridge> {
  const limits = { connectMs: options.connectMs ?? 10_000, queryMs: options.queryMs ?? 60_000 };
  const sql = sqlEndpoint(limits);
  const sockets = new WebSocketServer({ noServer: true });
  const server = createServer({ keepAliveTimeout: 300_000 }, (request, response) => {
    if (request.method === "POST" && request.url === "/sql") return void sql.handle(request, response);
    response.writeHead(404).end();
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Only browsers send an origin, and no page has business with the database.
    if (request.headers.origin !== undefined) return void socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      void relay(webSocket, request, { databaseUrl: options.databaseUrl, limits });
    });
  });

  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The bridge has no port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      server.close();
      await Promise.all([...sockets.clients].map(farewell));
      server.closeAllConnections();
      await sql.close();
    },
  };
}

/** A close frame first: to a driver a cut connection is an error. */
async function farewell(webSocket: WebSocket): Promise<void> {
  const closed = once(webSocket, "close");
  webSocket.close(1001);
  await Promise.race([closed, sleep(GOODBYE_MS, undefined, { ref: false })]);
  webSocket.terminate();
}

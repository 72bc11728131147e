import { once } from "node:events";
import { createServer, connect as dial, type Socket } from "node:net";

/**
 * How a line fails: nobody listens; connections stand still, and go on when the line is well again; or each is reset in
 * the middle of an answer.
 */
export type Fault = "refuses" | "hangs" | "resets";

export interface FaultyLine {
  port: number;
  be(state: Fault | "well"): Promise<void>;
  stop(): Promise<void>;
}

/** A TCP proxy on 127.0.0.1 before a port of this machine: a line that can be made to fail. */
export async function faultyLine(targetPort: number): Promise<FaultyLine> {
  let state: Fault | "well" = "well";
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = dial(targetPort, "127.0.0.1");
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      if (state === "hangs") socket.pause();
      socket.on("error", () => {});
      socket.on("end", () => other.end());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    client.on("data", (chunk) => upstream.write(chunk));
    upstream.on("data", (chunk) => {
      if (state !== "resets") return void client.write(chunk);
      client.write(chunk.subarray(0, Math.ceil(chunk.byteLength / 2)), () => client.resetAndDestroy());
    });
  });
  const listen = async (port: number) => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  };
  const close = async () => {
    const closed = server.listening ? once(server, "close") : null;
    server.close();
    for (const socket of sockets) socket.resetAndDestroy();
    await closed;
  };
  await listen(0);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The line has no port");
  return {
    port: address.port,
    be: async (next) => {
      state = next;
      if (next === "refuses") return close();
      if (!server.listening) await listen(address.port);
      for (const socket of sockets) next === "hangs" ? socket.pause() : socket.resume();
    },
    stop: close,
  };
}

/** The same address, at a line before it. */
export function onLine({ port }: FaultyLine, address: string): string {
  const url = new URL(address);
  url.hostname = "127.0.0.1";
  url.port = String(port);
  return url.href.replace(/\/$/, "");
}

export const portOf = (address: string): number => Number(new URL(address).port);

import { createServer, type Server } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import type { ListenReply, ListenRequest } from "./listener.ts";

const request: ListenRequest = workerData;
const servers: Server[] = [];

const reply = await listenOnLoopback(request.port).catch(
  (error: NodeJS.ErrnoException): ListenReply => ({ error: error.code ?? error.message }),
);
parentPort?.postMessage(reply);
// A blocked thread never accepts: connections wait in the kernel for whoever inherits the sockets.
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);

async function listenOnLoopback(port: number): Promise<ListenReply> {
  const first = await listen("127.0.0.1", port);
  const bound = portOf(first);
  const second = await listen("::1", bound).catch((error: NodeJS.ErrnoException) => {
    if (port !== 0 && error.code === "EADDRINUSE") throw error;
    return null; // no IPv6 here
  });
  return { port: bound, descriptors: [first, second].flatMap((server) => descriptorOf(server) ?? []) };
}

function listen(host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    servers.push(server);
    server.once("error", reject);
    server.listen({ host, port, exclusive: true, backlog: 4096 }, () => resolve(server));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the socket has no port");
  return address.port;
}

/** Node keeps the descriptor on the server's handle, which its types leave out. */
function descriptorOf(server: Server | null): number | undefined {
  return (server as (Server & { _handle?: { fd: number } }) | null)?._handle?.fd;
}

import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Connect, TcpSocket } from "#lib/egress/socket.ts";

/** Workers' `connect` over Node's sockets. TLS trusts only `ca`. */
export const nodeConnect =
  (ca?: string): Connect =>
  ({ hostname, port }, { secureTransport }) => {
    const socket = connect(port, hostname);
    const secured = (plain: Socket): TcpSocket =>
      socketOf(
        connectTls({ socket: plain, host: hostname, ...(ca !== undefined && { ca }) }),
        "secureConnect",
        () => {
          throw new Error("The socket is secure already");
        },
      );
    return secureTransport === "on" ? secured(socket) : socketOf(socket, "connect", () => secured(socket));
  };

function socketOf(socket: Socket, opens: "connect" | "secureConnect", startTls: () => TcpSocket): TcpSocket {
  const readable = new ReadableStream<Uint8Array>({
    start(controller) {
      let isOver = false;
      const over = (end: () => void) => {
        if (!isOver) end();
        isOver = true;
      };
      socket.on("data", (data) => controller.enqueue(Uint8Array.from(Buffer.from(data))));
      socket.on("error", (error) => over(() => controller.error(error)));
      socket.on("close", () => over(() => controller.close()));
    },
  });
  const writable = new WritableStream<Uint8Array>({ write: (bytes) => void socket.write(bytes) });
  return {
    readable,
    writable,
    opened: new Promise((resolve, reject) => socket.once(opens, resolve).once("error", reject)),
    close: async () => void socket.destroy(),
    startTls: () => {
      for (const event of ["data", "error", "close"]) socket.removeAllListeners(event);
      return startTls();
    },
  };
}

import type { TcpSocket } from "#lib/egress/socket.ts";

/** A TCP connection in the shape of a WebSocket, which is all that Neon's driver talks through. */
export class TcpWebSocket extends EventTarget {
  binaryType = "arraybuffer";
  /** It is made of a connection that is open. */
  readonly readyState = 1;
  readonly #socket: TcpSocket;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;

  constructor(socket: TcpSocket) {
    super();
    this.#socket = socket;
    this.#writer = socket.writable.getWriter();
    // After the driver has put its listeners on.
    queueMicrotask(() => {
      this.dispatchEvent(new Event("open"));
      this.#read().catch(() => this.#closed());
    });
  }

  send(data: Uint8Array): void {
    this.#writer.write(Uint8Array.from(data)).catch(() => this.#closed());
  }

  close(): void {
    this.#socket.close().catch(() => undefined);
  }

  async #read(): Promise<void> {
    for await (const chunk of this.#socket.readable) {
      this.dispatchEvent(new MessageEvent("message", { data: Uint8Array.from(chunk).buffer }));
    }
    this.#closed();
  }

  #closed(): void {
    this.dispatchEvent(new Event("close"));
  }
}

import { type AllowList, checkHost } from "./destination.ts";
import { EgressError } from "./error.ts";

/** The part of a Workers TCP socket that is used here. */
export interface TcpSocket {
  readable: ReadableStream<Uint8Array>;
  writable: WritableStream<Uint8Array>;
  opened: Promise<unknown>;
  close(): Promise<void>;
  /** Only of a socket that was connected with `starttls`; takes the place of this one. */
  startTls(): TcpSocket;
}

export type Connect = (
  address: { hostname: string; port: number },
  options: { secureTransport: "on" | "off" | "starttls"; allowHalfOpen: boolean },
) => TcpSocket;

export interface Target {
  host: string;
  port: number;
  /** The only ports of hosts that the operator did not open. */
  ports?: ReadonlySet<number>;
  /** Encrypted from the first byte, or later, when the protocol asks for it. */
  tls: "at once" | "later";
}

export interface Dialed {
  socket: TcpSocket;
  /** The operator opened this host although it is not public: it may speak without encryption. */
  isOpened: boolean;
}

/** Opens a TCP connection to a host that somebody else named: a public one, or one that the operator opened. */
export type Dial = (target: Target, signal: AbortSignal) => Promise<Dialed>;

export const makeDial =
  (connect: Connect, allows: AllowList): Dial =>
  async ({ host, port, ports, tls }, signal) => {
    const { hostname, isOpened } = checkHost(host, port, allows);
    if (!isOpened && ports?.has(port) === false) {
      throw new EgressError("blocked", `Port ${port} is not allowed, only ${[...ports].join(", ")}`);
    }
    signal.throwIfAborted();
    const secureTransport = tls === "at once" ? "on" : "starttls";
    const name = `${hostname}:${port}`;
    try {
      const socket = connect({ hostname, port }, { secureTransport, allowHalfOpen: false });
      await Promise.race([socket.opened, aborted(signal)]);
      return { socket, isOpened };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw new EgressError("unreachable", `${name} cannot be reached`, error);
    }
  };

/** Rejects when the signal aborts, with its reason. */
export const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });

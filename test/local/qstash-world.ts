import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { Client, Receiver } from "@upstash/qstash";
import { onTestFinished } from "vitest";
import type { Clock } from "../../local/qstash/clock.ts";
import { type QstashOptions, startQstash } from "../../local/qstash.ts";

export interface Received {
  path: string;
  method: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  /** Answers after this. */
  until?: Promise<unknown>;
}

/** The emulator, the official client and receiver, and a destination; all end with the test. */
export async function world(options: Partial<QstashOptions> = {}) {
  const destination = await aDestination();
  const logged: string[] = [];
  const start = async (more: Partial<QstashOptions> = {}) => {
    const qstash = await startQstash({
      file: ":memory:",
      onLog: (line) => logged.push(line),
      ...options,
      ...more,
    });
    onTestFinished(() => qstash.stop().catch(() => undefined));
    return qstash;
  };
  const qstash = await start();
  const client = aClient(qstash);
  const receiver = new Receiver({
    currentSigningKey: qstash.currentSigningKey,
    nextSigningKey: qstash.nextSigningKey,
  });
  const send = (
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body: string | null = null,
  ) =>
    fetch(`${qstash.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${qstash.token}`, ...headers },
      body,
    });
  return { qstash, client, receiver, destination, logged, send, start };
}

export function aClient({ url, token }: { url: string; token: string }): Client {
  return new Client({ baseUrl: url, token, enableTelemetry: false, retry: false });
}

/** An HTTP server that keeps what it receives and answers 200, or what `answer` says. */
export async function aDestination(port = 0) {
  const received: Received[] = [];
  const state: { answer: (request: Received, nth: number) => Answer } = { answer: () => ({}) };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", async () => {
      const { url: path = "", method = "", headers } = request;
      const got = { path, method, headers, body: Buffer.concat(chunks).toString("utf8") };
      const { status = 200, headers: sent = {}, body = "ok", until } = state.answer(got, received.push(got));
      await until;
      response.writeHead(status, sent).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  onTestFinished(close);
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    close,
    received,
    bodies: () => received.map(({ body }) => body),
    answer(answer: (request: Received, nth: number) => Answer) {
      state.answer = answer;
    },
    /** Resolves when this many requests have arrived. */
    async arrived(count: number) {
      while (received.length < count) await new Promise((resolve) => setTimeout(resolve, 2));
    },
  };
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === "string") throw new Error("the destination has no port");
  return address.port;
}

/** A clock that stands still until it is told to go on. */
export function aClock(): Clock & { advance(ms: number): void } {
  let now = Date.now();
  const wakes = new Map<() => void, number>();
  return {
    now: () => now,
    wakeAt(at, wake) {
      const own = () => wake();
      wakes.set(own, at);
      return () => wakes.delete(own);
    },
    advance(ms) {
      now += ms;
      for (const [wake, at] of [...wakes].sort(([, a], [, b]) => a - b)) {
        if (at <= now && wakes.delete(wake)) wake();
      }
    },
  };
}

export function aGate(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

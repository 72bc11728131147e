import {
  Agent,
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestOptions,
} from "node:http";
import { Agent as TlsAgent, request as tlsRequest } from "node:https";
import { URL, urlToHttpOptions } from "node:url";
import type { Clock } from "./clock.ts";
import type { Header, Outcome } from "./message.ts";
import { canonicalName } from "./options.ts";

const MAX_ANSWER_BYTES = 1024 * 1024;
const MAX_TARGETS = 1000;
const KEEP_ALIVE = { keepAlive: true, scheduling: "lifo", maxFreeSockets: 1000 } as const;

export interface OutgoingRequest {
  url: string;
  method: string;
  headers: OutgoingHttpHeaders;
  body: Buffer;
  timeoutMs: number;
  /** Whether the body of a success matters to anyone; that of a failure always does. */
  keepBody: boolean;
}

/** Sends requests over kept-alive connections. */
export class Sender {
  readonly #clock: Clock;
  readonly #agent = new Agent(KEEP_ALIVE);
  readonly #tlsAgent = new TlsAgent(KEEP_ALIVE);
  readonly #targets = new Map<string, RequestOptions>();
  #isClosed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Never rejects: a request without an answer has an `error`. */
  async send(request: OutgoingRequest): Promise<Outcome> {
    const first = await this.#sendOnce(request);
    // The destination closed a kept-alive connection while we wrote to it: this says nothing about the message.
    const second = first === "stale connection" ? await this.#sendOnce(request) : first;
    return second === "stale connection" ? noAnswer("the connection was reset") : second;
  }

  close(): void {
    this.#isClosed = true;
    this.#agent.destroy();
    this.#tlsAgent.destroy();
  }

  /** Parses a URL once: the same few take most of the messages. */
  #targetOf(url: string): RequestOptions {
    const known = this.#targets.get(url);
    if (known !== undefined) return known;
    const target = urlToHttpOptions(new URL(url));
    if (this.#targets.size >= MAX_TARGETS) this.#targets.clear();
    this.#targets.set(url, target);
    return target;
  }

  #sendOnce(request: OutgoingRequest): Promise<Outcome | "stale connection"> {
    return new Promise<Outcome | "stale connection">((resolve) => {
      if (this.#isClosed) return resolve(noAnswer("the emulator is stopping"));
      const outgoing = this.#open(request);
      const cancelTimeout = this.#clock.wakeAt(this.#clock.now() + request.timeoutMs, () =>
        outgoing.destroy(new Error(`no answer within ${request.timeoutMs} ms`)),
      );
      outgoing.on("response", (response) => collect(response, request.keepBody, resolve));
      outgoing.on("error", (error) => {
        const isStale = outgoing.reusedSocket && "code" in error && error.code === "ECONNRESET";
        resolve(isStale ? "stale connection" : noAnswer(error.message));
      });
      outgoing.on("close", cancelTimeout);
      // As Latin-1 the bytes stay what they are, and headers and body go out in one write.
      outgoing.end(request.body.toString("latin1"), "latin1");
    }).catch((error: unknown) => noAnswer(error instanceof Error ? error.message : String(error)));
  }

  /** @throws TypeError for a header value that HTTP does not allow. */
  #open({ url, method, headers }: OutgoingRequest): ClientRequest {
    const target = this.#targetOf(url);
    const isTls = target.protocol === "https:";
    const agent = isTls ? this.#tlsAgent : this.#agent;
    return (isTls ? tlsRequest : httpRequest)({ ...target, method, headers, agent });
  }
}

function collect(response: IncomingMessage, keepBody: boolean, resolve: (outcome: Outcome) => void): void {
  const status = response.statusCode ?? 0;
  const isKept = keepBody || status < 200 || status > 299;
  const chunks: Buffer[] = [];
  let size = 0;
  if (isKept) {
    response.on("data", (chunk: Buffer) => {
      if (size < MAX_ANSWER_BYTES) chunks.push(chunk.subarray(0, MAX_ANSWER_BYTES - size));
      size += chunk.length;
    });
  } else response.resume();
  response.on("error", (error) => resolve(noAnswer(error.message)));
  response.on("end", () =>
    resolve({ status, header: isKept ? headerOf(response) : {}, body: Buffer.concat(chunks) }),
  );
}

function headerOf(response: IncomingMessage): Header {
  const header: Header = {};
  for (const [name, values] of Object.entries(response.headersDistinct)) {
    if (values !== undefined) header[canonicalName(name)] = values;
  }
  return header;
}

function noAnswer(error: string): Outcome {
  return { status: 0, header: {}, body: Buffer.alloc(0), error };
}

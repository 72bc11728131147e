import type { OutgoingHttpHeaders } from "node:http";
import type { Faults } from "./chaos.ts";
import { type Clock, sleep } from "./clock.ts";
import type { Message, Outcome } from "./message.ts";
import type { Sender } from "./sender.ts";
import { sign } from "./signature.ts";

const DEFAULT_TIMEOUT_MS = 15 * 60_000;

export interface CourierDeps {
  clock: Clock;
  sender: Sender;
  signingKey: () => string;
}

/** Carries a message to its destination, signed, through whatever faults were drawn for the attempt. */
export class Courier {
  readonly #deps: CourierDeps;

  constructor(deps: CourierDeps) {
    this.#deps = deps;
  }

  async attempt(message: Message, faults: Faults): Promise<Outcome> {
    if (faults.delayMs > 0) await sleep(this.#deps.clock, faults.delayMs);
    if (faults.lost === "request") return lost("request");
    const outcome = await this.send(message, message.retried);
    return faults.lost === "answer" ? lost("answer") : outcome;
  }

  /** One request, whatever becomes of it. */
  send(message: Message, retried: number): Promise<Outcome> {
    const { envelope, body } = message;
    const now = this.#deps.clock.now();
    return this.#deps.sender.send({
      url: envelope.url,
      method: envelope.delivery.method,
      headers: headersOf(message, retried, sign({ url: envelope.url, body }, this.#deps.signingKey(), now)),
      body,
      timeoutMs: envelope.delivery.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      keepBody: envelope.callback !== undefined,
    });
  }
}

function headersOf({ id, envelope, body }: Message, retried: number, signature: string): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {
    "User-Agent": "Upstash-QStash",
    ...envelope.delivery.header,
    "Upstash-Message-Id": id,
    "Upstash-Retried": String(retried),
    "Upstash-Caller-Ip": envelope.callerIp,
    "Upstash-Signature": signature,
  };
  if (body.length > 0) headers["Content-Length"] = body.length;
  if (envelope.scheduleId !== undefined) headers["Upstash-Schedule-Id"] = envelope.scheduleId;
  if (envelope.topic !== undefined) headers["Upstash-Topic-Name"] = envelope.topic;
  return headers;
}

function lost(what: "request" | "answer"): Outcome {
  return { status: 0, header: {}, body: Buffer.alloc(0), error: `chaos: the ${what} was lost` };
}

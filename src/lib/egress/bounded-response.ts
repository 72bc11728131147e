import type { Deadline } from "../deadline.ts";
import { EgressError } from "./error.ts";
import { heldResponse } from "./held-response.ts";
import type { Hop } from "./hop.ts";

/** An answer that is no longer is read before it is handed on: a stream around it would cost more than it. */
const SHORT = 64 * 1024;

/**
 * The answer with its final URL, and a body that fails with an EgressError when it grows past `maxBytes` (counted
 * after decompression), takes too long or breaks off. Throws `too_large` at once when Content-Length says so.
 */
export async function boundedResponse(
  answer: Response,
  hop: Hop,
  maxBytes: number,
  deadline: Deadline,
): Promise<Response> {
  const { status, statusText, headers } = answer;
  if (status < 200 || status > 599) {
    throw new EgressError("unreachable", `${hop.url.host} answered with the unknown status ${status}`);
  }
  if (answer.body !== null && Number(headers.get("content-length")) > maxBytes) throw tooLarge(hop, maxBytes);
  const response = isShort(headers)
    ? heldResponse(answer, await shortBody(answer, hop, deadline))
    : new Response(longBody(answer, hop, maxBytes, deadline), { status, statusText, headers });
  return Object.defineProperty(response, "url", { value: hop.url.href });
}

/** A body has its declared length, unless it is unpacked on the way. */
function isShort(headers: Headers): boolean {
  const length = headers.get("content-length");
  return length !== null && Number(length) <= SHORT && !headers.has("content-encoding");
}

async function shortBody(answer: Response, hop: Hop, deadline: Deadline): Promise<ArrayBuffer | null> {
  try {
    return answer.body && (await deadline.meet(answer.arrayBuffer()));
  } catch (error) {
    throw asReadError(error, hop, deadline.signal);
  } finally {
    deadline.end();
  }
}

function longBody(
  { body }: Response,
  hop: Hop,
  maxBytes: number,
  deadline: Deadline,
): ReadableStream<Uint8Array> | null {
  if (body !== null) return boundedBody(body.getReader(), hop, maxBytes, deadline);
  deadline.end();
  return null;
}

function boundedBody(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  hop: Hop,
  maxBytes: number,
  deadline: Deadline,
): ReadableStream<Uint8Array> {
  let size = 0;
  const source: UnderlyingSource<Uint8Array> = {
    async pull(controller) {
      try {
        const { done, value } = await deadline.meet(reader.read());
        size += value?.byteLength ?? 0;
        if (size > maxBytes) throw tooLarge(hop, maxBytes);
        if (!done) return controller.enqueue(value);
        deadline.end();
        controller.close();
      } catch (error) {
        deadline.end();
        reader.cancel().catch(() => undefined);
        throw asReadError(error, hop, deadline.signal);
      }
    },
    cancel(reason) {
      deadline.end();
      return reader.cancel(reason);
    },
  };
  // Nothing is read before it is asked for, so a slow reader holds at most one chunk.
  return new ReadableStream(source, { highWaterMark: 0 });
}

function asReadError(error: unknown, hop: Hop, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof EgressError) return error;
  return new EgressError("unreachable", `${hop.url.host} broke off its answer`, error);
}

function tooLarge(hop: Hop, maxBytes: number): EgressError {
  return new EgressError("too_large", `The answer of ${hop.url.host} is larger than ${maxBytes} bytes`);
}

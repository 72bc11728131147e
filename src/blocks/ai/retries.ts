import { BlockError, type BlockIo } from "../block.ts";

const FIRST_PAUSE_MS = 500;
/** A longer pause is the engine's, which holds no compute meanwhile. */
const LONGEST_PAUSE_MS = 10_000;

/** A failure of a provider's library or of the way there, in words for whoever runs the graph. */
export async function asBlockError(provider: string, error: unknown, now: number): Promise<BlockError> {
  const own = blockErrorIn(error);
  if (own !== undefined) return own;
  const { APICallError } = await import("@ai-sdk/provider");
  if (!APICallError.isInstance(error) || error.statusCode === undefined || error.statusCode < 400) {
    return new BlockError(`${provider} gave no usable answer: ${textOf(error)}`, {
      retryable: true,
      cause: error,
    });
  }
  const { statusCode, message, responseHeaders = {}, isRetryable: retryable } = error;
  const wait = retryAfterOf(responseHeaders, now);
  return new BlockError(`${provider} answered ${statusCode}: ${message}`, {
    retryable,
    ...(wait !== undefined && { retryAfterMs: wait }),
    cause: error,
  });
}

/** Waits before the next try, or throws the failure again when the provider wants a longer pause than is ours to hold. */
export async function pauseBefore(failures: number, failure: BlockError, io: BlockIo): Promise<void> {
  const backoff = FIRST_PAUSE_MS * 2 ** failures * (0.5 + io.random() / 2);
  const pause = failure.retryAfterMs ?? backoff;
  if (pause > LONGEST_PAUSE_MS) throw failure;
  await sleep(pause, io.signal);
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}

function textOf(error: unknown): string {
  const text = error instanceof Error ? error.message : JSON.stringify(error);
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}

/** Libraries wrap what our own fetch threw. */
function blockErrorIn(error: unknown): BlockError | undefined {
  let cause = error;
  for (let depth = 0; depth < 5 && cause instanceof Error; depth += 1) {
    if (cause instanceof BlockError) return cause;
    cause = cause.cause;
  }
  return undefined;
}

/** RFC 9110, section 10.2.3: seconds, or a date; before it OpenAI's own header in milliseconds. */
function retryAfterOf(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const ms = Number(headers["retry-after-ms"] ?? Number.NaN);
  if (ms >= 0) return ms;
  const header = headers["retry-after"];
  if (header === undefined) return undefined;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}

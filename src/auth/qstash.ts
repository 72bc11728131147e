import { Receiver } from "@upstash/qstash";
import { AppError } from "#lib/errors.ts";

export interface QueueKeys {
  currentSigningKey: string;
  nextSigningKey: string;
}

export function signatureOf(request: Request): string {
  const signature = request.headers.get("upstash-signature");
  if (signature === null) throw new AppError("UNAUTHORIZED", "Only the queue may call this path");
  return signature;
}

/** The signature covers this path and the body's hash, so neither can be another's. */
export async function verifyQueue(
  signature: string,
  body: string,
  url: string,
  keys: QueueKeys,
): Promise<void> {
  try {
    await new Receiver(keys).verify({ signature, body, url, clockTolerance: CLOCK_TOLERANCE_S });
  } catch (cause) {
    throw new AppError("UNAUTHORIZED", "The queue's signature does not fit", { cause });
  }
}

/** Clocks of the queue and of this machine may differ by as much. */
const CLOCK_TOLERANCE_S = 600;

import * as z from "zod";
import { type QueueKeys, signatureOf, verifyQueue } from "#auth/qstash.ts";
import { AppError, notFound } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { readBytes } from "../body.ts";

interface QueueDoor {
  keys: QueueKeys;
  publicUrl: string;
  work(wake: Wake): Promise<{ steps: number }>;
}

type Wake = z.infer<typeof WakeBody>;

const WakeBody = z.object({ userId: z.guid(), executionId: z.guid(), wake: z.int().positive() });

/** Ids and a number: a message of ours has not a hundredth of it. */
const MAX_WAKE_BYTES = 16 * 1024;

/** The paths that only the queue may call. A message that cannot be read is never tried again (status 489). */
export async function serveQueue(door: QueueDoor, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (request.method !== "POST" || pathname !== "/internal/steps") throw notFound("Path");
  const signature = signatureOf(request);
  const body = await readBounded(request);
  if (body === null) return poison("It is too large");
  await verifyQueue(signature, body, `${door.publicUrl}${pathname}`, door.keys);
  const wake = parse(body);
  if (wake === null) return poison("It is no wake-up");
  const { steps } = await door.work(wake);
  log("info", "steps", { execution_id: wake.executionId, user: wake.userId, wake: wake.wake, steps });
  return Response.json({ steps });
}

/** Null when it is larger than any message of ours, signed or not. */
async function readBounded(request: Request): Promise<string | null> {
  try {
    return new TextDecoder().decode(await readBytes(request, MAX_WAKE_BYTES));
  } catch (error) {
    if (error instanceof AppError && error.code === "PAYLOAD_TOO_LARGE") return null;
    throw error;
  }
}

function parse(body: string): Wake | null {
  try {
    return WakeBody.parse(JSON.parse(body));
  } catch {
    return null;
  }
}

function poison(reason: string): Response {
  log("error", "queue_message_unreadable", { reason });
  return Response.json(
    { error: "unreadable" },
    { status: 489, headers: { "Upstash-NonRetryable-Error": "true" } },
  );
}

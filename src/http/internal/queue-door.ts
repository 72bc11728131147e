import * as z from "zod";
import { type QueueKeys, verifyQueue } from "#auth/qstash.ts";
import { notFound } from "#lib/errors.ts";
import { describeError, log } from "#lib/log.ts";

interface QueueDoor {
  keys: QueueKeys;
  publicUrl: string;
  work(wake: Wake): Promise<{ steps: number }>;
}

type Wake = z.infer<typeof WakeBody>;

const WakeBody = z.object({ userId: z.guid(), executionId: z.guid(), wake: z.int().positive() });

/** The paths that only the queue may call. A message that cannot be read is never tried again (status 489). */
export async function serveQueue(door: QueueDoor, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (request.method !== "POST" || pathname !== "/internal/steps") throw notFound("Path");
  const body = await request.text();
  await verifyQueue(request, body, `${door.publicUrl}${pathname}`, door.keys);
  const wake = parse(body);
  if (wake === null) return poison();
  const { steps } = await door.work(wake);
  log("info", "steps", { execution_id: wake.executionId, user: wake.userId, wake: wake.wake, steps });
  return Response.json({ steps });
}

function parse(body: string): Wake | null {
  try {
    return WakeBody.parse(JSON.parse(body));
  } catch (error) {
    log("error", "queue_message_unreadable", { error: describeError(error) });
    return null;
  }
}

const poison = (): Response =>
  Response.json({ error: "unreadable" }, { status: 489, headers: { "Upstash-NonRetryable-Error": "true" } });

// Idempotency-Key, one code path for all doors. As at Stripe, what an endpoint did is what its key keeps: an answer,
// or a refusal (404, 409) that it came to. A request that was malformed did nothing, so its key is free for another.
// After a failure of ours (>= 500) only the same request may go on, which it may at once, and it starts the same run.

import type { Ctx } from "#domain/ctx.ts";
import type { StoredAnswer } from "#domain/idempotency/answer.ts";
import { dropKey, keepAnswer, releaseKey } from "#domain/idempotency/settle.ts";
import { type Claim, takeKey } from "#domain/idempotency/take.ts";
import { AppError, publicFace } from "#lib/errors.ts";
import { readText } from "./body.ts";
import { STATUS } from "./errors.ts";
import type { Call } from "./route.ts";

const IDEMPOTENCY_KEY = "idempotency-key";
const IDEMPOTENCY_REPLAYED = "idempotency-replayed";

/** Serves a request once for each key of its caller; `answerHeaders` are told of an answer that is given again. */
export async function runOnce(
  ctx: Ctx,
  call: Call,
  answerHeaders: Map<string, string>,
  run: (ctx: Ctx, call: Call) => Promise<Response>,
): Promise<Response> {
  const key = call.request.headers.get(IDEMPOTENCY_KEY);
  if (key === null) return run(ctx, call);
  const text = await readText(call.request);
  const { url, method, headers } = call.request;
  const taken = await takeKey(ctx, key, `${method} ${whereOf(url)}\n${text}`);
  if (taken.type === "answered") {
    answerHeaders.set(IDEMPOTENCY_REPLAYED, "true");
    return replayed(taken.answer);
  }
  const { claim } = taken;
  try {
    const request = new Request(url, { method, headers, body: text });
    const response = await run({ ...ctx, runId: claim.runId }, { ...call, request });
    await keepAnswer(ctx, claim, await storedOf(response.clone()));
    return response;
  } catch (error) {
    await settleFailure(ctx, claim, publicFace(error));
    throw error;
  }
}

/** A path with and without a trailing slash is the same route. */
function whereOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname.replace(/\/+$/, "") + search;
}

async function storedOf(response: Response): Promise<StoredAnswer> {
  const contentType = response.headers.get("content-type");
  return { type: "response", status: response.status, contentType, body: await response.text() };
}

function replayed(answer: StoredAnswer): Response {
  if (answer.type === "error") throw new AppError(answer.code, answer.message, { details: answer.details });
  const { status, contentType, body } = answer;
  const headers: HeadersInit = contentType === null ? {} : { "content-type": contentType };
  return new Response(body === "" ? null : body, { status, headers });
}

const DID_NOTHING = new Set([400, 401, 403, 413, 422, 429]);

function settleFailure(ctx: Ctx, claim: Claim, { code, message, details }: AppError): Promise<void> {
  const status = STATUS[code];
  if (status >= 500) return releaseKey(ctx, claim);
  if (DID_NOTHING.has(status)) return dropKey(ctx, claim);
  return keepAnswer(ctx, claim, { type: "error", code, message, details });
}

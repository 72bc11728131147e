import { makeEgress } from "#lib/egress/egress.ts";
import { EgressError } from "#lib/egress/error.ts";

export interface Question {
  url: string;
  allow: string[];
  init?: { method?: string; headers?: { [name: string]: string }; body?: string };
  maxBytes?: number;
  timeoutMs?: number;
  abortAfterMs?: number;
  /** Cancels the body after its first chunk. */
  leavesEarly?: boolean;
}

export interface Answer {
  status?: number | undefined;
  url?: string | undefined;
  size?: number | undefined;
  text?: string | undefined;
  reason?: string | undefined;
  message?: string | undefined;
}

/** One request through the egress of whichever runtime this runs in; what came of it, as JSON. */
export async function probe({
  url,
  init = {},
  abortAfterMs,
  leavesEarly,
  ...options
}: Question): Promise<Answer> {
  const answer: Answer = {};
  const caller = new AbortController();
  if (abortAfterMs !== undefined) setTimeout(() => caller.abort(new Error("the caller left")), abortAfterMs);
  try {
    const response = await makeEgress({ ...options, fetch })(url, { ...init, signal: caller.signal });
    Object.assign(answer, { status: response.status, url: response.url, size: 0, text: "" });
    for await (const chunk of response.body ?? []) {
      answer.size = (answer.size ?? 0) + chunk.byteLength;
      answer.text = `${answer.text}${new TextDecoder().decode(chunk)}`.slice(0, 200);
      if (leavesEarly) break;
    }
  } catch (error) {
    answer.reason = error instanceof EgressError ? error.reason : "not an EgressError";
    answer.message = error instanceof Error ? error.message : String(error);
  }
  return answer;
}

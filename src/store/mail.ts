import { unavailable } from "#lib/errors.ts";

export interface MailApi {
  /** Takes `POST` with a JSON body as Resend's `/emails` does. */
  url: string;
  key: string;
  /** Such as `Gossamer <hello@example.com>`. */
  from: string;
}

const ANSWER_WITHIN_MS = 10_000;

/** Mail over an HTTP API. `send` throws UNAVAILABLE when the API does not take it. */
export function connectMail({ url, key, from }: MailApi) {
  return {
    async send({ to, subject, text }: { to: string; subject: string; text: string }): Promise<void> {
      const answer = await post(url, key, { from, to: [to], subject, text });
      await answer.body?.cancel();
      if (!answer.ok) throw unavailable("Mail", new Error(`The mail API answers ${answer.status}`));
    },
  };
}

async function post(url: string, key: string, body: object): Promise<Response> {
  try {
    return await fetch(url, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
  } catch (error) {
    throw unavailable("Mail", error);
  }
}

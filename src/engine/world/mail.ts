import { BlockError } from "#blocks/block.ts";
import type { Mail } from "#blocks/ports.ts";
import type { Clock } from "#lib/clock.ts";
import { uuidOf } from "#lib/crypto.ts";
import { EgressError } from "#lib/egress/error.ts";
import type { Dial } from "#lib/egress/socket.ts";
import { sendMail } from "#lib/smtp/send.ts";
import { SmtpError } from "#lib/smtp/wire.ts";
import type { Broker } from "./broker.ts";
import { loginOf } from "./login.ts";

const TIMEOUT_MS = 60_000;

/** Mail servers of one user, reached with the user's own credentials. A step that is tried again repeats its Message-ID. */
export function userMail(
  dial: Dial,
  broker: Pick<Broker, "resolve">,
  { idempotencyKey }: { idempotencyKey: string },
  now: Clock,
): Mail {
  let sent = 0;
  return {
    async send({ server, to, subject, text, using }) {
      const login = await loginOf(broker, using, server.host);
      const { username: from } = login;
      for (const address of [from, ...to]) refuseOddAddress(address);
      const id = await uuidOf(`${idempotencyKey}:mail:${++sent}`);
      try {
        const message = { from, to, subject, text, at: now(), id };
        await sendMail(dial, { ...server, ...login }, message, AbortSignal.timeout(TIMEOUT_MS));
      } catch (error) {
        throw failureOf(error);
      }
    },
  };
}

/** RFC 5321's mailbox without quoted parts: nothing in it can end a line, a command or a list. */
function refuseOddAddress(address: string): void {
  if (!/^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,253}$/.test(address)) {
    throw new BlockError(`"${address.slice(0, 100)}" is no e-mail address`);
  }
}

function failureOf(error: unknown): unknown {
  if (error instanceof SmtpError) {
    return new BlockError(error.message, { retryable: error.isTemporary, cause: error });
  }
  if (error instanceof EgressError) {
    return new BlockError(error.message, { retryable: error.reason === "unreachable", cause: error });
  }
  const isTimeout = error instanceof DOMException && error.name === "TimeoutError";
  return isTimeout ? new BlockError("The mail server takes too long", { cause: error }) : error;
}

import { unavailable } from "#lib/errors.ts";
import type { OpenCtx } from "../ctx.ts";
import type { Mail } from "./mailer.ts";

/** Sends a mail; UNAVAILABLE when that cannot be done, or no mail is set up. */
export async function sendMail({ mailer }: Pick<OpenCtx, "mailer">, mail: Mail): Promise<void> {
  if (mailer === null) throw unavailable("Mail", new Error("MAIL_API_KEY and MAIL_FROM are not set"));
  await mailer.send(mail);
}

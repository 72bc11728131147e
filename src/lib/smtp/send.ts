import { toBase64 } from "../base64.ts";
import { aborted, type Dial } from "../egress/socket.ts";
import { type PlainMessage, writeMessage } from "./message.ts";
import { SmtpError, SmtpWire } from "./wire.ts";

export interface SmtpServer {
  host: string;
  port: number;
  username: string;
  password: string;
}

/** RFC 8314: on this port TLS comes first; on the others it is asked for. */
const IMPLICIT_TLS_PORT = 465;

/** Where servers take messages of their users; 25 is between servers, and closed to Workers. */
const SUBMISSION_PORTS: ReadonlySet<number> = new Set([465, 587, 2525]);

/**
 * Hands one message to a mail server (RFC 5321), always encrypted unless the operator opened the host. Throws SmtpError with the
 * server's words, or EgressError; nothing was sent then.
 */
export async function sendMail(
  dial: Dial,
  { host, port, username, password }: SmtpServer,
  message: PlainMessage,
  signal: AbortSignal,
): Promise<void> {
  const tls = port === IMPLICIT_TLS_PORT ? "at once" : "later";
  const { socket, isOpened } = await dial({ host, port, ports: SUBMISSION_PORTS, tls }, signal);
  const wire = new SmtpWire(socket);
  const deliver = async () => {
    await wire.expect(220);
    let extensions = await wire.hello();
    if (tls === "later" && extensions.has("STARTTLS")) {
      await wire.ask("STARTTLS", 220);
      wire.startTls();
      extensions = await wire.hello();
    } else if (tls === "later" && !isOpened) {
      throw new SmtpError("The mail server offers no encryption", false);
    }
    await logIn(wire, extensions.get("AUTH") ?? "", username, password);
    await wire.ask(`MAIL FROM:<${message.from}>`, 250);
    for (const to of message.to) await wire.ask(`RCPT TO:<${to}>`, 250, 251);
    await wire.ask("DATA", 354);
    await wire.ask(`${writeMessage(message)}.`, 250);
    await wire.ask("QUIT", 221).catch(() => undefined); // the message is the server's by now
  };
  try {
    await Promise.race([deliver(), aborted(signal)]);
  } finally {
    await wire.close();
  }
}

/** RFC 4954: PLAIN, or LOGIN where the server knows nothing else. */
async function logIn(wire: SmtpWire, mechanisms: string, username: string, password: string): Promise<void> {
  const known = mechanisms.toUpperCase().split(/[\s=]+/);
  if (known.includes("PLAIN")) {
    await wire.ask(`AUTH PLAIN ${base64(`\0${username}\0${password}`)}`, 235);
  } else if (known.includes("LOGIN")) {
    await wire.ask("AUTH LOGIN", 334);
    await wire.ask(base64(username), 334);
    await wire.ask(base64(password), 235);
  } else {
    throw new SmtpError("The mail server knows no way to log in that is known here", false);
  }
}

const base64 = (text: string): string => toBase64(new TextEncoder().encode(text));

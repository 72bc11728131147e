import type { TcpSocket } from "../egress/socket.ts";

/** What a mail server objected to. `isTemporary`: it may take the message later (RFC 5321, section 4.2.1). */
export class SmtpError extends Error {
  override readonly name = "SmtpError";
  readonly isTemporary: boolean;

  constructor(message: string, isTemporary: boolean) {
    super(message);
    this.isTemporary = isTemporary;
  }
}

interface Reply {
  code: number;
  lines: string[];
}

/** A server that talks on and on is cut off. */
const MAX_REPLY_CHARACTERS = 64_000;

/** Commands and replies over one connection. */
export class SmtpWire {
  #socket: TcpSocket;
  #reader: ReadableStreamDefaultReader<Uint8Array>;
  #writer: WritableStreamDefaultWriter<Uint8Array>;
  /** What came after the last whole reply. */
  #rest = "";

  constructor(socket: TcpSocket) {
    this.#socket = socket;
    this.#reader = socket.readable.getReader();
    this.#writer = socket.writable.getWriter();
  }

  /** Sends a command and reads its reply, which must have one of these codes. */
  async ask(command: string, ...codes: number[]): Promise<Reply> {
    await this.#writer.write(new TextEncoder().encode(`${command}\r\n`));
    return this.expect(...codes);
  }

  async expect(...codes: number[]): Promise<Reply> {
    const reply = await this.#read();
    if (codes.includes(reply.code)) return reply;
    const isTemporary = reply.code >= 400 && reply.code < 500;
    throw new SmtpError(
      `The mail server answers ${reply.code} ${reply.lines.join(" ").slice(0, 500)}`,
      isTemporary,
    );
  }

  /** Introduces us; answers the server's extensions with their parameters. */
  async hello(): Promise<Map<string, string>> {
    const { lines } = await this.ask("EHLO [127.0.0.1]", 250);
    return new Map(
      lines.slice(1).map((line) => {
        const [, name = "", parameters = ""] = /^([^\s=]+)[\s=]?(.*)$/.exec(line) ?? [];
        return [name.toUpperCase(), parameters];
      }),
    );
  }

  /** What the server said before is forgotten: anybody could have said it (RFC 3207, section 4.2). */
  startTls(): void {
    if (this.#rest !== "") throw new SmtpError("The mail server talks before it is encrypted", false);
    this.#reader.releaseLock();
    this.#writer.releaseLock();
    this.#socket = this.#socket.startTls();
    this.#socket.opened.catch(() => undefined); // reading fails, too
    this.#reader = this.#socket.readable.getReader();
    this.#writer = this.#socket.writable.getWriter();
  }

  async close(): Promise<void> {
    await this.#socket.close().catch(() => undefined);
  }

  async #read(): Promise<Reply> {
    const lines: string[] = [];
    for (;;) {
      const line = await this.#readLine();
      const [, code, more, text = ""] = /^(\d{3})([ -]?)(.*)$/.exec(line) ?? [];
      if (code === undefined) throw new SmtpError("The mail server does not speak SMTP", false);
      lines.push(text);
      if (more !== "-") return { code: Number(code), lines };
      if (lines.length > 1000) throw new SmtpError("The mail server talks too much", false);
    }
  }

  async #readLine(): Promise<string> {
    let end = this.#rest.indexOf("\n");
    while (end < 0) {
      if (this.#rest.length > MAX_REPLY_CHARACTERS)
        throw new SmtpError("The mail server talks too much", false);
      const { value, done } = await this.#reader.read();
      if (done) throw new SmtpError("The mail server hung up", true);
      this.#rest += new TextDecoder().decode(value);
      end = this.#rest.indexOf("\n");
    }
    const line = this.#rest.slice(0, end).replace(/\r$/, "");
    this.#rest = this.#rest.slice(end + 1);
    return line;
  }
}

import { createServer, type Server, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";

export interface MailScript {
  extensions?: string[];
  /** Replies by the beginning of a command, in the place of the usual ones. */
  replies?: Record<string, string>;
  certificate?: { key: string; cert: string };
}

const USUAL: [string, string][] = [
  ["EHLO", ""],
  ["AUTH PLAIN", "235 ok"],
  ["AUTH LOGIN", "334 VXNlcm5hbWU6"],
  ["MAIL FROM", "250 ok"],
  ["RCPT TO", "250 ok"],
  ["DATA", "354 go on"],
  ["QUIT", "221 bye"],
  ["STARTTLS", "220 go on"],
];

/** A mail server that follows a script, and what it was told. */
export async function mailServer({
  extensions = ["AUTH LOGIN PLAIN"],
  replies = {},
  certificate,
}: MailScript = {}) {
  const heard: string[] = [];
  const serve = (accepted: Socket) => {
    let socket = accepted;
    let isData = false;
    let text = "";
    const takeText = (line: string) => {
      if (line !== ".") return;
      isData = false;
      socket.write(`${replies["."] ?? "250 taken"}\r\n`);
    };
    const answer = (line: string) => {
      heard.push(line);
      if (isData) return takeText(line);
      const reply = replyTo(line, extensions, replies);
      if (reply === "hang up") return void socket.end();
      isData = line === "DATA" && reply.startsWith("354");
      socket.write(`${reply}\r\n`);
      if (line === "STARTTLS" && certificate !== undefined) {
        socket.removeAllListeners("data");
        const secureContext = createSecureContext(certificate);
        serveLines(new TLSSocket(socket, { isServer: true, secureContext }));
      }
    };
    const serveLines = (on: Socket) => {
      socket = on;
      on.on("error", () => undefined);
      on.on("data", (data) => {
        text += data.toString();
        const lines = text.split("\r\n");
        text = lines.pop() ?? "";
        for (const line of lines) answer(line);
      });
    };
    serveLines(socket);
    socket.write("220 mail.example.com\r\n");
  };
  const server: Server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    heard,
    port: typeof address === "object" && address !== null ? address.port : 0,
    stop: () => server.close(),
  };
}

function replyTo(line: string, extensions: string[], replies: Record<string, string>): string {
  const reply = [...Object.entries(replies), ...USUAL].find(([start]) => line.startsWith(start))?.[1];
  return reply === "" && line.startsWith("EHLO") ? hello(extensions) : (reply ?? "334 more");
}

const hello = (extensions: string[]): string =>
  ["mail.example.com", ...extensions]
    .map((line, index) => `250${index === extensions.length ? " " : "-"}${line}`)
    .join("\r\n");

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { z } from "zod";
import type { Message } from "./mailbox/message.ts";
import { mailboxPage } from "./mailbox/page.ts";

/** Takes the place of a mail service: what is sent stays on this machine, to be read at `origin`. */
export interface Mailbox {
  /** `http://localhost:<port>`; the page for people, `/messages` for programs. */
  origin: string;
  /** Where the Worker posts, in the way of Resend's API. */
  url: string;
  messages: readonly Message[];
  stop(): Promise<void>;
}

const Sent = z.object({
  from: z.string(),
  to: z.union([z.string().transform((one) => [one]), z.array(z.string())]),
  subject: z.string(),
  text: z.string(),
});

const KEPT = 200;

/** Listens on `port`, or on a free one when that is taken. */
export async function startMailbox({
  port = 0,
  onMail = () => {},
}: {
  port?: number;
  onMail?: (message: Message) => void;
} = {}): Promise<Mailbox> {
  const messages: Message[] = [];
  const server = createServer((request, response) => {
    serve(messages, onMail, request, response).catch((error: unknown) =>
      answer(response, 400, { message: String(error) }),
    );
  });
  const origin = `http://localhost:${await listen(server, port)}`;
  return {
    origin,
    url: `${origin}/emails`,
    messages,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  messages: Message[],
  onMail: (message: Message) => void,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  if (request.method === "POST" && pathname === "/emails") {
    const { to, subject, text } = Sent.parse(JSON.parse(await read(request)));
    const message = { id: crypto.randomUUID(), at: new Date().toISOString(), to, subject, text };
    messages.unshift(message);
    messages.splice(KEPT);
    onMail(message);
    return answer(response, 200, { id: message.id });
  }
  if (request.method === "GET" && pathname === "/messages") return answer(response, 200, { messages });
  if (request.method === "GET" && pathname === "/") {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
    response.end(mailboxPage(messages));
    return;
  }
  answer(response, 404, { message: "There is nothing here" });
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}

async function read(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: Error & { code?: string }) => {
      if (error.code !== "EADDRINUSE" || port === 0) reject(error);
      else resolve(listen(server, 0));
    });
    server.listen(port, "localhost", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}

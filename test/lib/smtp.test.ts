import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext, TLSSocket } from "node:tls";
import { describe, expect, it } from "vitest";
import { parseAllowList } from "#lib/egress/destination.ts";
import { makeDial } from "#lib/egress/socket.ts";
import { writeMessage } from "#lib/smtp/message.ts";
import { sendMail } from "#lib/smtp/send.ts";
import { nodeConnect } from "../node-connect.ts";

const message = {
  from: "ada@example.com",
  to: ["grace@example.com", "alan@example.com"],
  subject: "Grüße\r\nBcc: eve@example.com",
  text: "Hello\n.\nQUIT\n🙂",
  at: Date.UTC(2025, 2, 19, 14, 30),
  id: "1",
};

interface Script {
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
async function mailServer({ extensions = ["AUTH LOGIN PLAIN"], replies = {}, certificate }: Script = {}) {
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

async function send(script: Script, { allow = ["127.0.0.1"], ca }: { allow?: string[]; ca?: string } = {}) {
  const server = await mailServer(script);
  const login = { username: "ada@example.com", password: "pässword" };
  try {
    await sendMail(
      makeDial(nodeConnect(ca), parseAllowList(allow)),
      { host: "127.0.0.1", port: server.port, ...login },
      message,
      AbortSignal.timeout(2000),
    );
  } finally {
    server.stop();
  }
  return server.heard;
}

describe("a mail server", () => {
  it("is handed the message, with every receiver and nothing of the text as a command", async () => {
    const heard = await send({});
    expect(heard.slice(0, 6)).toEqual([
      "EHLO [127.0.0.1]",
      `AUTH PLAIN ${btoa("\0ada@example.com\0pÃ¤ssword")}`,
      "MAIL FROM:<ada@example.com>",
      "RCPT TO:<grace@example.com>",
      "RCPT TO:<alan@example.com>",
      "DATA",
    ]);
    expect(heard.slice(-2)).toEqual([".", "QUIT"]);
  });

  it("that knows only LOGIN is told name and password one by one", async () => {
    const replies = { [btoa("pÃ¤ssword")]: "235 ok" };
    const heard = await send({ extensions: ["AUTH=LOGIN"], replies });
    expect(heard.slice(1, 4)).toEqual(["AUTH LOGIN", btoa("ada@example.com"), btoa("pÃ¤ssword")]);
  });

  it.each<[string, Script, string]>([
    ["that refuses the password", { replies: { "AUTH PLAIN": "535 no" } }, "answers 535 no"],
    ["that refuses a receiver", { replies: { "RCPT TO:<alan": "550 nobody" } }, "answers 550 nobody"],
    ["that refuses the text", { replies: { ".": "552 too long" } }, "answers 552 too long"],
    ["that is busy", { replies: { "MAIL FROM": "451 later" } }, "answers 451 later"],
    ["that hangs up", { replies: { EHLO: "hang up" } }, "hung up"],
    ["that says something else", { replies: { EHLO: "HTTP/1.1 400" } }, "does not speak SMTP"],
    ["that talks without end", { replies: { EHLO: "250-".padEnd(100_000, "x") } }, "talks too much"],
    [
      "that has endless extensions",
      { extensions: Array.from({ length: 2000 }, () => "X") },
      "talks too much",
    ],
    ["without a known way to log in", { extensions: ["AUTH GSSAPI"] }, "no way to log in"],
    ["that says nothing more", { replies: { DATA: "" } }, ""],
  ])("%s leaves the message unsent", async (_what, script, why) => {
    await expect(send(script)).rejects.toThrow(why);
  });
});

describe("over the public internet", () => {
  const opened = (port: number) => makeDial(nodeConnect(), parseAllowList([`127.0.0.1:${port}`]));

  it.each([
    ["a host that is not public", "127.0.0.1", 587, "not on the public internet"],
    ["a port between servers", "mail.example.com", 25, "Port 25 is not allowed"],
    ["a port of something else", "mail.example.com", 6379, "Port 6379 is not allowed"],
  ])("%s is refused", async (_what, host, port, why) => {
    const server = { host, port, username: "a", password: "b" };
    await expect(sendMail(opened(1), server, message, AbortSignal.timeout(1000))).rejects.toThrow(why);
  });

  const canMakeCertificates = spawnSync("openssl", ["version"]).status === 0;
  if (!canMakeCertificates) console.warn("No openssl on this machine: mail over TLS is not tested");

  it.skipIf(!canMakeCertificates)("nothing but the greeting is said before TLS", async () => {
    const certificate = selfSigned();
    const script = { extensions: ["STARTTLS", "AUTH PLAIN"], certificate };
    const heard = await send(script, { ca: certificate.cert });
    expect(heard.slice(0, 4)).toEqual([
      "EHLO [127.0.0.1]",
      "STARTTLS",
      "EHLO [127.0.0.1]",
      expect.stringMatching(/^AUTH PLAIN/),
    ]);
    await expect(send(script)).rejects.toThrow("self-signed certificate");
  });
});

it("a server without encryption learns nothing unless the operator opened it", async () => {
  const server = await mailServer();
  const dial = makeDial(nodeConnect(), parseAllowList(["127.0.0.1"]));
  const closed: typeof dial = async (target, signal) => ({
    ...(await dial(target, signal)),
    isOpened: false,
  });
  const target = { host: "127.0.0.1", port: server.port, username: "a", password: "b" };
  await expect(sendMail(closed, target, message, AbortSignal.timeout(1000))).rejects.toThrow("no encryption");
  expect(server.heard).toEqual(["EHLO [127.0.0.1]"]);
  server.stop();
});

it("a message has its headers and nothing else before the empty line", () => {
  const [head = "", body = ""] = writeMessage(message).split("\r\n\r\n");
  expect(head.split(/\r\n(?! )/).map((line) => line.split(":")[0])).toEqual([
    "Date",
    "From",
    "To",
    "Subject",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
  ]);
  const subject = [...head.matchAll(/=\?utf-8\?B\?([^?]*)\?=/g)].map(([, word = ""]) => word);
  expect(Buffer.from(subject.join(""), "base64").toString()).toBe(message.subject);
  expect(Buffer.from(body, "base64").toString()).toBe(message.text);
});

it("a long subject is cut between characters", () => {
  const subject = "🙂".repeat(40);
  const words = [...writeMessage({ ...message, subject }).matchAll(/=\?utf-8\?B\?([^?]*)\?=/g)];
  expect(words.length).toBeGreaterThan(2);
  expect(words.map(([, word = ""]) => Buffer.from(word, "base64").toString()).join("")).toBe(subject);
  for (const [word] of words) expect(word.length).toBeLessThanOrEqual(75);
});

function selfSigned(): { key: string; cert: string } {
  const dir = mkdtempSync(join(tmpdir(), "gossamer-mail-"));
  const [key, cert] = [join(dir, "key"), join(dir, "cert")];
  const request = [
    "req",
    "-new",
    "-x509",
    "-nodes",
    "-newkey",
    "rsa:2048",
    "-days",
    "2",
    "-subj",
    "/CN=localhost",
  ];
  const names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert];
  execFileSync("openssl", [...request, ...names], { stdio: "ignore" });
  const made = { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  rmSync(dir, { recursive: true });
  return made;
}

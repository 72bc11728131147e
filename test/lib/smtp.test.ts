import { describe, expect, it } from "vitest";
import { parseAllowList } from "#lib/egress/destination.ts";
import { makeDial } from "#lib/egress/socket.ts";
import { writeMessage } from "#lib/smtp/message.ts";
import { sendMail } from "#lib/smtp/send.ts";
import { canMakeCertificates, selfSigned } from "../certificate.ts";
import { type MailScript, mailServer } from "../mail-server.ts";
import { nodeConnect } from "../node-connect.ts";

const message = {
  from: "ada@example.com",
  to: ["grace@example.com", "alan@example.com"],
  subject: "Grüße\r\nBcc: eve@example.com",
  text: "Hello\n.\nQUIT\n🙂",
  at: Date.UTC(2025, 2, 19, 14, 30),
  id: "1",
};

async function send(
  script: MailScript,
  { allow = ["127.0.0.1"], ca }: { allow?: string[]; ca?: string } = {},
) {
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

  it.each<[string, MailScript, string]>([
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

  if (!canMakeCertificates) console.warn("No openssl on this machine: mail over TLS is not tested");

  it.skipIf(!canMakeCertificates)("nothing but the greeting is said before TLS", async () => {
    const certificate = selfSigned("IP:127.0.0.1");
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

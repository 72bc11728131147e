import { afterAll, expect, it } from "vitest";
import { connectMail } from "#store/mail.ts";
import { startMailbox } from "../../local/mailbox.ts";

const told: string[] = [];
const mailbox = await startMailbox({ onMail: ({ subject }) => told.push(subject) });
afterAll(() => mailbox.stop());

const mail = connectMail({ url: mailbox.url, key: "none", from: "Gossamer <gossamer@localhost>" });

it("keeps what the Worker's client sends, newest first, for people and for programs", async () => {
  await mail.send({ to: "ada@example.com", subject: "First", text: "Hello" });
  await mail.send({
    to: "eve@example.com",
    subject: "<b>Second</b>",
    text: "See http://localhost:1/x?token=a_b, or not.",
  });
  expect(told).toEqual(["First", "<b>Second</b>"]);
  const { messages } = (await (await fetch(`${mailbox.origin}/messages`)).json()) as { messages: object[] };
  expect(messages).toMatchObject([{ to: ["eve@example.com"] }, { to: ["ada@example.com"], text: "Hello" }]);
  const page = await (await fetch(mailbox.origin)).text();
  expect(page).toContain('<a href="http://localhost:1/x?token=a_b">');
  expect(page).toContain("&lt;b&gt;Second");
});

it("listens elsewhere when its port is taken", async () => {
  const other = await startMailbox({ port: Number(new URL(mailbox.origin).port) });
  expect(other.origin).not.toBe(mailbox.origin);
  await other.stop();
});

it.each<[string, () => Promise<void>]>([
  [
    "something that is no mail",
    () =>
      connectMail({ url: `${mailbox.origin}/nowhere`, key: "k", from: "f" }).send({
        to: "a",
        subject: "s",
        text: "t",
      }),
  ],
  [
    "nobody",
    () =>
      connectMail({ url: "http://127.0.0.1:1/emails", key: "k", from: "f" }).send({
        to: "a",
        subject: "s",
        text: "t",
      }),
  ],
])("the Worker's client fails when it reaches %s", async (_what, send) => {
  await expect(send()).rejects.toMatchObject({ code: "UNAVAILABLE" });
});

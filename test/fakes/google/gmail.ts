import PostalMime, { type Email } from "postal-mime";
import type { Json, JsonObject } from "#lib/json.ts";
import { type Call, describedApi, type FakeApi, Refusal, type Tokens } from "../described.ts";
import { dictIn, factsOf, listIn, textIn } from "../facts.ts";
import { google } from "./dialect.ts";

export interface Mail {
  id: string;
  threadId: string;
  labelIds: string[];
  /** RFC 5322. */
  raw: string;
}

export interface Mailbox {
  address: string;
  mails: Mail[];
  /** Mails that wait to be sent, by the draft's id. */
  drafts: Map<string, Mail>;
  labels: { id: string; name: string; type: string }[];
  /** Somebody else's mail arrives. */
  receive(mail: { from: string; subject: string; text: string; threadId?: string; to?: string }): Mail;
}

const SYSTEM_LABELS = ["INBOX", "SENT", "DRAFT", "UNREAD", "STARRED", "TRASH"];

/** Gmail with a mailbox of one account. */
export function fakeGmail(tokens: Tokens, address = "ada@example.com"): FakeApi & { mailbox: Mailbox } {
  const mailbox = emptyMailbox(address);
  const message = (raw: JsonObject) => deliver(mailbox, raw, ["SENT"]);
  const api = describedApi(factsOf("gmail"), google, tokens, {
    "users.getProfile": () => ({
      emailAddress: address,
      messagesTotal: mailbox.mails.length,
      threadsTotal: new Set(mailbox.mails.map(({ threadId }) => threadId)).size,
      historyId: "99",
    }),
    "users.messages.list": (call) => list(mailbox, call),
    "users.messages.get": async ({ params }) => resource(await found(mailbox.mails, params["id"])),
    "users.messages.send": async ({ body }) => brief(await message(body)),
    "users.messages.modify": (call) => modify(mailbox, call),
    "users.threads.get": ({ params }) => thread(mailbox, params["id"] ?? ""),
    "users.drafts.create": async ({ body }) => {
      const mail = await deliver(mailbox, dictIn(body, "message"), ["DRAFT"]);
      const id = `r-${mailbox.drafts.size + 1}`;
      mailbox.drafts.set(id, mail);
      return { id, message: brief(mail) };
    },
    "users.labels.list": () => ({ labels: mailbox.labels }),
    "users.labels.create": ({ body }) => {
      const name = textIn(body, "name");
      if (mailbox.labels.some((label) => label.name.toLowerCase() === name.toLowerCase())) {
        throw new Refusal(409, "Label name exists or conflicts");
      }
      const label = { id: `Label_${mailbox.labels.length}`, name, type: "user" };
      mailbox.labels.push(label);
      return label;
    },
  });
  return { ...api, mailbox };
}

function emptyMailbox(address: string): Mailbox {
  const mails: Mail[] = [];
  return {
    address,
    mails,
    drafts: new Map(),
    labels: SYSTEM_LABELS.map((name) => ({ id: name, name, type: "system" })),
    receive: ({ from, subject, text, threadId, to = address }) => {
      const id = nextId(mails);
      const raw = [
        `From: ${from}`,
        `To: ${to}`,
        `Subject: ${subject}`,
        `Message-ID: <${id}@mail.example.com>`,
        "Date: Sun, 22 Nov 2026 10:00:00 +0000",
        "Content-Type: text/plain; charset=utf-8",
        "",
        text,
      ].join("\r\n");
      const mail = { id, threadId: threadId ?? id, labelIds: ["INBOX", "UNREAD"], raw };
      mails.push(mail);
      return mail;
    },
  };
}

const nextId = (mails: readonly Mail[]): string => (0x18c0 + mails.length).toString(16);

export const parsedMail = ({ raw }: Mail): Promise<Email> => PostalMime.parse(raw);

/** Puts a mail of the account's own where it belongs: into its thread only when its headers say so too. */
async function deliver({ mails, address }: Mailbox, body: JsonObject, labelIds: string[]): Promise<Mail> {
  const given = Buffer.from(textIn(body, "raw"), "base64url").toString("utf8");
  const id = nextId(mails);
  const { inReplyTo = "", references = "", to = [], cc = [], bcc = [] } = await PostalMime.parse(given);
  if (to.length + cc.length + bcc.length === 0) throw new Refusal(400, "Recipient address required");
  const parent = mails.find(({ raw }) => {
    const [, ownId = "none"] = /^Message-ID: (\S+)/im.exec(raw) ?? [];
    return `${inReplyTo} ${references}`.includes(ownId);
  });
  const threadId = textIn(body, "threadId");
  if (threadId !== "" && !mails.some((mail) => mail.threadId === threadId)) throw new Refusal(404, "");
  const isReply = parent !== undefined && parent.threadId === threadId;
  const raw = `From: ${address}\r\nMessage-ID: <${id}@mail.gmail.com>\r\n${given}`;
  const mail = { id, threadId: isReply ? threadId : id, labelIds, raw };
  mails.push(mail);
  return mail;
}

const brief = ({ id, threadId, labelIds }: Mail): Json => ({ id, threadId, labelIds });

function found(mails: readonly Mail[], id: string | undefined): Mail {
  const mail = mails.find((each) => each.id === id);
  if (mail === undefined) throw new Refusal(404, "");
  return mail;
}

async function list({ mails, labels }: Mailbox, { query }: Call): Promise<Json> {
  const terms = (query.get("q") ?? "").split(" ").filter(Boolean);
  const most = Number(query.get("maxResults") ?? 100);
  const fitting: Json[] = [];
  for (const mail of mails.toReversed()) {
    const { from, subject = "", text = "" } = await parsedMail(mail);
    const fits = (term: string): boolean => {
      const [name = "", of = ""] = term.split(":");
      if (of === "") return `${subject} ${text}`.toLowerCase().includes(name.toLowerCase());
      if (name === "from") return from?.address?.includes(of) ?? false;
      if (name === "subject") return subject.toLowerCase().includes(of);
      const id = labels.find((label) => label.name.toLowerCase() === of.toLowerCase())?.id ?? "";
      return mail.labelIds.includes(id);
    };
    if (terms.every(fits)) fitting.push({ id: mail.id, threadId: mail.threadId });
  }
  if (fitting.length === 0) return { resultSizeEstimate: 0 };
  return { messages: fitting.slice(0, most), resultSizeEstimate: fitting.length };
}

/** Refuses labels that are not there, as Gmail does. */
function modify({ mails, labels }: Mailbox, { params, body }: Call): Json {
  const mail = found(mails, params["id"]);
  const ids = (key: string) => listIn(body, key).map(String);
  const unknown = [...ids("addLabelIds"), ...ids("removeLabelIds")].find(
    (id) => !labels.some((label) => label.id === id),
  );
  if (unknown !== undefined) throw new Refusal(400, `Invalid label: ${unknown}`);
  const kept = mail.labelIds.filter((id) => !ids("removeLabelIds").includes(id));
  mail.labelIds = [...new Set([...kept, ...ids("addLabelIds")])];
  return brief(mail);
}

async function thread({ mails }: Mailbox, id: string): Promise<Json> {
  const members = mails.filter((mail) => mail.threadId === id);
  if (members.length === 0) throw new Refusal(404, "");
  return { id, historyId: "99", messages: await Promise.all(members.map(resource)) };
}

/** A message with `format=full`. */
async function resource(mail: Mail): Promise<Json> {
  const { headers, html, text, attachments } = await parsedMail(mail);
  const written = {
    partId: "0",
    filename: "",
    headers: [],
    ...partOf(html ?? text ?? "", html !== undefined),
  };
  const files = attachments.map(({ filename, mimeType, content }, index) => ({
    partId: String(index + 1),
    mimeType,
    filename: filename ?? "",
    headers: [],
    body: {
      attachmentId: `at${index}`,
      size: typeof content === "string" ? content.length : content.byteLength,
    },
  }));
  const top = headers.map(({ originalKey, value }) => ({ name: originalKey, value }));
  const payload =
    files.length === 0
      ? { ...written, partId: "", headers: top }
      : {
          partId: "",
          mimeType: "multipart/mixed",
          filename: "",
          headers: top,
          body: { size: 0 },
          parts: [written, ...files],
        };
  return {
    id: mail.id,
    threadId: mail.threadId,
    labelIds: mail.labelIds,
    snippet: (text ?? "").slice(0, 80).trim(),
    historyId: "99",
    internalDate: "1795341600000",
    sizeEstimate: mail.raw.length,
    payload,
  };
}

function partOf(text: string, isHtml: boolean): JsonObject {
  const bytes = Buffer.from(text, "utf8");
  const body = { size: bytes.length, data: bytes.toString("base64url") };
  return { mimeType: isHtml ? "text/html" : "text/plain", body };
}

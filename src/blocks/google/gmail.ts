import * as z from "zod";
import { fromBase64Url } from "#lib/base64.ts";
import type { ApiClient } from "../api.ts";
import { BlockError, type BlockIo } from "../block.ts";
import type { CredentialRef } from "../credential-pin.ts";
import { advanced } from "../pins.ts";
import { googleClient } from "./api.ts";
import { htmlText } from "./html-text.ts";

const BASE = "https://gmail.googleapis.com/gmail/v1/users/me";

export const gmail = (io: BlockIo, using: CredentialRef): ApiClient => googleClient(io, BASE, using);

export const Email = () =>
  z
    .object({
      id: z.string(),
      threadId: z.string(),
      labelIds: z.array(z.string()),
      subject: z.string(),
      snippet: z.string(),
      from_: z.string(),
      to: z.array(z.string()),
      cc: z.array(z.string()),
      bcc: z.array(z.string()),
      date: z.string(),
      body: z.string(),
      sizeEstimate: z.int(),
      attachments: z.array(
        z.object({
          filename: z.string(),
          content_type: z.string(),
          size: z.int(),
          attachment_id: z.string(),
        }),
      ),
    })
    .describe("A message");

export const messagePins = () => ({
  subject: z.string().describe("What it is about"),
  body: z.string().describe("What it says: text or HTML"),
  cc: z.array(z.string()).default([]).describe("Who gets a copy"),
  bcc: z.array(z.string()).default([]).describe("Who gets a copy that the others do not see"),
  content_type: z
    .enum(["auto", "plain", "html"])
    .optional()
    .meta(advanced("Whether the body is text or HTML; seen from the body unless given")),
  attachments: z.array(z.string()).default([]).meta(advanced("Files to attach")),
});

export type Email = z.output<ReturnType<typeof Email>>;

interface Part {
  mimeType: string;
  filename: string;
  headers: { name: string; value: string }[];
  body: { size: number; data?: string | undefined; attachmentId?: string | undefined };
  parts?: Part[] | undefined;
}

const Part: z.ZodType<Part> = z.lazy(() =>
  z.object({
    mimeType: z.string().default("text/plain"),
    filename: z.string().default(""),
    headers: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
    body: z.object({
      size: z.int().default(0),
      data: z.string().optional(),
      attachmentId: z.string().optional(),
    }),
    parts: z.array(Part).optional(),
  }),
);

/** A message as the API has it with `format=full`. */
export const Message = () =>
  z.object({
    id: z.string(),
    threadId: z.string(),
    labelIds: z.array(z.string()).default([]),
    snippet: z.string().default(""),
    sizeEstimate: z.int().default(0),
    payload: Part,
  });

export type Message = z.output<ReturnType<typeof Message>>;

export const getMessage = (client: ApiClient, id: string): Promise<Message> =>
  client.ask(Message(), `/messages/${encodeURIComponent(id)}`, { query: { format: "full" } });

export function headerOf({ payload }: Message, name: string): string {
  const wanted = name.toLowerCase();
  return payload.headers.find((header) => header.name.toLowerCase() === wanted)?.value ?? "";
}

export function emailOf(message: Message): Email {
  const { id, threadId, labelIds, snippet, sizeEstimate } = message;
  const parts = leaves(message.payload);
  return {
    id,
    threadId,
    labelIds,
    subject: headerOf(message, "subject") || "No Subject",
    snippet,
    from_: addresses(headerOf(message, "from"))[0] ?? "",
    to: addresses(headerOf(message, "to")),
    cc: addresses(headerOf(message, "cc")),
    bcc: addresses(headerOf(message, "bcc")),
    date: headerOf(message, "date"),
    body: bodyOf(parts),
    sizeEstimate,
    attachments: parts.flatMap(({ filename, mimeType, body }) =>
      filename === "" || body.attachmentId === undefined
        ? []
        : [{ filename, content_type: mimeType, size: body.size, attachment_id: body.attachmentId }],
    ),
  };
}

/** The addresses of a header, without names: what stands in angle brackets, else the whole entry. */
export const addresses = (header: string): string[] =>
  header
    .split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    .map((entry) => (/<([^>]+)>/.exec(entry)?.[1] ?? entry).trim())
    .filter((address) => address !== "");

/** Text where there is any, else HTML without its tags. */
function bodyOf(parts: readonly Part[]): string {
  const textOf = (type: string) =>
    parts.find((part) => part.mimeType === type && part.filename === "")?.body.data;
  const plain = textOf("text/plain");
  if (plain !== undefined) return decoded(plain);
  return htmlText(decoded(textOf("text/html") ?? ""));
}

const leaves = (part: Part): Part[] => (part.parts === undefined ? [part] : part.parts.flatMap(leaves));

const decoded = (data: string): string => new TextDecoder().decode(fromBase64Url(data) ?? new Uint8Array());

const Labels = z.object({ labels: z.array(z.object({ id: z.string(), name: z.string() })).default([]) });

export const listLabels = async (client: ApiClient) => (await client.ask(Labels, "/labels")).labels;

/** The id of a label by its name, in any case. */
export async function labelNamed(client: ApiClient, name: string): Promise<string | undefined> {
  const labels = await listLabels(client);
  return labels.find((label) => label.name.toLowerCase() === name.toLowerCase())?.id;
}

/** Who somebody must answer to be on the safe side: the sender, and everybody else where all are meant. */
export async function recipients(client: ApiClient, parent: Message, isForAll: boolean) {
  const to = addresses(headerOf(parent, "reply-to") || headerOf(parent, "from"));
  if (to.length === 0) throw new BlockError("The message to answer names no sender");
  if (!isForAll) return { to, cc: [] };
  const { emailAddress } = await client.ask(z.object({ emailAddress: z.string() }), "/profile");
  const isOther = (address: string) => address !== emailAddress && !to.includes(address);
  return {
    to: [...to, ...addresses(headerOf(parent, "to")).filter(isOther)],
    cc: addresses(headerOf(parent, "cc")).filter(isOther),
  };
}

/** RFC 5322 section 3.6.4: what makes a message an answer. */
export function threadHeaders(parent: Message): Record<string, string> {
  const id = headerOf(parent, "message-id");
  if (id === "") return {};
  return { "In-Reply-To": id, References: [headerOf(parent, "references"), id].filter(Boolean).join(" ") };
}

/** Of an answer: `Re:` before the parent's, once. */
export const replySubject = (given: string, parent: Message): string =>
  given || headerOf(parent, "subject").replace(/^(?!re:)/i, "Re: ");
